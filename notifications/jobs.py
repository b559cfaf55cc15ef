"""Work in the background: telling followers, forgetting what is old. Sending stands in ``sending``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from accounts.models import User
from sharek import clock

from .actions import notify
from .models import Message, Notification

BATCH = 200
READ_KEPT = timedelta(days=90)
MAILS_KEPT = timedelta(days=30)


def tell_followers(
    followed: Iterable[tuple[int, int]],
    event: str,
    type_id: int,
    target_id: int,
    actor_id: int | None,
    *,
    told_ids: Iterable[int] = (),
) -> int:
    """Tell whoever follows any of ``followed`` (content type, key), but for ``told_ids``; return how many were told.

    Nothing is told of a target that has gone meanwhile, nor to those who may no longer see it.
    """
    target = ContentType.objects.get_for_id(type_id).model_class()._default_manager.filter(pk=target_id).first()  # type: ignore[union-attr]
    if target is None:
        return 0
    actor = User.objects.filter(pk=actor_id).first() if actor_id else None
    any_of = Q()
    for followed_type, followed_id in followed:
        any_of |= Q(follows__target_type=followed_type, follows__target_id=followed_id)
    if not any_of:
        return 0
    told, last = 0, 0
    others = User.objects.filter(any_of, is_active=True).exclude(pk__in=list(told_ids))
    while True:
        people = list(others.filter(pk__gt=last).distinct().order_by("pk")[:BATCH])
        if not people:
            return told
        told += notify(recipients=people, event=event, target=target, actor=actor)
        last = people[-1].pk


def prune() -> tuple[int, int]:
    """Delete read notices after 90 days and messages that left or never will after 30; return how many of each."""
    now = clock.now()
    notices, __ = Notification.objects.filter(read_at__lt=now - READ_KEPT).delete()
    over = Message.objects.exclude(state=Message.State.WAITING)
    messages, __ = over.filter(created_at__lt=now - MAILS_KEPT).delete()
    return notices, messages
