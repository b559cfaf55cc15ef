"""Saying "me too", and taking it back."""

from __future__ import annotations

from django.db.models import F

from accounts.models import User
from moderation.permissions import check_is_verified
from notifications.actions import follow, notify
from realtime.doors import door
from sharek import clock

from ..models import Topic, TopicSupport
from ..permissions import check_can_support


@door
def support_topic(*, user: User, topic: Topic, and_follow: bool = False) -> bool:
    """Count ``user`` among those whom the matter affects; return whether that is new. Twice is once.

    ``and_follow`` follows the topic as well: for those who found it while raising the same thing.
    """
    fresh = Topic.get_locked(topic.pk)
    check_can_support(user, fresh)
    _support, created = TopicSupport.objects.get_or_create(
        user=user, target=fresh, defaults={"created_at": clock.now()}
    )
    if created:
        _move(fresh, 1)
        notify(recipients=[fresh.author], event="support.given", target=fresh, actor=user)
    if and_follow:
        follow(user=user, target=fresh)
    topic.supports_count = fresh.supports_count
    return created


@door
def unsupport_topic(*, user: User, topic: Topic) -> bool:
    """Take one's "me too" back, whatever became of the topic; return whether there was one."""
    check_is_verified(user)
    fresh = Topic.get_locked(topic.pk)
    deleted, __ = TopicSupport.objects.filter(user=user, target=fresh).delete()
    if deleted:
        _move(fresh, -1)
    topic.supports_count = fresh.supports_count
    return bool(deleted)


def _move(topic: Topic, change: int) -> None:
    """Move the counter of a locked topic, in the table and on the object."""
    Topic.objects.filter(pk=topic.pk).update(supports_count=F("supports_count") + change)
    topic.supports_count += change
