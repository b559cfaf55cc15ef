"""The statements of a cast, written out: it is the one place of the portal where thousands may come in a minute.

Four queries: enter (the poll's lock and the browser's row), look (is the poll open, what did this voter answer), the
ballot, its deltas. Nothing here decides; ``actions/casting.py`` does.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from moderation.models import Sanction

from .answers import Answer
from .locks import NAMESPACE, number_of
from .models import Ballot, BrowserKey, Poll, SpentLeaf, TallyDelta

_POLLS: Final = Poll._meta.db_table
_BALLOTS: Final = Ballot._meta.db_table
_BROWSERS: Final = BrowserKey._meta.db_table
_DELTAS: Final = TallyDelta._meta.db_table
_SPENT: Final = SpentLeaf._meta.db_table
_SANCTIONS: Final = Sanction._meta.db_table
_TOPICS: Final = Poll._meta.get_field("topic").related_model._meta.db_table  # type: ignore[union-attr]

_TAKE_BROWSER: Final = (
    f"INSERT INTO {_BROWSERS} (poll_id, key, spent) {{source}} "
    f"ON CONFLICT (poll_id, key) DO UPDATE SET spent = {_BROWSERS}.spent OR excluded.spent RETURNING spent"
)
# One statement: the row comes out of the lock, so that the lock is held before the browser's row is.
_ENTER_POSTGRES: Final = (
    "WITH held AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(%s, %s)) "
    + _TAKE_BROWSER.format(source="SELECT %s, %s, %s FROM held")
)
_ENTER_SQLITE: Final = _TAKE_BROWSER.format(source="VALUES (%s, %s, %s)")


def enter(poll_id: int, browser_key: bytes | None, *, spend: bool) -> bool:
    """Take the poll's lock, shared, and the browser's row; return whether an account has voted from this browser.

    ``spend`` says that one does so now. Read the clock only after this.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            held = [NAMESPACE, number_of(poll_id)]
            if browser_key is None:
                cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", held)
                return False
            cursor.execute(_ENTER_POSTGRES, [*held, poll_id, browser_key, spend])
        elif browser_key is None:
            return False
        else:
            cursor.execute(_ENTER_SQLITE, [poll_id, browser_key, spend])
        return bool(cursor.fetchone()[0])


@dataclass(slots=True)
class Found:
    """A ballot as it lies in the box."""

    id: int
    channel: str
    answer: Answer
    version: int
    state: str
    leaf: str
    idempotency_key: str

    @property
    def is_live(self) -> bool:
        """Whether it counts, or may yet."""
        return self.state in {Ballot.State.COUNTED, Ballot.State.HELD}


@dataclass(slots=True)
class Look:
    """The poll at a moment, whether the account is suspended, and the ballots found under the keys asked for."""

    opened: bool
    ended: bool
    topic_status: str
    suspended: bool
    ballots: dict[bytes, Found]


# Sanction.objects.active(), written out for one kind and one account.
_SUSPENDED: Final = (
    f"EXISTS (SELECT 1 FROM {_SANCTIONS} s WHERE s.user_id = %s AND s.kind = '{Sanction.Kind.SUSPEND}' "
    "AND s.starts_at <= %s AND (s.ends_at IS NULL OR s.ends_at > %s))"
)
_LOOK: Final = (
    "SELECT p.opens_at <= %s, COALESCE(p.closed_early_at, p.closes_at) <= %s, t.status, {suspended}, "
    "b.voter_key, b.id, b.channel, b.answer, b.version, b.state, b.leaf, b.idempotency_key "
    f"FROM {_POLLS} p JOIN {_TOPICS} t ON t.id = p.topic_id "
    f"LEFT JOIN {_BALLOTS} b ON b.poll_id = p.id AND b.voter_key IN ({{keys}}) WHERE p.id = %s"
)


def look(poll_id: int, keys: Collection[bytes], now: datetime, *, user_id: int | None = None) -> Look:
    """Return the poll as it is at ``now``, the ballots under ``keys``, and whether account ``user_id`` is suspended."""
    moment = connection.ops.adapt_datetimefield_value(now)
    account = [] if user_id is None else [user_id, moment, moment]
    statement = _LOOK.format(suspended="FALSE" if user_id is None else _SUSPENDED, keys=", ".join(["%s"] * len(keys)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [moment, moment, *account, *keys, poll_id])
        rows = cursor.fetchall()
    opened, ended, status, suspended = rows[0][:4]
    ballots = {
        bytes(key): Found(id, channel, json.loads(answer), version, state, leaf, idempotency_key)
        for *_poll, key, id, channel, answer, version, state, leaf, idempotency_key in rows
        if key is not None
    }
    return Look(bool(opened), bool(ended), status, bool(suspended), ballots)


_PUT: Final = (
    f"INSERT INTO {_BALLOTS} (id, poll_id, voter_key, channel, answer, version, state, nonce, leaf, supersedes, "
    "idempotency_key, minute) VALUES (%s, %s, %s, %s, {answer}, 1, %s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (poll_id, voter_key) DO NOTHING"
)


def put(
    *,
    id: int,
    poll_id: int,
    voter_key: bytes,
    channel: str,
    answer: Answer,
    state: str,
    nonce: bytes,
    leaf: str,
    supersedes: str,
    idempotency_key: str,
    minute: int,
) -> bool:
    """Put a first ballot into the box; return whether it was the first one under this key."""
    statement = _PUT.format(answer=_json_parameter())
    parameters: list[Any] = [id, poll_id, voter_key, str(channel), json.dumps(answer), str(state), nonce, leaf]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, supersedes, idempotency_key, minute])
        return cursor.rowcount == 1


def replace(
    found: Found, *, poll_id: int, answer: Answer, nonce: bytes, leaf: str, idempotency_key: str, minute: int
) -> bool:
    """Give a ballot a new answer and keep its old leaf as spent; return whether it was still as ``found``."""
    statement = (
        f"UPDATE {_BALLOTS} SET answer = {_json_parameter()}, version = version + 1, nonce = %s, leaf = %s, "
        "supersedes = %s, idempotency_key = %s, minute = %s WHERE id = %s AND version = %s AND state = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [
                json.dumps(answer), nonce, leaf, found.leaf, idempotency_key, minute,
                found.id, found.version, found.state,
            ],
        )  # fmt: skip
        if cursor.rowcount != 1:
            return False
        cursor.execute(f"INSERT INTO {_SPENT} (poll_id, leaf) VALUES (%s, %s)", [poll_id, found.leaf])
    return True


def supersede(found: Found) -> bool:
    """Take a ballot out of the count; return whether it was still as ``found``."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_BALLOTS} SET state = %s, version = version + 1 WHERE id = %s AND version = %s AND state = %s",
            [Ballot.State.SUPERSEDED.value, found.id, found.version, found.state],
        )
        return cursor.rowcount == 1


def write_deltas(poll_id: int, changes: Iterable[tuple[str, str, str, int]]) -> None:
    """Write changes of the tally, each as (channel, state, cell, change): one query, none where nothing changes."""
    rows = [(poll_id, str(channel), str(state), cell, change) for channel, state, cell, change in changes if change]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_DELTAS} (poll_id, channel, state, cell, change) "
            f"VALUES {', '.join(['(%s, %s, %s, %s, %s)'] * len(rows))}",
            [value for row in rows for value in row],
        )


def _json_parameter() -> str:
    return "%s::jsonb" if connection.vendor == "postgresql" else "%s"
