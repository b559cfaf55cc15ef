"""What public bodies say: answers, commitments, and the citizens' word on whether it was fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models import PublicBody
from moderation.models import ModeratedModel, ModeratedQuerySet
from sharek import clock

from .topic import Topic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class OfficialAnswerQuerySet(ModeratedQuerySet["OfficialAnswer"]):  # type: ignore[override]  # the plugin's managers
    def visible_to(self, user: User | AnonymousUser | None) -> Self:
        """Return the answers that ``user`` may read: their topic must be readable too."""
        readable = Topic.objects.visible_to(user).filter(pk=models.OuterRef("topic_id"))
        return super().visible_to(user).filter(models.Exists(readable))


class OfficialAnswer(ModeratedModel):
    """An answer of a public body. It appears at once and can be reported; its author is the body, not the person."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="official_answers")
    body = models.ForeignKey(PublicBody, models.PROTECT, related_name="official_answers", verbose_name=_("Public body"))
    text = models.TextField(_("Answer"))
    text_html = models.TextField(editable=False)
    helpful_count = models.PositiveIntegerField(default=0)
    unhelpful_count = models.PositiveIntegerField(default=0)

    objects = OfficialAnswerQuerySet.as_manager()
    appears_at_once = True

    class Meta:
        verbose_name = _("official answer")
        verbose_name_plural = _("official answers")
        indexes = [
            models.Index(fields=["topic", "created_at"], name="answer_by_topic"),
            models.Index(fields=["-published_at", "-id"], condition=models.Q(status="published"), name="answer_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} → {self.topic_id}"

    def get_absolute_url(self) -> str:
        return f"{self.topic.get_absolute_url()}#answer-{self.pk}"

    @property
    def topic_author_id(self) -> int | None:
        return self.topic.author_id

    @property
    def speaking_body(self) -> PublicBody | None:
        return self.body

    def concerned_bodies(self) -> Iterable[PublicBody]:
        return [self.body]

    def moderated_text(self) -> str:
        return self.text

    def context(self) -> dict[str, Any]:
        return {
            "title": self.topic.title,
            "url": self.get_absolute_url(),
            "parts": [(_("Topic"), self.topic.title), (_("Public body"), self.body.name)],
        }

    def streams(self) -> list[str]:
        return self.topic.streams()

    def on_visibility_changed(self, old: str, new: str) -> None:
        from topics import visibility

        visibility.answer_changed(self, old, new)


class Commitment(models.Model):
    """What a body promised in an answer, by when, and the evidence that it was kept. Overdue is read off the clock."""

    answer = models.OneToOneField(OfficialAnswer, models.CASCADE, related_name="commitment")
    text = models.CharField(_("Commitment"), max_length=200)
    due_on = models.DateField(_("Due on"), null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    evidence = models.TextField(_("Evidence"), blank=True)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        indexes = [
            models.Index(fields=["due_on", "id"], condition=models.Q(kept_at__isnull=True), name="commitment_due")
        ]
        constraints = [
            models.CheckConstraint(
                name="a_kept_commitment_shows_its_evidence",
                condition=models.Q(kept_at__isnull=True) | ~models.Q(evidence=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_overdue(self) -> bool:
        return self.kept_at is None and self.due_on is not None and self.due_on < clock.today()

    @property
    def days_left(self) -> int | None:
        """Days until it is due, negative once it is overdue; None without a date or once kept."""
        return None if self.due_on is None or self.kept_at else (self.due_on - clock.today()).days


class AnswerRating(models.Model):
    answer = models.ForeignKey(OfficialAnswer, models.CASCADE, related_name="ratings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    helpful = models.BooleanField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_person_rates_an_answer_once", fields=["answer", "user"])]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.helpful}"


class FixedAnswer(models.Model):
    """A citizen's word, in one round, on whether the problem was fixed."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="fixed_answers")
    round = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    fixed = models.BooleanField()
    text = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_person_answers_once_in_a_round", fields=["topic", "round", "user"]),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.round}: {self.fixed}"
