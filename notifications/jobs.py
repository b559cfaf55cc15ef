"""Work in the background: telling followers. Sending stands in ``sending``."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from accounts.models import User

from .actions import notify

BATCH = 200


def tell_followers(
    followed: Iterable[tuple[int, int]], event: str, type_id: int, target_id: int, actor_id: int | None
) -> int:
    """Tell whoever follows any of ``followed`` (content type, key); return how many were told.

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
    while True:
        people = list(User.objects.filter(any_of, is_active=True, pk__gt=last).distinct().order_by("pk")[:BATCH])
        if not people:
            return told
        told += notify(recipients=people, event=event, target=target, actor=actor)
        last = people[-1].pk
