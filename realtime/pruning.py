"""Forgetting old events. A stream keeps its number, so that a late reader is told to load anew."""

from datetime import timedelta
from typing import Final

from realtime.limits import HOURS_KEPT
from realtime.models import Event
from sharek import clock

_AT_ONCE: Final = 2000  # rows in a transaction: short ones let writers through


def prune(age: timedelta = timedelta(hours=HOURS_KEPT)) -> int:
    """Delete the events older than ``age``, some thousands at a time; return how many there were."""
    limit = clock.now() - age
    count = 0
    while True:
        old = list(Event.objects.filter(at__lt=limit).order_by("at").values_list("pk", flat=True)[:_AT_ONCE])
        deleted, _ = Event.objects.filter(pk__in=old).delete()
        count += deleted
        if deleted < _AT_ONCE:
            return count
