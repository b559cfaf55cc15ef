"""Solutions proposed for a topic, and the comments on a topic or on one of its solutions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from mptt.models import MPTTModel, TreeForeignKey

from moderation.models import ModeratedModel, ModeratedQuerySet, Status
from topics.models import AbstractSupport, Topic, topic_visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from directory.models import PublicBody


class SolutionQuerySet(ModeratedQuerySet["Solution"]):
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


class CommentQuerySet(ModeratedQuerySet["Comment"]):
    def visible_to(self, user: User | AnonymousUser | None) -> Self:
        """Return the comments whose text ``user`` may read: topic and solution must be readable too."""
        return (
            super()
            .visible_to(user)
            .filter(topic_visible_to(user))
            .filter(
                models.Q(solution__isnull=True)
                | models.Exists(Solution.objects.visible_to(user).filter(pk=models.OuterRef("solution_id")).order_by()),
            )
        )

    def on(self, topic: Topic, solution: Solution | None = None) -> Self:
        """Return the comments of one debate: the topic's own, or that of one of its solutions."""
        return (
            self.filter(topic=topic, solution=solution) if solution else self.filter(topic=topic, solution__isnull=True)
        )


class Comment(ModeratedModel, MPTTModel):
    """A comment on a topic or on one of its solutions. One tree per top-level comment; docs/threads.md says why."""

    # A reply moves the edges of the comments after it, and may write each of them into every index: there are few.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("Author")
    )
    decision = models.ForeignKey(
        "moderation.Decision",
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        editable=False,
    )
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="comments")
    solution = models.ForeignKey(
        Solution, models.CASCADE, null=True, blank=True, db_index=False, related_name="comments"
    )
    number = models.PositiveIntegerField()
    parent = TreeForeignKey("self", models.PROTECT, null=True, blank=True, db_index=False, related_name="children")
    # Whom it answers, where the depth cap attached it to an ancestor instead.
    in_reply_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, db_index=False, related_name="answers"
    )
    text = models.TextField(_("Comment"))
    text_html = models.TextField(editable=False)
    supports_count = models.PositiveIntegerField(default=0)

    lft = models.PositiveIntegerField(editable=False)
    rght = models.PositiveIntegerField(editable=False)
    level = models.PositiveSmallIntegerField(editable=False)
    tree_id = models.BigIntegerField(editable=False)

    objects = CommentQuerySet.as_manager()
    appears_at_once = True
    is_weighty = False

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(
                name="comment_numbers_are_unique_in_a_topic",
                fields=["topic", "number"],
                condition=models.Q(solution__isnull=True),
            ),
            models.UniqueConstraint(
                name="comment_numbers_are_unique_in_a_solution",
                fields=["solution", "number"],
                condition=models.Q(solution__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_tree_has_one_root", fields=["tree_id"], condition=models.Q(parent__isnull=True)
            ),
            models.CheckConstraint(
                name="a_branch_opens_before_it_closes", condition=models.Q(lft__lt=models.F("rght"))
            ),
        ]
        indexes = [
            # Without the edge, which a reply moves in half of a tree: PostgreSQL then leaves all indexes alone.
            models.Index(fields=["tree_id"], name="comment_tree"),
            models.Index(
                fields=["topic", "id"],
                condition=models.Q(parent__isnull=True, solution__isnull=True),
                name="comment_topic_roots",
            ),
            models.Index(
                fields=["topic", "-supports_count", "id"],
                condition=models.Q(parent__isnull=True, solution__isnull=True),
                name="comment_topic_supported",
            ),
            models.Index(
                fields=["solution", "id"], condition=models.Q(parent__isnull=True), name="comment_solution_roots"
            ),
            models.Index(
                fields=["solution", "-supports_count", "id"],
                condition=models.Q(parent__isnull=True),
                name="comment_solution_supported",
            ),
            models.Index(fields=["author", "-created_at"], name="comment_by_author"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("discussions:comment_detail", args=[self.pk])

    @property
    def is_stub(self) -> bool:
        """Whether only a stub stands in its place: removed, hidden or withdrawn, with replies or not."""
        return self.status in {Status.HIDDEN, Status.REMOVED, Status.WITHDRAWN, Status.REJECTED}

    @property
    def topic_author_id(self) -> int | None:
        return self.topic.author_id

    def concerned_bodies(self) -> Iterable[PublicBody]:
        return self.topic.concerned_bodies()

    def moderated_text(self) -> str:
        return self.text

    def context(self) -> dict[str, Any]:
        parts: list[tuple[Any, str]] = [(_("Topic"), self.topic.title)]
        if self.solution:
            parts.append((_("Proposed solution"), self.solution.title))
        if self.parent and not self.parent.is_stub:
            parts.append((_("In reply to"), self.parent.text))
        return {"title": self.topic.title, "url": self.get_absolute_url(), "parts": parts}

    def streams(self) -> list[str]:
        from realtime.streams import stream_name

        return [stream_name("solution", self.solution_id) if self.solution_id else stream_name("topic", self.topic_id)]

    def on_visibility_changed(self, old: str, new: str) -> None:
        from discussions import visibility

        visibility.comment_changed(self, old, new)


class SolutionSupport(AbstractSupport):
    target = models.ForeignKey(Solution, models.CASCADE, related_name="supports")

    class Meta:
        constraints = [models.UniqueConstraint(name="a_person_supports_a_solution_once", fields=["user", "target"])]

    def __str__(self) -> str:
        return f"{self.user_id} + {self.target_id}"


class CommentSupport(AbstractSupport):
    target = models.ForeignKey(Comment, models.CASCADE, related_name="supports")

    class Meta:
        constraints = [models.UniqueConstraint(name="a_person_supports_a_comment_once", fields=["user", "target"])]

    def __str__(self) -> str:
        return f"{self.user_id} + {self.target_id}"
