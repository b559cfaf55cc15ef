"""The public timeline of a topic: writing a step, inside a door. ``stages`` puts it into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sharek import clock

from .models import TimelineEntry, Topic

if TYPE_CHECKING:
    from directory.models import PublicBody

Kind = TimelineEntry.Kind
MAX_REASON = 500


def record(
    *,
    topic: Topic,
    kind: TimelineEntry.Kind,
    body: PublicBody | None = None,
    reason: str = "",
    facts: dict[str, Any] | None = None,
) -> TimelineEntry:
    """Add a step to the public timeline of ``topic``, dated now. Inside a door.

    ``body`` is the public body that acted; a citizen is never named. ``reason`` is public, at most 500 characters;
    ``facts`` holds keys of what the step is about ("poll", "solution", "original").
    """
    return TimelineEntry.objects.create(
        topic=topic, kind=kind, body=body, reason=reason[:MAX_REASON], facts=facts or {}, at=clock.now()
    )


def record_once(*, topic: Topic, kind: TimelineEntry.Kind, facts: dict[str, Any] | None = None) -> bool:
    """Add a step unless the topic has one of this kind ("first solution"); return whether it was added."""
    if TimelineEntry.objects.filter(topic=topic, kind=kind).exists():
        return False
    record(topic=topic, kind=kind, facts=facts)
    return True
