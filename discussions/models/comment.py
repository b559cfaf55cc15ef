"""Comments on a topic or on one of its solutions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from mptt.models import MPTTModel, TreeForeignKey

from moderation.models import ModeratedModel, ModeratedQuerySet, Status
from topics.models import Topic, topic_visible_to

from .solution import Solution

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from directory.models import PublicBody


class CommentQuerySet(ModeratedQuerySet["Comment"]):  # type: ignore[override]  # the plugin\'s managers
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

    def in_thread(self, user: User | AnonymousUser | None) -> Self:
        """Return the comments as a thread shows them to ``user``: with ``shown`` and ``html`` instead of the text.

        ``shown`` is ``text``, ``stub`` (published once, no longer) or ``absent`` (never published, not for this
        reader). The database blanks the text of whatever is not shown, so that it never leaves it.
        """
        readable = models.Q(status=Status.PUBLISHED)
        if user is not None and user.is_authenticated:
            waiting = models.Q(status__in=[Status.PENDING, Status.REJECTED], published_at__isnull=True)
            readable |= waiting if user.is_moderator or user.is_appeal_reviewer else waiting & models.Q(author=user)
        shown = models.Case(
            models.When(readable, then=models.Value("text")),
            models.When(published_at__isnull=False, then=models.Value("stub")),
            default=models.Value("absent"),
        )
        html = models.Case(
            models.When(readable, then=models.F("text_html")),
            default=models.Value(""),
            output_field=models.TextField(),
        )
        return self.defer("text", "text_html").annotate(shown=shown, html=html)

    def present(self) -> Self:
        """Return, of what :meth:`in_thread` gave, the comments that leave something to see."""
        return self.exclude(shown="absent")

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
    # Names the form that was sent: sent twice, it makes one comment.
    form_token = models.UUIDField(null=True, blank=True, editable=False)

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
            models.UniqueConstraint(
                name="a_form_makes_one_comment",
                fields=["author", "form_token"],
                condition=models.Q(form_token__isnull=False),
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
    def answered(self) -> Comment | None:
        """The comment that this one answers, wherever it hangs; None for a top-level one."""
        return self.in_reply_to or self.parent

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

    def on_wording_changed(self) -> None:
        from discussions import visibility

        visibility.comment_reworded(self)
