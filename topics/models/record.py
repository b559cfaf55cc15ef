"""What belongs to a topic: photos, its public timeline, aliases of people who hide their name, and drafts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharek import clock

from .topic import Topic


class Photo(models.Model):
    """A re-encoded picture without location data. Served by a view that asks whether its topic may be read."""

    class State(models.TextChoices):
        PENDING = "pending", _("Awaiting review")
        PUBLISHED = "published", _("Published")
        REMOVED = "removed", _("Removed")

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="photos")
    image = models.FileField(upload_to="photos/%Y/%m/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    description = models.CharField(_("What the picture shows"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="a_photo_has_its_own_position", fields=["topic", "position"]),
            models.CheckConstraint(
                name="a_topic_has_at_most_three_photos", condition=models.Q(position__gte=1, position__lte=3)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.position}"

    def get_absolute_url(self) -> str:
        return reverse("topics:photo", args=[self.topic_id, self.file_name])

    @property
    def file_name(self) -> str:
        """The last part of the stored name: random, so that no photo is found by counting."""
        return str(self.image.name).rpartition("/")[2]


class TimelineEntry(models.Model):
    """A public step in the life of a topic: who acted (as a role or body, never a citizen), when and why."""

    class Kind(models.TextChoices):
        RAISED = "raised", _("Raised")
        FORWARDED = "forwarded", _("Published and forwarded to the public body")
        SOLUTIONS = "solutions", _("First solution proposed")
        POLL_OPENED = "poll_opened", _("A poll was opened")
        POLL_CLOSED = "poll_closed", _("The poll ended")
        ANSWERED = "answered", _("The public body answered")
        COMMITTED = "committed", _("The public body made a commitment")
        KEPT = "kept", _("The public body kept its commitment")
        RESOLVED = "resolved", _("The public body says it is resolved")
        CONFIRMED = "confirmed", _("Citizens confirmed that it was fixed")
        REOPENED = "reopened", _("Reopened")
        NOT_FIXED = "not_fixed", _("The author says it is not fixed")
        DUPLICATE = "duplicate", _("Marked as a duplicate")
        HIDDEN = "hidden", _("Hidden; the answer clock is paused")
        RESTORED = "restored", _("Published again; the answer clock goes on")
        CLOSED = "closed", _("Closed")
        HANDED_OVER = "handed_over", _("Handed over to another public body")

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="timeline")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(default=clock.now)
    body = models.ForeignKey("directory.PublicBody", models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    # Keys only: the solution, poll, original or body that the step is about.
    facts: Any = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("timeline entry")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["topic", "at", "id"], name="timeline_order")]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.kind}"


class Alias(models.Model):
    """The number under which a person who hides their name speaks within one topic.

    Drawn at random, so that two topics cannot be linked; kept, so that the same person keeps it within the topic.
    """

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="aliases")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_person_has_one_alias_in_a_topic", fields=["topic", "user"]),
            models.UniqueConstraint(name="an_alias_stands_for_one_person_in_a_topic", fields=["topic", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}#{self.number}"


class Draft(models.Model):
    """What a citizen has answered so far while raising a topic; one at a time, kept through power cuts."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="topic_draft")
    answers: Any = models.JSONField(default=dict)
    # Turns into the topic's own: sending twice makes one topic.
    token = models.UUIDField(unique=True)
    updated_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"draft of {self.user_id}"


class DraftPhoto(models.Model):
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="photos")
    image = models.FileField(upload_to="drafts/%Y/%m/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    description = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.pk}"
