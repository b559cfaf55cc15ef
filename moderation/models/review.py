"""The one queue: what waits for a moderator, why, and what citizens reported."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharek import clock


class ReviewItem(models.Model):
    """Something a moderator must decide on. At most one active item per text; further reports join it."""

    class Origin(models.TextChoices):
        NEW_AUTHOR = "new_author", _("New participant")
        ROUTINE = "routine", _("Published, to be looked at")
        LINK = "link", _("Has a link")
        FILTER = "filter", _("Held by a filter")
        EDIT = "edit", _("Edited")
        REPORT = "report", _("Reported")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLAIMED = "claimed", _("Claimed")
        DECIDED = "decided", _("Decided")
        MOOT = "moot", _("No longer needed")

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    content = GenericForeignKey("content_type", "object_id")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    origin = models.CharField(_("Why it is here"), max_length=12, choices=Origin.choices)
    status = models.CharField(_("Status"), max_length=8, choices=Status.choices, default=Status.OPEN)
    revision = models.ForeignKey("moderation.Revision", models.CASCADE, null=True, blank=True, related_name="+")
    matched_spans: Any = models.JSONField(default=list, blank=True)
    body = models.ForeignKey("directory.PublicBody", models.SET_NULL, null=True, blank=True, related_name="+")
    area = models.ForeignKey("directory.Area", models.SET_NULL, null=True, blank=True, related_name="+")
    urgent = models.BooleanField(_("Urgent"), default=False)
    report_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()

    # Hidden for now by one moderator: another one has the last word.
    first_decision = models.ForeignKey(
        "moderation.Decision", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    # The lease of whoever is deciding. Every way out of "claimed" clears it; the typed reason is kept.
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    kept_text = models.TextField(blank=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("review item")
        verbose_name_plural = _("review items")
        constraints = [
            models.UniqueConstraint(
                name="one_active_review_item_per_text",
                fields=["content_type", "object_id"],
                condition=models.Q(status__in=["open", "claimed"]),
            ),
            models.CheckConstraint(
                name="a_lease_exists_exactly_while_claimed",
                condition=models.Q(
                    status="claimed", claimed_by__isnull=False, claimed_until__isnull=False, lease_token__isnull=False
                )
                | (~models.Q(status="claimed") & models.Q(claimed_until__isnull=True, lease_token__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-urgent", "due_at", "id"],
                condition=models.Q(status__in=["open", "claimed"]),
                name="queue_order",
            ),
            models.Index(
                fields=["origin"],
                condition=models.Q(status__in=["open", "claimed"]),
                name="queue_by_origin",
            ),
            models.Index(fields=["content_type", "object_id"], name="review_by_content"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.origin} {self.status}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:item", args=[self.pk])

    @property
    def excerpt(self) -> str:
        """The first words of the text that waits: enough for a line of the queue."""
        return self.content.moderated_text()[:240] if self.content is not None else ""

    @property
    def kind(self) -> str:
        """What kind of text it is, in the reader's language."""
        return str(self.content_type.name)

    @property
    def is_held(self) -> bool:
        """Whether somebody's lease runs, by the clock alone."""
        return (
            self.status == self.Status.CLAIMED and self.claimed_until is not None and self.claimed_until > clock.now()
        )

    @property
    def is_overdue(self) -> bool:
        return self.due_at < clock.now()


class Report(models.Model):
    """Somebody says that a text breaches a clause. Shown to moderators; the author never learns who reported."""

    class Outcome(models.TextChoices):
        PENDING = "pending", _("Awaiting a decision")
        UPHELD = "upheld", _("Upheld")
        REJECTED = "rejected", _("Not upheld")

    item = models.ForeignKey(ReviewItem, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="reports_made"
    )
    clause = models.ForeignKey("moderation.Clause", models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.PENDING)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(name="a_person_reports_a_review_item_once", fields=["item", "reporter"]),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.clause_id}"


class Standing(models.Model):
    """How far a person's posts are trusted. Never shown to anyone as a level."""

    class Level(models.IntegerChoices):
        NEW = 0, _("New")
        KNOWN = 1, _("Known")
        TRUSTED = 2, _("Trusted")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="standing")
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.NEW)
    approvals = models.PositiveIntegerField(default=0)
    first_approval_at = models.DateTimeField(null=True, blank=True)
    violations = models.PositiveIntegerField(default=0)
    last_violation_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.level}"


class FilterWord(models.Model):
    """A word (or several) that holds a post for review. Compared on folded text; it never deletes anything."""

    word = models.CharField(_("Word"), max_length=80, unique=True)
    clause_code = models.SlugField(_("Clause"), max_length=40, default="respect")
    is_active = models.BooleanField(_("In use"), default=True)

    class Meta:
        verbose_name = _("filter word")
        verbose_name_plural = _("filter words")

    def __str__(self) -> str:
        return self.word
