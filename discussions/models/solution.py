"""Solutions proposed for a topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from moderation.models import ModeratedModel, ModeratedQuerySet
from topics.models import Topic, topic_visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from directory.models import PublicBody


class SolutionQuerySet(ModeratedQuerySet["Solution"]):  # type: ignore[override]  # the plugin\'s managers
    def visible_to(self, user: User | AnonymousUser | None) -> Self:
        """Return the solutions whose text ``user`` may read: the topic must be readable too."""
        return super().visible_to(user).filter(topic_visible_to(user))


class Solution(ModeratedModel):
    """A way to solve the problem, with its own number within the topic and its own debate."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="solutions")
    number = models.PositiveIntegerField()
    title = models.CharField(_("The solution in one line"), max_length=120)
    text = models.TextField(_("How it would work"))
    text_html = models.TextField(editable=False)
    locked = models.BooleanField(_("Closed to new replies"), default=False)
    supports_count = models.PositiveIntegerField(default=0)
    comments_count = models.PositiveIntegerField(default=0)
    last_comment_number = models.PositiveIntegerField(default=0)

    objects = SolutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed solution")
        verbose_name_plural = _("proposed solutions")
        ordering = ["topic_id", "number"]
        constraints = [
            models.UniqueConstraint(name="solution_numbers_are_unique_in_a_topic", fields=["topic", "number"]),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"], condition=models.Q(status="published"), name="solution_newest"
            ),
            models.Index(fields=["author", "-created_at"], name="solution_by_author"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("discussions:solution", args=[self.topic_id, self.number])

    @property
    def topic_author_id(self) -> int | None:
        return self.topic.author_id

    def concerned_bodies(self) -> Iterable[PublicBody]:
        return self.topic.concerned_bodies()

    def moderated_text(self) -> str:
        return f"{self.title}\n{self.text}"

    def context(self) -> dict[str, Any]:
        return {"title": self.title, "url": self.get_absolute_url(), "parts": [(_("Topic"), self.topic.title)]}

    def streams(self) -> list[str]:
        from realtime.streams import stream_name

        return [stream_name("topic", self.topic_id), stream_name("solution", self.pk)]

    def on_visibility_changed(self, old: str, new: str) -> None:
        from discussions import visibility

        visibility.solution_changed(self, old, new)

    def on_wording_changed(self) -> None:
        from discussions import visibility

        visibility.solution_reworded(self)
