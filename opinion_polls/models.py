"""Polls on the solutions of a topic: frozen choices, ballots that cannot double, tallies that anyone can recount."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

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

    def closed(self) -> Self:
        now = clock.now()
        return self.annotate(ended_at=Coalesce("closed_early_at", "closes_at")).filter(ended_at__lte=now)


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
    min_ballots = models.PositiveIntegerField(_("Fewest ballots for a conclusion"), default=10)
    max_choices = models.PositiveSmallIntegerField(_("Most choices"), null=True, blank=True)
    invitation = models.CharField(_("How people were invited"), max_length=300, blank=True)
    schema_hash = models.CharField(max_length=64, blank=True, editable=False)
    secret = models.BinaryField(default=new_secret, null=True, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

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


class Choice(models.Model):
    """A solution's title as it stood when the poll opened, or "none of these" (``solution`` empty)."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    solution = models.ForeignKey("discussions.Solution", models.PROTECT, null=True, blank=True, related_name="choices")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="choices_have_their_own_positions", fields=["poll", "position"]),
            models.UniqueConstraint(name="a_solution_stands_once_in_a_poll", fields=["poll", "solution"]),
        ]

    def __str__(self) -> str:
        return self.label


class Ballot(models.Model):
    """One voter's answer. ``voter_key`` is an HMAC under the poll's own secret: it names nobody."""

    class Channel(models.TextChoices):
        REGISTERED = "registered", _("Registered participants")
        VISITOR = "visitor", _("Visitors")

    class State(models.TextChoices):
        COUNTED = "counted", _("Counted")
        HELD = "held", _("Held for checking")
        SUPERSEDED = "superseded", _("Replaced")
        REJECTED = "rejected", _("Rejected")

    # Random, so that the order of the keys says nothing about the order of the votes.
    id = models.BigIntegerField(primary_key=True)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="ballots")
    voter_key = models.BinaryField(max_length=32)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    answer: Any = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.COUNTED)
    nonce = models.BinaryField(max_length=16)
    leaf = models.CharField(max_length=64)
    supersedes = models.CharField(max_length=64, blank=True)
    idempotency_key = models.CharField(max_length=64, blank=True)
    # Minutes since the poll opened; emptied with the network signals a week after closing.
    minute = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_voter_one_ballot", fields=["poll", "voter_key"]),
        ]
        indexes = [models.Index(fields=["poll", "leaf"], name="ballot_by_leaf")]

    def __str__(self) -> str:
        return f"{self.poll_id}: {self.state}"


class SpentLeaf(models.Model):
    """The bare hash of a ballot's earlier wording, so that its receipt can say "replaced"."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="spent_leaves")
    leaf = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_leaf_is_spent_once", fields=["poll", "leaf"])]

    def __str__(self) -> str:
        return self.leaf


class BrowserKey(models.Model):
    """One browser in one poll: inserted or locked before every cast, so that its two ways of voting meet."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="browser_keys")
    key = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_browser_is_known_once_in_a_poll", fields=["poll", "key"])]

    def __str__(self) -> str:
        return str(self.pk)


class Tally(models.Model):
    """Folded counts. A cell is ``n`` (ballots), ``c3`` (choice 3), ``c3=4`` (scale) or ``c3>c5`` (ranked pair)."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="tallies")
    channel = models.CharField(max_length=10, choices=Ballot.Channel.choices)
    state = models.CharField(max_length=10, choices=Ballot.State.choices)
    cell = models.CharField(max_length=24)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_cell_is_tallied_once", fields=["poll", "channel", "state", "cell"]),
        ]

    def __str__(self) -> str:
        return f"{self.poll_id} {self.cell}: {self.count}"


class TallyDelta(models.Model):
    """A change not yet folded: written in the ballot's own transaction, so that a crash between them loses nothing."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=10, choices=Ballot.Channel.choices)
    state = models.CharField(max_length=10, choices=Ballot.State.choices)
    cell = models.CharField(max_length=24)
    change = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["poll"], name="delta_by_poll")]

    def __str__(self) -> str:
        return f"{self.poll_id} {self.cell}: {self.change:+d}"
