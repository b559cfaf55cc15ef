"""The one source of the present moment.

Doors and rules ask this module what time it is, so that tests and the demo loader can set it. Nothing here knows any
app: every layer may import it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("sharek_moment", default=None)


def now() -> datetime:
    """Return the present moment, timezone aware; the one set by :func:`at` where one is set."""
    return _moment.get() or timezone.now()


def today() -> date:
    """Return today's date in the portal's own time zone (Asia/Damascus, +03:00 all year)."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Set the clock to ``moment`` (aware) for the code inside the ``with``; raise ValueError for a naive one."""
    if timezone.is_naive(moment):
        raise ValueError("the clock is set with an aware moment only")
    token = _moment.set(moment)
    try:
        yield moment
    finally:
        _moment.reset(token)
