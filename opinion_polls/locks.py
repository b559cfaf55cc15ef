"""Casting and closing meet at one lock per poll, never at its row.

Row locks starved the one who closes for more than ten seconds, and casts that also touched the poll's row deadlocked;
so no cast ever writes the poll. SQLite has one writer at a time, so that there is nothing to do.
"""

from __future__ import annotations

from typing import Final

from django.db import connection

# The first of the lock's two numbers; the second is the poll's key, folded to 31 bits.
NAMESPACE: Final = 0x504F


def lock_for_closing(poll_id: int) -> None:
    """Wait for all casts into this poll to be over, and keep new ones waiting, to the end of the transaction.

    Whoever casts takes the same lock shared (``ballot_box.enter``), and reads the clock after it.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NAMESPACE, number_of(poll_id)])


def number_of(poll_id: int) -> int:
    """Return the second number of a poll's lock."""
    return poll_id & 0x7FFFFFFF
