"""One lock for all edits of the directory's trees: mptt breaks trees when two writers move nodes at once."""

from __future__ import annotations

from typing import Final

from django.db import connection

_TREES: Final = 0x5A1  # an arbitrary key, the same in every process


def lock_trees() -> None:
    """Wait until no other transaction edits areas or bodies; held to the end of the transaction.

    SQLite has one writer at a time, so that there is nothing to do.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREES])
