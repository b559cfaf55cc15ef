"""What can be moderated: the abstract base of every text that people write, and the history of its wording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from sharek import clock
from sharek.literal import one_of
from sharek.text.rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from directory.models import PublicBody


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PENDING = "pending", _("Awaiting publication")
    PUBLISHED = "published", _("Published")
    REJECTED = "rejected", _("Not published")
    HIDDEN = "hidden", _("Hidden for breach")
    REMOVED = "removed", _("Removed")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")


_Model = TypeVar("_Model", bound="ModeratedModel", covariant=True)  # noqa: PLC0105


class ModeratedQuerySet(models.QuerySet[_Model]):
    """Visibility in one place: each content model's queryset extends :meth:`visible_to`."""

    def published(self) -> Self:
        return self.filter(one_of("status", "published"))

    def visible_to(self, user: User | AnonymousUser | None) -> Self:
        """Return the rows whose text ``user`` may read: what is published, one's own, and all for moderators."""
        if user is None or not user.is_authenticated:
            return self.published()
        if user.is_moderator or user.is_appeal_reviewer:
            return self.exclude(status=Status.DRAFT)
        return self.filter(models.Q(status=Status.PUBLISHED) | models.Q(author=user))


def _lock(rows: Any) -> Any:
    """Lock for an update that leaves keys alone, so that inserts below the row need not wait."""
    return rows.select_for_update(no_key=True)


class ModeratedModel(models.Model):
    """A text under the usage policy.

    ``status`` is moderation's alone and is written only by moderation's doors. ``alias`` is set where the author does
    not show their name: a number that is stable within one topic. ``version`` rises with each change of wording, so
    that a decision can name the wording that its maker saw. ``decision`` is the latest decision on it, if any.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Author"))
    alias = models.PositiveIntegerField(null=True, blank=True, editable=False)
    status = models.CharField(_("Status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("Written at"), default=clock.now)
    published_at = models.DateTimeField(_("Published at"), null=True, blank=True)
    edited_at = models.DateTimeField(_("Edited at"), null=True, blank=True)
    decision = models.ForeignKey(
        "moderation.Decision", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        abstract = True

    # Whether a new participant's text appears before review when no filter matches: short words in a debate.
    appears_at_once: ClassVar[bool] = False
    # Whether removing it once it is public takes two moderators.
    is_weighty: ClassVar[bool] = True

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    # --- hooks: what moderation asks of each content model -----------------------------------------------------------

    def on_visibility_changed(self, old: str, new: str) -> None:
        """Answer a change of ``status`` inside its door: counters, clocks, timeline, search, events, notices.

        Called once per change, after ``status`` has been saved, with this row locked. Every model must implement it.
        """
        raise NotImplementedError

    def concerned_bodies(self) -> Iterable[PublicBody]:
        """Return the public bodies that this text is about: their people may not decide on it."""
        raise NotImplementedError

    def streams(self) -> list[str]:
        """Return the names of the streams that show this text."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Return what a moderator must see around the text: ``{"title", "url", "parts": [(label, text), …]}``.

        Pictures that are judged with the text stand under ``"images"``: ``[(address, description), …]``.
        """
        raise NotImplementedError

    def moderated_text(self) -> str:
        """Return the words that filters read and moderators judge, title first."""
        raise NotImplementedError

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def topic_author_id(self) -> int | None:
        """The id of the author of the topic under which this stands, to mark the topic's author in a debate."""
        return None

    @property
    def topic_alias(self) -> int | None:
        """The alias under which that topic was raised; None where its author shows their name."""
        return getattr(getattr(self, "topic", self), "alias", None)

    @property
    def speaking_body(self) -> PublicBody | None:
        """The public body in whose name this speaks: official answers only. It is shown instead of the person."""
        return None

    @property
    def shown_author(self) -> str:
        """The name under which everybody knows its author: for notices, which lie below and know no author."""
        from moderation.authorship import public_author

        return public_author(self).name

    def filed_under(self) -> tuple[int | None, int | None]:
        """Return the keys of the public body and the area that this is about, without asking for the objects."""
        topic = getattr(self, "topic", self)
        return getattr(topic, "body_id", None), getattr(topic, "area_id", None)

    def wording(self) -> tuple[str, str]:
        """Return title (empty where there is none) and body as written."""
        return getattr(self, "title", ""), self.text  # type: ignore[attr-defined]

    def set_wording(self, title: str, body: str) -> list[str]:
        """Take over a new wording, rendered anew; return the names of the fields to save."""
        changed = {"text": body, "text_html": render(body)}
        if hasattr(self, "title"):
            changed["title"] = title
        for name, value in changed.items():
            setattr(self, name, value)
        return list(changed)

    def on_wording_changed(self) -> None:
        """Answer a new wording inside its door, after it has been saved: search index, events. Nothing by default."""

    @classmethod
    def get_locked(cls, pk: int) -> Self:
        """Return the text fresh and locked, its topic and its solution before it: the order in which all doors lock."""
        content = cls._default_manager.get(pk=pk)
        for name in ("topic", "solution"):
            key = getattr(content, f"{name}_id", None)
            if key is not None:
                container: Any = cls._meta.get_field(name).related_model
                setattr(content, name, _lock(container._default_manager).get(pk=key))
        fresh = _lock(cls._default_manager).get(pk=pk)
        for name in ("topic", "solution"):
            if content._state.fields_cache.get(name) is not None:
                setattr(fresh, name, getattr(content, name))
        return fresh


class Revision(models.Model):
    """A wording that a text has had, or (``pending``) may get once a moderator approves it."""

    class State(models.TextChoices):
        APPLIED = "applied", _("Applied")
        PENDING = "pending", _("Awaiting review")
        REJECTED = "rejected", _("Rejected")

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    content = GenericForeignKey("content_type", "object_id")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.APPLIED)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_revision_per_version", fields=["content_type", "object_id", "version"]),
            models.UniqueConstraint(
                name="one_pending_revision_per_text",
                fields=["content_type", "object_id"],
                condition=models.Q(state="pending"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id}/{self.object_id} v{self.version}"
