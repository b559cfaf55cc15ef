"""A problem or an idea about a public service, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models import Area, PublicBody, Service
from moderation.models import ModeratedModel, ModeratedQuerySet, Status
from sharek import clock
from topics.addresses import topic_slug

if TYPE_CHECKING:
    from collections.abc import Iterable


class TopicQuerySet(ModeratedQuerySet["Topic"]):  # type: ignore[override]  # the plugin\'s managers
    def open(self) -> Self:
        """Return the topics that still take solutions, comments and support."""
        return self.published().exclude(stage__in=[Topic.Stage.CLOSED, Topic.Stage.DUPLICATE])

    def overdue(self) -> Self:
        """Return the topics whose body should have answered by now; by the clock alone."""
        return self.published().filter(
            stage=Topic.Stage.OPEN, answered_at=None, clock_paused_at=None, answer_due_at__lte=clock.now()
        )

    def with_names(self) -> Self:
        """Fetch what a card shows about a topic in the same query."""
        return self.select_related("service", "body", "area__parent__parent", "author")


def topic_visible_to(user: Any) -> Exists:
    """Return the condition "its topic may be read by ``user``" for what hangs on a topic by ``topic``.

    Asked row by row by the topic's key: with IN, SQLite gathers all readable topics before it lists the newest.
    """
    return Exists(Topic.objects.visible_to(user).filter(pk=OuterRef("topic_id")).order_by())


class Topic(ModeratedModel):
    """A problem or idea. ``status`` is moderation's, ``stage`` is where the matter itself stands."""

    class Kind(models.TextChoices):
        PROBLEM = "problem", _("Problem")
        IDEA = "idea", _("Idea")

    class Stage(models.TextChoices):
        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        COMMITTED = "committed", _("Commitment made")
        RESOLVED = "resolved", _("Resolved")
        CLOSED = "closed", _("Closed")
        DUPLICATE = "duplicate", _("Duplicate")

    class ShownPlace(models.TextChoices):
        FULL = "full", _("As I wrote it")
        AREA = "area", _("The area only")
        GOVERNORATE = "governorate", _("The governorate only")

    kind = models.CharField(_("Kind"), max_length=8, choices=Kind.choices, default=Kind.PROBLEM)
    stage = models.CharField(_("Stage"), max_length=10, choices=Stage.choices, default=Stage.OPEN)
    reference = models.CharField(_("Reference number"), max_length=10, unique=True)
    service = models.ForeignKey(Service, models.PROTECT, related_name="topics", verbose_name=_("Service"))
    # The body that must answer: the service's own at first; a hand-over may change it.
    body = models.ForeignKey(PublicBody, models.PROTECT, related_name="topics", verbose_name=_("Public body"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="topics", verbose_name=_("Area"))
    place = models.CharField(_("Place"), max_length=120, blank=True)
    shown_place = models.CharField(max_length=12, choices=ShownPlace.choices, default=ShownPlace.AREA)
    title = models.CharField(_("Title"), max_length=120)
    text = models.TextField(_("What happened"))
    text_html = models.TextField(editable=False)
    # The draft's own token: a form that was sent five times makes one topic.
    draft_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    locked = models.BooleanField(_("Closed to new replies"), default=False)

    # Moved with F() under this row's lock; `manage.py recount` recounts them.
    supports_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    solutions_count = models.PositiveIntegerField(default=0)
    comments_count = models.PositiveIntegerField(default=0)  # published comments on the topic and on its solutions
    last_solution_number = models.PositiveIntegerField(default=0)
    last_comment_number = models.PositiveIntegerField(default=0)
    last_activity_at = models.DateTimeField(null=True, blank=True)

    # The answer clock. It starts at publication; while `clock_paused_at` is set it stands still.
    answer_due_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    clock_paused_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    # Answers given before it do not count towards the stage any more.
    reopened_at = models.DateTimeField(null=True, blank=True)
    # Each "resolved" opens a new round of the question "was it fixed?".
    fixed_round = models.PositiveSmallIntegerField(default=0)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.CheckConstraint(
                name="a_duplicate_names_its_original",
                condition=models.Q(stage="duplicate", duplicate_of__isnull=False)
                | (~models.Q(stage="duplicate") & models.Q(duplicate_of__isnull=True)),
            ),
            models.CheckConstraint(
                name="no_topic_is_its_own_duplicate",
                condition=models.Q(duplicate_of__isnull=True) | ~models.Q(duplicate_of=models.F("id")),
            ),
            models.CheckConstraint(
                name="a_published_topic_has_a_publication_date",
                condition=~models.Q(status="published") | models.Q(published_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], condition=models.Q(status="published"), name="topic_newest"),
            models.Index(
                fields=["-supports_count", "-id"], condition=models.Q(status="published"), name="topic_supported"
            ),
            models.Index(
                fields=["-last_activity_at", "-id"], condition=models.Q(status="published"), name="topic_active"
            ),
            models.Index(
                fields=["service", "-published_at"], condition=models.Q(status="published"), name="topic_by_service"
            ),
            models.Index(
                fields=["body", "-published_at"], condition=models.Q(status="published"), name="topic_by_body"
            ),
            models.Index(
                fields=["area", "-published_at"], condition=models.Q(status="published"), name="topic_by_area"
            ),
            models.Index(fields=["author", "-created_at"], name="topic_by_author"),
            models.Index(
                fields=["answer_due_at", "id"],
                condition=models.Q(status="published", answered_at__isnull=True),
                name="topic_answer_due",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("topics:detail", args=[self.pk, topic_slug(self.title)])

    @property
    def takes_posts(self) -> bool:
        """Whether solutions, comments and support are taken; ``check_can_…`` says why not."""
        return (
            self.status == Status.PUBLISHED
            and not self.locked
            and self.stage not in {self.Stage.CLOSED, self.Stage.DUPLICATE}
        )

    @property
    def is_overdue(self) -> bool:
        """Whether the answer clock has run out; never while it stands still or once the matter has moved on."""
        return (
            self.status == Status.PUBLISHED
            and self.stage == self.Stage.OPEN
            and self.answered_at is None
            and self.clock_paused_at is None
            and self.answer_due_at is not None
            and self.answer_due_at <= clock.now()
        )

    @property
    def place_shown(self) -> str:
        """The place as far as its author chose to show it; asks for ``area`` and its parents where not fetched."""
        area = self.area
        if self.shown_place == self.ShownPlace.GOVERNORATE:
            while area.parent is not None:
                area = area.parent
            return area.name
        if self.shown_place == self.ShownPlace.FULL and self.place:
            return f"{area.name}{_(', ')}{self.place}"
        return area.name

    @classmethod
    def get_locked(cls, pk: int) -> Topic:  # type: ignore[override]
        """Return the topic fresh and locked; what hangs below it is locked after it."""
        return cls.objects.select_for_update(no_key=True).get(pk=pk)

    @property
    def topic_author_id(self) -> int | None:
        return self.author_id

    def concerned_bodies(self) -> Iterable[PublicBody]:
        return [self.body, *([self.service.regulator] if self.service.regulator_id else [])]  # type: ignore[list-item]

    def moderated_text(self) -> str:
        return f"{self.title}\n{self.place}\n{self.text}"

    def context(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "url": self.get_absolute_url(),
            "parts": [(_("Service"), self.service.name), (_("Area"), self.area.name), (_("Place"), self.place)],
            "images": [
                (reverse("topics:photo", args=[self.pk, photo.file_name]), photo.description)
                for photo in self.photos.all()
            ],
        }

    def streams(self) -> list[str]:
        from realtime.streams import stream_name

        return [stream_name("topic", self.pk)]

    def on_visibility_changed(self, old: str, new: str) -> None:
        from topics import visibility

        visibility.topic_changed(self, old, new)

    def on_wording_changed(self) -> None:
        from topics import visibility

        visibility.topic_reworded(self)

    def on_followed(self, change: int) -> None:
        Topic.objects.filter(pk=self.pk).update(follows_count=models.F("follows_count") + change)
