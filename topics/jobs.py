"""Work in the background: telling the many who said "me too"."""

from __future__ import annotations

from accounts.models import User
from notifications.actions import notify

from .models import Topic

BATCH = 200


def ask_supporters(topic_id: int, fixed_round: int) -> int:
    """Ask whoever said "me too" whether the matter was fixed; return how many were told.

    Nobody is asked once the round is over: reopened, resolved anew or hidden meanwhile.
    """
    told, last = 0, 0
    while True:
        topic = Topic.objects.published().filter(pk=topic_id, fixed_round=fixed_round).first()
        if topic is None or topic.resolved_at is None:
            return told
        people = list(
            User.objects.filter(pk__in=topic.supports.values("user"), pk__gt=last, is_active=True)
            .exclude(pk=topic.author_id)
            .order_by("pk")[:BATCH]
        )
        if not people:
            return told
        told += notify(recipients=people, event="topic.fixed_asked", target=topic)
        last = people[-1].pk
