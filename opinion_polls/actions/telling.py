"""Telling timeline, followers and open pages that a poll opened or ended. What a poll is never waits for this."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from notifications.actions import tell_followers
from realtime.doors import door
from realtime.publishing import publish
from realtime.streams import stream_name
from sharek import clock
from topics import timeline
from topics.models import TimelineEntry

from ..models import Poll


@door
def tell_opening(*, poll: Poll) -> bool:
    """Tell of the opening, once; return whether it was told now."""
    if not _is_first("opening_told_at", poll):
        return False
    solutions = poll.choices.filter(solution__isnull=False).count()
    _write(poll, TimelineEntry.Kind.POLL_OPENED, poll.opens_at, facts={"poll": poll.pk, "solutions": solutions})
    publish(stream_name("topic", poll.topic_id), "poll.opened", poll=poll.pk)
    tell_followers(followed=[poll.topic], event="poll.opened", target=poll, actor=poll.opened_by)
    return True


@door
def tell_closing(*, poll: Poll) -> bool:
    """Tell of the end, once; return whether it was told now."""
    if not _is_first("closing_told_at", poll):
        return False
    facts = {"poll": poll.pk, "early": int(poll.closed_early_at is not None)}
    _write(poll, TimelineEntry.Kind.POLL_CLOSED, poll.ends_at, reason=poll.closing_reason, facts=facts)
    publish(stream_name("topic", poll.topic_id), "poll.closed", poll=poll.pk)
    tell_followers(followed=[poll.topic], event="poll.closed", target=poll, actor=poll.closed_by)
    return True


def tell_due() -> int:
    """Tell of what the clock has opened and ended meanwhile; return how many polls. For the worker, at any time."""
    now = clock.now()
    ended = Q(ended_at__lte=now)
    polls = Poll.objects.annotate(ended_at=Coalesce("closed_early_at", "closes_at")).select_related("topic")
    told = 0
    # A poll that was closed before it opened has no opening to tell of.
    for poll in polls.filter(opening_told_at__isnull=True, opens_at__lte=now, ended_at__gt=F("opens_at")):
        told += tell_opening(poll=poll)
    for poll in polls.filter(ended, closing_told_at__isnull=True):
        told += tell_closing(poll=poll)
    return told


def _is_first(mark: str, poll: Poll) -> bool:
    """Set a mark where it is not set, so that two workers never tell twice."""
    now = clock.now()
    setattr(poll, mark, now)
    return bool(Poll.objects.filter(pk=poll.pk, **{f"{mark}__isnull": True}).update(**{mark: now}))


def _write(
    poll: Poll, kind: TimelineEntry.Kind, at: datetime | None, *, facts: dict[str, int], reason: str = ""
) -> None:
    """Date the step to the moment when it was, not to the one when a worker came by."""
    with clock.at(at or clock.now()):
        timeline.record(topic=poll.topic, kind=kind, reason=reason, facts=facts)
