"""Counting: changes are written with the ballots, folded into the tally now and then, and read together.

A reading sums tally and unfolded changes in one statement, so that it is right whether or not anything was folded, and
a crash between ballot and folding loses nothing. A key of a delta is never used as a watermark: keys are committed out
of order on PostgreSQL.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from django.db import connection, transaction

from .answers import Answer, cells
from .models import Ballot, Choice, Poll, Tally, TallyDelta

# (channel, state) → cell → count
Counts: TypeAlias = dict[tuple[str, str], dict[str, int]]

COUNTED_STATES: Final = (Ballot.State.COUNTED, Ballot.State.HELD)
BATCH: Final = 5000  # deltas folded in one transaction
_TALLIES: Final = Tally._meta.db_table
_DELTAS: Final = TallyDelta._meta.db_table


def changes(
    *,
    channel: str,
    choices: Iterable[int],
    old: tuple[str, Answer] | None = None,
    new: tuple[str, Answer] | None = None,
) -> list[tuple[str, str, str, int]]:
    """Return what the tally gains and loses when a ballot goes from ``old`` to ``new``, each (state, answer) or None.

    Cells that stay as they are do not appear; nor do states in which ballots are not tallied.
    """
    keys = list(choices)
    moved: Counter[tuple[str, str, str]] = Counter()
    for ballot, sign in ((old, -1), (new, 1)):
        if ballot is not None and ballot[0] in COUNTED_STATES:
            for cell in cells(ballot[1], keys):
                moved[channel, ballot[0], cell] += sign
    return [(*place, change) for place, change in sorted(moved.items()) if change]


# --- reading ----------------------------------------------------------------------


def read(poll_ids: Iterable[int], *, only: str | None = None) -> dict[int, Counts]:
    """Return the counts of each poll: one statement, which sums what is folded and what is not.

    ``only`` names one cell (``"n"``: how many ballots) where the others are not needed. Cells at zero are left out.
    """
    found: dict[int, Counts] = {pk: defaultdict(dict) for pk in poll_ids}
    if not found:
        return found
    wanted: list[int | str] = [*found, *([only] if only else [])]
    where = f"poll_id IN ({', '.join(['%s'] * len(found))})" + (" AND cell = %s" if only else "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT poll_id, channel, state, cell, SUM(amount) FROM ("
            f"SELECT poll_id, channel, state, cell, count AS amount FROM {_TALLIES} WHERE {where} UNION ALL "
            f"SELECT poll_id, channel, state, cell, change FROM {_DELTAS} WHERE {where}) AS both_kinds "
            "GROUP BY poll_id, channel, state, cell HAVING SUM(amount) <> 0",
            [*wanted, *wanted],
        )
        for poll_id, channel, state, cell, amount in cursor.fetchall():
            found[poll_id][channel, state][cell] = int(amount)
    return found


def ballots_by_channel(poll_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return for each poll how many ballots count in each column: ``{9: {"registered": 12, "visitor": 7}}``."""
    return {
        poll_id: {
            channel: counts.get((channel, Ballot.State.COUNTED), {}).get("n", 0) for channel in Ballot.Channel.values
        }
        for poll_id, counts in read(poll_ids, only="n").items()
    }


# --- folding ----------------------------------------------------------------------

_FOLD: Final = (
    f"INSERT INTO {_TALLIES} (poll_id, channel, state, cell, count) "
    "SELECT poll_id, channel, state, cell, SUM(change) FROM {source} GROUP BY poll_id, channel, state, cell "
    "HAVING SUM(change) <> 0 ORDER BY poll_id, channel, state, cell "
    f"ON CONFLICT (poll_id, channel, state, cell) DO UPDATE SET count = {_TALLIES}.count + excluded.count"
)


def roll_up(poll_id: int) -> int:
    """Fold a poll's changes into its tally; return how many were folded. Any number of processes may do so at once.

    On PostgreSQL each takes rows that no other has taken, and all write the tally in the order of its cells.
    """
    folded = 0
    while True:
        with transaction.atomic():
            taken = _fold_postgres(poll_id) if connection.vendor == "postgresql" else _fold_sqlite(poll_id)
        folded += taken
        if taken < BATCH:
            return folded


def _fold_postgres(poll_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH taken AS (DELETE FROM {_DELTAS} WHERE id IN (SELECT id FROM {_DELTAS} WHERE poll_id = %s "
            "LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING poll_id, channel, state, cell, change), "
            f"folded AS ({_FOLD.format(source='taken')}) SELECT COUNT(*) FROM taken",
            [poll_id, BATCH],
        )
        return int(cursor.fetchone()[0])


def _fold_sqlite(poll_id: int) -> int:
    """SQLite has one writer: between reading and deleting nobody adds a row."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {_DELTAS} WHERE poll_id = %s ORDER BY id LIMIT %s", [poll_id, BATCH])
        keys = [key for (key,) in cursor.fetchall()]
        if not keys:
            return 0
        batch = f"{_DELTAS} WHERE poll_id = %s AND id <= %s"
        cursor.execute(_FOLD.format(source=batch), [poll_id, keys[-1]])
        cursor.execute(f"DELETE FROM {batch}", [poll_id, keys[-1]])
        return len(keys)


def polls_to_fold() -> list[int]:
    """Return the keys of the polls that have changes waiting."""
    return list(TallyDelta.objects.order_by("poll_id").values_list("poll_id", flat=True).distinct())


# --- recounting ----------------------------------------------------------------------


def recount(poll: Poll) -> Counts:
    """Count the ballots themselves, cell by cell, without looking at the tally."""
    choices = list(Choice.objects.filter(poll=poll).values_list("pk", flat=True))
    counted: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    ballots = Ballot.objects.filter(poll=poll, state__in=COUNTED_STATES).values_list("channel", "state", "answer")
    for channel, state, answer in ballots.iterator(chunk_size=5000):
        counted[channel, state].update(cells(answer, choices))
    return {place: dict(counter) for place, counter in counted.items()}


def differences(tallied: Mapping[tuple[str, str], Mapping[str, int]], counted: Counts) -> list[tuple[str, int, int]]:
    """Return where a tally differs from a recount, each as (place, tallied, counted)."""
    found = []
    for channel, state in sorted({*tallied, *counted}):
        ours, theirs = tallied.get((channel, state), {}), counted.get((channel, state), {})
        for cell in sorted({*ours, *theirs}):
            if ours.get(cell, 0) != theirs.get(cell, 0):
                found.append((f"{channel} {state} {cell}", ours.get(cell, 0), theirs.get(cell, 0)))
    return found


def check(poll: Poll) -> list[tuple[str, int, int]]:
    """Compare tally and ballots of one moment; return where they differ (nothing, where all is well)."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return differences(read([poll.pk])[poll.pk], recount(poll))
