"""The doors of notifications: following, muting, telling people, reading the inbox."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Protocol

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from accounts.models import User
from realtime.doors import Refused, door
from realtime.publishing import publish
from realtime.streams import stream_name
from sharek import clock

from .events import KINDS, OPTIONAL_MAILS
from .models import Follow, Message, Mute, Notification, UnwantedMail
from .quiet import is_quiet
from .sending import send_soon


class Followable(Protocol):
    """What may be followed. ``on_followed`` moves the target's counter, if it has one, by ``change``."""

    pk: Any

    def on_followed(self, change: int) -> None: ...


@door
def follow(*, user: User, target: models.Model) -> bool:
    """Let ``user`` follow ``target``; return whether that is new. Following twice is following once."""
    if target == user:
        raise Refused(_("You cannot follow yourself."))
    __, created = Follow.objects.get_or_create(
        user=user, target_type=ContentType.objects.get_for_model(target), target_id=target.pk
    )
    if created:
        _tell_target(target, 1)
    return created


@door
def unfollow(*, user: User, target: models.Model) -> bool:
    """Let ``user`` no longer follow ``target``; return whether they did."""
    deleted, __ = Follow.objects.filter(
        user=user, target_type=ContentType.objects.get_for_model(target), target_id=target.pk
    ).delete()
    if deleted:
        _tell_target(target, -1)
    return bool(deleted)


def _tell_target(target: models.Model, change: int) -> None:
    on_followed = getattr(target, "on_followed", None)
    if on_followed is not None:
        on_followed(change)


@door
def mute(*, user: User, muted: User) -> None:
    """Let ``user`` no longer see or hear what ``muted`` writes."""
    if user == muted:
        raise Refused(_("You cannot mute yourself."))
    Mute.objects.get_or_create(user=user, muted=muted)


@door
def unmute(*, user: User, muted: User) -> None:
    Mute.objects.filter(user=user, muted=muted).delete()


@door
def notify(
    *,
    recipients: Iterable[User],
    event: str,
    target: models.Model,
    actor: User | None = None,
    facts: dict[str, Any] | None = None,
    public: bool = False,
) -> int:
    """Tell ``recipients`` that ``event`` (a key of ``KINDS``) happened to ``target``; return how many were told.

    For a handful of people; followers are told by :func:`tell_followers`. Nobody is told of their own deed, of what
    they may not see, or of the deed of somebody whom they muted. ``facts`` are ids and small numbers, never text.
    ``public`` says that the caller has just seen to it that everybody may see ``target``: then nobody is asked.
    """
    kind = KINDS[event]
    people = {person.pk: person for person in recipients if person.is_active and person.deleted_at is None}
    if actor is not None:
        people.pop(actor.pk, None)
    if not people:
        return 0
    if actor is not None:
        for muting in Mute.objects.filter(user__in=people, muted=actor).values_list("user_id", flat=True):
            people.pop(muting)
    told = [person for __, person in sorted(people.items()) if public or may_see(person, target)]
    if not told:
        return 0
    content_type = ContentType.objects.get_for_model(target)
    _write_lines(told, event, content_type.pk, target.pk, facts or {})
    if kind.mailed and not is_quiet():
        _write_mails(told, event, content_type, target.pk, facts or {})
    for person in told:
        publish(stream_name("user", person.pk), "inbox.changed")
    return len(told)


def _write_mails(
    told: list[User], event: str, content_type: ContentType, target_id: int, facts: dict[str, Any]
) -> None:
    now, today = clock.now(), f"{clock.today():%Y%m%d}"
    spared = set(UnwantedMail.objects.filter(user__in=told, event=event).values_list("user_id", flat=True))
    messages = [
        Message(
            # Once a day about the same thing: who wrote a topic and follows it too is not mailed twice.
            key=f"{event}:{content_type.pk}:{target_id}:{person.pk}:{today}",
            user=person,
            event=event,
            target_type=content_type,
            target_id=target_id,
            facts=facts,
            next_attempt_at=now + KINDS[event].waits,
            created_at=now,
        )
        for person in told
        if person.pk not in spared
    ]
    if messages:
        Message.objects.bulk_create(messages, ignore_conflicts=True)
        if not KINDS[event].waits:
            send_soon()


def may_see(person: User, target: models.Model) -> bool:
    """Return whether ``person`` may read ``target``; what has no visibility of its own may be seen."""
    visible_to = getattr(type(target)._default_manager, "visible_to", None)
    return visible_to is None or visible_to(person).filter(pk=target.pk).exists()


def _write_lines(told: list[User], event: str, type_id: int, target_id: int, facts: dict[str, Any]) -> None:
    """Add a line to each inbox, or raise the count of the equal unread one: one statement for all.

    Django's bulk_create cannot name a partial unique index as the conflict's target.
    """
    table = connection.ops.quote_name(Notification._meta.db_table)
    now = connection.ops.adapt_datetimefield_value(clock.now())
    row = "(%s, %s, %s, %s, 1, %s, %s, %s)"
    if connection.vendor == "postgresql":
        row = "(%s, %s, %s, %s, 1, %s::jsonb, %s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (user_id, event, target_type_id, target_id, count, facts, created_at, changed_at) "
            f"VALUES {', '.join([row] * len(told))} "
            "ON CONFLICT (user_id, event, target_type_id, target_id) WHERE read_at IS NULL "
            f"DO UPDATE SET count = {table}.count + 1, changed_at = excluded.changed_at, facts = excluded.facts",
            [value for person in told for value in (person.pk, event, type_id, target_id, json.dumps(facts), now, now)],
        )


@door
def tell_followers(
    *,
    followed: Iterable[models.Model],
    event: str,
    target: models.Model,
    actor: User | None = None,
    told: Iterable[User] = (),
) -> None:
    """Have the worker tell everybody who follows any of ``followed`` that ``event`` happened to ``target``.

    Followers may be thousands, so that this is a job, queued in the door's own transaction. Whoever has been ``told``
    already is left out: the same line twice would read as two events.
    """
    if event not in KINDS:
        raise KeyError(event)
    async_task(
        "notifications.jobs.tell_followers",
        [(ContentType.objects.get_for_model(thing).pk, thing.pk) for thing in followed],
        event,
        ContentType.objects.get_for_model(target).pk,
        target.pk,
        actor.pk if actor else None,
        told_ids=[person.pk for person in told],
    )


@door
def choose_mails(*, user: User, unwanted: Iterable[str]) -> None:
    """Send ``user`` no mail about the events ``unwanted`` and mails about all others; the inbox tells of all."""
    chosen = set(unwanted)
    if not chosen <= OPTIONAL_MAILS.keys():
        raise Refused(_("This kind of e-mail cannot be turned off."))
    UnwantedMail.objects.filter(user=user).exclude(event__in=chosen).delete()
    UnwantedMail.objects.bulk_create([UnwantedMail(user=user, event=event) for event in chosen], ignore_conflicts=True)


@door
def mark_read(*, user: User, notification: Notification | None = None) -> int:
    """Mark one line of the inbox as read, or all of them; return how many were unread."""
    unread = user.notifications.filter(read_at__isnull=True)
    if notification is not None:
        unread = unread.filter(pk=notification.pk)
    count = unread.update(read_at=clock.now())
    if count:
        publish(stream_name("user", user.pk), "inbox.changed")
    return count


@door
def mark_gone(*, user: User, notifications: Iterable[Notification]) -> None:
    """Count lines as read whose target ``user`` may no longer see: they stay out of the inbox and of its number."""
    keys = [notification.pk for notification in notifications]
    if user.notifications.filter(pk__in=keys, read_at__isnull=True).update(read_at=clock.now()):
        publish(stream_name("user", user.pk), "inbox.changed")
