"""What one socket, one browser and one process may take. Those that depend on the machine are settings."""

import time
from typing import Final

from django.conf import settings

FRAME_BYTES: Final = 16 * 1024  # largest message taken from a client
MESSAGES_PER_SECOND: Final = 10
STREAMS_PER_SOCKET: Final = 50
SOCKETS_PER_BROWSER: Final = 20  # of one address
UNACKNOWLEDGED_BYTES: Final = 256 * 1024  # sent and not acknowledged: more is a stalled client
EVENTS_PER_ANSWER: Final = 1000  # who missed more is offered a reload
HOURS_KEPT: Final = 48  # of the log


def sockets_per_process() -> int:
    """Return how many sockets one process holds at most (setting ``LIVE_SOCKETS``)."""
    return int(settings.LIVE_SOCKETS)


def openings_per_second() -> int:
    """Return how many sockets may open in a second (setting ``LIVE_OPENINGS_PER_SECOND``); the rest come back later."""
    return int(settings.LIVE_OPENINGS_PER_SECOND)


class TokenBucket:
    """Lets ``rate`` things pass in a second, and as many at once after a quiet second."""

    __slots__ = ("_at", "_left", "rate")

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self._left = float(rate)
        self._at = time.monotonic()

    def take(self) -> bool:
        """Take one; False where none is left."""
        now = time.monotonic()
        self._left = min(self.rate, self._left + (now - self._at) * self.rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
