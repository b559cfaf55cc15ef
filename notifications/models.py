"""What a person follows and is told, where, and whom they no longer want to hear from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from sharek import clock


class Follow(models.Model):
    """A person follows a topic, service, public body, area or another person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    target_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    target_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_person_follows_a_thing_once", fields=["user", "target_type", "target_id"]),
        ]
        indexes = [models.Index(fields=["target_type", "target_id"], name="follow_by_target")]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.target_type_id}/{self.target_id}"


class Mute(models.Model):
    """A person no longer sees what another one writes, nor hears of it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes")
    muted = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_person_mutes_another_once", fields=["user", "muted"]),
            models.CheckConstraint(name="nobody_mutes_themselves", condition=~models.Q(user=models.F("muted"))),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} × {self.muted_id}"


class UnwantedMail(models.Model):
    """A person wants no e-mail about one kind of event; the inbox still tells them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="unwanted_mails")
    event = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_kind_of_mail_is_turned_off_once", fields=["user", "event"])]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.event}"


class Notification(models.Model):
    """One line of a person's inbox. Its words are made when it is read, from ``event`` and what the target says now."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    event = models.CharField(max_length=40)
    target_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    target_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    count = models.PositiveIntegerField(default=1)
    facts: Any = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            # Reactions fold: while unread, an event on a target is one line with a count.
            models.UniqueConstraint(
                name="an_unread_event_on_a_target_is_one_line",
                fields=["user", "event", "target_type", "target_id"],
                condition=models.Q(read_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-changed_at", "-id"], name="inbox_order"),
            models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="inbox_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.user_id}"


class Message(models.Model):
    """An e-mail on its way out: committed with the deed that caused it, sent by the worker.

    ``attempts`` is raised and committed before each attempt, so that a message that kills its worker gives up.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        GIVEN_UP = "given_up", _("Given up")
        DROPPED = "dropped", _("Dropped")

    key = models.CharField(max_length=120, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages", null=True, blank=True)
    address = models.EmailField(blank=True)
    event = models.CharField(max_length=40)
    target_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", null=True, blank=True)
    target_id = models.PositiveBigIntegerField(null=True, blank=True)
    target = GenericForeignKey("target_type", "target_id")
    facts: Any = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=clock.now)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=models.Q(state="waiting"), name="message_waiting"),
        ]

    def __str__(self) -> str:
        return self.key
