"""Work in the background: asking the many who said "me too"; forgetting drafts that nobody came back to."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import User
from notifications.actions import notify
from sharek import clock

from .actions.drafts import discard_draft
from .models import Draft, Topic

BATCH = 200
DRAFT_DAYS = 180


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


def forget_drafts() -> int:
    """Discard the drafts that were not touched for 180 days, photos included; return how many."""
    old = Draft.objects.filter(updated_at__lt=clock.now() - timedelta(days=DRAFT_DAYS)).select_related("user")
    number = 0
    for draft in old.iterator(chunk_size=BATCH):
        discard_draft(user=draft.user)
        number += 1
    return number
