"""The answer clock: how long a public body has to answer, in working days, and where it stands.

Friday and Saturday are free, and so are the days in the directory's table of holidays. The clock starts at publication,
stands still while moderation hides the topic, and whether it has run out is read off it, never stored.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from directory.models import Holiday
from sharek import clock

if TYPE_CHECKING:
    from .models import Topic

WEEKEND = frozenset({4, 5})  # date.weekday(): Friday and Saturday
_MOST_DAYS_AHEAD = 400


def holidays_between(first: date, last: date) -> frozenset[date]:
    """Return the public holidays from ``first`` to ``last``; one query."""
    return frozenset(Holiday.objects.filter(day__range=(first, last)).values_list("day", flat=True))


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    return day.weekday() not in WEEKEND and day not in holidays


def add_working_days(start: datetime, days: int, holidays: Collection[date] | None = None) -> datetime:
    """Return the last moment, in Damascus, of the ``days``-th working day after the day of ``start``.

    The day of ``start`` itself never counts. Without ``holidays`` they are read from the table.
    """
    day = timezone.localdate(start)
    if holidays is None:
        holidays = holidays_between(day, day + timedelta(days=days * 2 + _MOST_DAYS_AHEAD))
    left = max(days, 0)
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, holidays)
    return _end_of(day)


def working_days_between(start: datetime, end: datetime, holidays: Collection[date] | None = None) -> int:
    """Return how many working days lie after the day of ``start``, the day of ``end`` included; 0 when reversed."""
    first, last = timezone.localdate(start), timezone.localdate(end)
    if holidays is None:
        holidays = holidays_between(first, last)
    return sum(is_working_day(first + timedelta(days=n), holidays) for n in range(1, (last - first).days + 1))


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max), timezone.get_default_timezone())


def due_day(due_at: datetime) -> date:
    """Return the last day on which an answer is in time."""
    return timezone.localdate(due_at)


def start(topic: Topic) -> None:
    """Start the clock of ``topic`` now, for the body that must answer. The caller saves the fields below."""
    topic.answer_due_at = add_working_days(clock.now(), topic.body.answer_days)
    topic.answered_at = None
    topic.clock_paused_at = None


def pause(topic: Topic) -> None:
    """Let the clock stand still from now, where it runs."""
    if topic.answer_due_at is not None and topic.answered_at is None and topic.clock_paused_at is None:
        topic.clock_paused_at = clock.now()


def go_on(topic: Topic, *, paused_time_counts: bool) -> None:
    """Let a paused clock run again.

    The deadline moves by the working days that it stood still, but for a hiding that was overturned: then the paused
    time counts, so that no body gains time from having a topic hidden wrongly.
    """
    if topic.clock_paused_at is None:
        return
    if topic.answer_due_at is not None and not paused_time_counts:
        paused = working_days_between(topic.clock_paused_at, clock.now())
        if paused:
            topic.answer_due_at = add_working_days(topic.answer_due_at, paused)
    topic.clock_paused_at = None


FIELDS = ("answer_due_at", "answered_at", "clock_paused_at")


def share_used(topic: Topic) -> float | None:
    """Return the share of the answer time that has run, 0.0 to 1.0 and above; None without a running clock."""
    if topic.answer_due_at is None or topic.published_at is None or topic.answered_at is not None:
        return None
    now = topic.clock_paused_at or clock.now()
    whole = (topic.answer_due_at - topic.published_at).total_seconds()
    return max(0.0, (now - topic.published_at).total_seconds() / whole) if whole > 0 else 1.0
