"""A poll and its choices. Question, choices and dates are frozen: the door refuses changes, and so do triggers."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.models import Status
from sharek import clock
from topics.models import Topic, topic_visible_to

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def new_secret() -> bytes:
    """Return the 256-bit key of one poll; voter keys of two polls cannot be linked without both."""
    return secrets.token_bytes(32)


class PollQuerySet(models.QuerySet["Poll"]):
    def visible_to(self, user: User | AnonymousUser | None) -> Self:
        """Return the polls that ``user`` may see: their topic must be readable, and drafts are the moderators'."""
        polls = self.filter(topic_visible_to(user))
        if user is not None and user.is_authenticated and user.is_moderator:
            return polls
        return polls.exclude(opens_at__isnull=True)

    def open(self) -> Self:
        """Return the polls that take ballots at this moment, by the clock alone."""
        now = clock.now()
        return self.filter(opens_at__lte=now, closes_at__gt=now, closed_early_at__isnull=True)

    def scheduled(self) -> Self:
        """Return the polls that open later."""
        return self.filter(opens_at__gt=clock.now())

    def closed(self) -> Self:
        """Return the polls that take no more ballots, with ``ended_at``."""
        now = clock.now()
        return self.annotate(ended_at=Coalesce("closed_early_at", "closes_at")).filter(ended_at__lte=now)

    def with_choices(self) -> Self:
        """Fetch what showing a poll and its choices needs: topic, and for each choice what became of its solution."""
        return self.select_related("topic").prefetch_related(
            models.Prefetch("choices", queryset=Choice.objects.with_solutions())
        )


class Poll(models.Model):
    """A question on the solutions of one topic. Draft, scheduled, open or closed: the clock decides, never a job."""

    class Kind(models.TextChoices):
        MULTIPLE = "multiple", _("Choose every solution that you support")
        SINGLE = "single", _("Choose one solution")
        SCALE = "scale", _("Say of each solution how far you agree")
        RANKED = "ranked", _("Put the solutions in your order")

    class Visibility(models.TextChoices):
        ALWAYS = "always", _("Always")
        AFTER_VOTE = "after_vote", _("After voting or closing")
        AFTER_CLOSE = "after_close", _("After closing")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Opens later")
        OPEN = "open", _("Open for voting")
        CLOSED = "closed", _("Poll closed")

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="polls")
    question = models.CharField(_("Question"), max_length=200)
    kind = models.CharField(_("Kind"), max_length=8, choices=Kind.choices, default=Kind.MULTIPLE)
    visibility = models.CharField(
        _("Results are shown"), max_length=11, choices=Visibility.choices, default=Visibility.AFTER_VOTE
    )
    opens_at = models.DateTimeField(_("Opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("Closes at"), null=True, blank=True)
    closed_early_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.CharField(max_length=300, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    min_ballots = models.PositiveIntegerField(_("Fewest ballots for a conclusion"), default=10)
    max_choices = models.PositiveSmallIntegerField(_("Most choices"), null=True, blank=True)
    invitation = models.CharField(_("How people were invited"), max_length=300, blank=True)
    schema_hash = models.CharField(max_length=64, blank=True, editable=False)
    secret = models.BinaryField(default=new_secret, null=True, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    # When the timeline and the followers were told; what a poll *is* never depends on these.
    opening_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    closing_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PollQuerySet.as_manager()

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        constraints = [
            models.CheckConstraint(
                name="a_poll_closes_after_it_opens",
                condition=models.Q(opens_at__isnull=True, closes_at__isnull=True)
                | models.Q(closes_at__gt=models.F("opens_at")),
            ),
            models.CheckConstraint(
                name="a_poll_closed_early_closes_before_its_time",
                condition=models.Q(closed_early_at__isnull=True) | models.Q(closed_early_at__lte=models.F("closes_at")),
            ),
            models.CheckConstraint(
                name="a_poll_closed_early_says_why",
                condition=models.Q(closed_early_at__isnull=True)
                | (~models.Q(closing_reason="") & models.Q(closed_by__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at", "id"], name="poll_by_closing"),
            models.Index(fields=["topic", "opens_at"], name="poll_by_topic"),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("polls:detail", args=[self.pk])

    @property
    def ends_at(self) -> datetime | None:
        """When it takes no more ballots: the early closing where there was one, else ``closes_at``."""
        return self.closed_early_at or self.closes_at

    @property
    def state(self) -> str:
        """The poll's state at this moment."""
        now = clock.now()
        if self.opens_at is None or self.ends_at is None:
            return self.State.DRAFT
        if now >= self.ends_at:
            return self.State.CLOSED
        return self.State.OPEN if now >= self.opens_at else self.State.SCHEDULED

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED


class ChoiceQuerySet(models.QuerySet["Choice"]):
    def with_solutions(self) -> Self:
        """Fetch with each choice what became of its solution, but none of the solution's words."""
        return self.select_related("solution").only(
            "poll_id", "position", "frozen_label", "frozen_text", "solution__number", "solution__status",
            "solution__topic_id",
        )  # fmt: skip


class Choice(models.Model):
    """A solution's title and text as they stood when the poll was made, or "none of these" (``solution`` empty).

    The frozen words are read through :attr:`label` and :attr:`text` alone: once the solution is no longer public,
    they say so instead, on every page and in every file.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="choices", db_index=False)
    position = models.PositiveSmallIntegerField()
    frozen_label = models.CharField(max_length=200)
    frozen_text = models.TextField(blank=True)
    solution = models.ForeignKey("discussions.Solution", models.PROTECT, null=True, blank=True, related_name="choices")

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="choices_have_their_own_positions", fields=["poll", "position"]),
            models.UniqueConstraint(name="a_solution_stands_once_in_a_poll", fields=["poll", "solution"]),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_redacted(self) -> bool:
        """Whether the words may no longer be shown: the solution was hidden, removed or withdrawn."""
        return self.solution is not None and self.solution.status != Status.PUBLISHED

    @property
    def label(self) -> str:
        """The choice in one line, as anybody may see it now."""
        if self.solution is None:
            return gettext("None of these solutions")
        if not self.is_redacted:
            return self.frozen_label
        if self.solution.status == Status.WITHDRAWN:
            return gettext("Solution %(number)s, withdrawn by its author") % {"number": self.solution.number}
        return gettext("Solution %(number)s, no longer shown") % {"number": self.solution.number}

    @property
    def text(self) -> str:
        """How the solution would work, as plain text; empty for "none of these" and once it is no longer shown."""
        return "" if self.is_redacted else self.frozen_text
