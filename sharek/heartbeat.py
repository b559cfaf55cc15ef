"""The worker's sign of life: a task of its own writes it each minute, /health/ reads it, the supervisor acts on it."""

from datetime import timedelta
from time import monotonic

from django.utils import timezone

from sharek.models import Heartbeat

# Schedules fire up to 30 s late, so two may be missed before a worker counts as dead.
LIMIT = timedelta(seconds=180)
_STARTED = monotonic()


def beat(name: str = "worker") -> None:
    """Note a sign of life of ``name``. Scheduled every minute; reads the real clock, never one set back."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def silence(name: str = "worker") -> timedelta | None:
    """Return how long ``name`` has been silent, or None where it never gave a sign of life."""
    at = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    return None if at is None else max(timezone.now() - at, timedelta())


def is_starting() -> bool:
    """Return whether this process is younger than the limit: its worker may not have got round to a beat yet."""
    return monotonic() - _STARTED < LIMIT.total_seconds()
