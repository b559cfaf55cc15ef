"""What moderators do to a topic apart from deciding on it: lock, mark as a duplicate, close, reopen."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from moderation.models import Status
from notifications.actions import notify, tell_followers
from realtime.doors import Conflict, Refused, door
from realtime.publishing import publish
from realtime.streams import stream_name
from sharek import clock

from .. import answer_clock
from ..models import Topic
from ..permissions import check_can_moderate_topic
from ..timeline import MAX_REASON, Kind, record
from ..visibility import representatives_of, save
from ..wording import clean_short


@door
def lock_topic(*, moderator: User, topic: Topic, locked: bool = True) -> None:
    """Let a topic take no new posts for now, or take them again."""
    fresh = Topic.get_locked(topic.pk)
    check_can_moderate_topic(moderator, fresh)
    fresh.locked = topic.locked = locked
    save(fresh, "locked")
    publish(stream_name("topic", fresh.pk), "topic.changed")


@door
def mark_duplicate(*, moderator: User, topic: Topic, original: Topic) -> None:
    """Say that ``topic`` repeats ``original``: it takes no new posts and points there; nobody's support is moved.

    Topics that point to ``topic`` point to ``original`` from now on.
    """
    if topic.pk == original.pk:
        raise Refused(_("A topic cannot repeat itself."), field="original")
    # Both rows in the order of their keys, so that two moderators never wait for each other.
    locked = {pk: Topic.get_locked(pk) for pk in sorted([topic.pk, original.pk])}
    fresh, first = locked[topic.pk], locked[original.pk]
    check_can_moderate_topic(moderator, fresh)
    if fresh.status != Status.PUBLISHED or first.status != Status.PUBLISHED:
        raise Conflict(_("Both topics must be public."))
    if fresh.stage == Topic.Stage.DUPLICATE:
        raise Conflict(_("This topic is marked as a duplicate already."), current=fresh.stage)
    if first.stage == Topic.Stage.DUPLICATE:
        raise Refused(_("That topic repeats another one itself: choose the original."), field="original")
    fresh.stage, fresh.duplicate_of = Topic.Stage.DUPLICATE, first
    save(fresh, "stage", "duplicate_of")
    Topic.objects.filter(duplicate_of=fresh).update(duplicate_of=first)
    record(topic=fresh, kind=Kind.DUPLICATE, facts={"original": first.pk})
    record(topic=first, kind=Kind.DUPLICATE, facts={"duplicate": fresh.pk})
    publish(stream_name("topic", fresh.pk), "topic.changed", stage=fresh.stage)
    publish(stream_name("topic", first.pk), "topic.changed")
    notify(recipients=[fresh.author], event="topic.duplicate", target=fresh, facts={"original": first.pk})
    tell_followers(followed=[fresh], event="topic.duplicate", target=fresh, told=[fresh.author])
    topic.refresh_from_db()


@door
def close_topic(*, moderator: User, topic: Topic, reason: str) -> None:
    """End a matter that nobody pursues any more, with a public reason. It stays readable."""
    fresh = Topic.get_locked(topic.pk)
    check_can_moderate_topic(moderator, fresh)
    if fresh.stage in {Topic.Stage.CLOSED, Topic.Stage.DUPLICATE}:
        raise Conflict(_("This topic is closed already."), current=fresh.stage)
    words = clean_short(reason, most=MAX_REASON, field="reason")
    fresh.stage = Topic.Stage.CLOSED
    save(fresh, "stage")
    record(topic=fresh, kind=Kind.CLOSED, reason=words)
    publish(stream_name("topic", fresh.pk), "topic.changed", stage=fresh.stage)
    topic.refresh_from_db()


@door
def reopen_topic(*, moderator: User, topic: Topic, reason: str) -> None:
    """Open a resolved, closed or duplicate topic again, with a public reason; the body's clock starts anew."""
    fresh = Topic.get_locked(topic.pk)
    check_can_moderate_topic(moderator, fresh)
    if fresh.stage not in {Topic.Stage.RESOLVED, Topic.Stage.CLOSED, Topic.Stage.DUPLICATE}:
        raise Conflict(_("This topic is open already."), current=fresh.stage)
    reopen(fresh, reason=clean_short(reason, most=MAX_REASON, field="reason"))
    topic.refresh_from_db()


def reopen(topic: Topic, *, reason: str = "", facts: dict[str, int] | None = None) -> None:
    """Open a locked topic again inside a door: stage, clock, timeline; body, author and followers are told."""
    topic.stage, topic.duplicate_of, topic.resolved_at = Topic.Stage.OPEN, None, None
    topic.reopened_at = topic.last_activity_at = clock.now()
    answer_clock.start(topic)
    save(topic, "stage", "duplicate_of", "resolved_at", "reopened_at", "last_activity_at", *answer_clock.FIELDS)
    record(topic=topic, kind=Kind.REOPENED, reason=reason, facts=dict(facts or {}))
    publish(stream_name("topic", topic.pk), "topic.changed", stage=topic.stage)
    publish(stream_name("body", topic.body_id), "topic.changed", topic=topic.pk)
    told = [topic.author, *representatives_of(topic)]
    notify(recipients=told, event="topic.reopened", target=topic)
    tell_followers(followed=[topic], event="topic.reopened", target=topic, told=told)
