"""Events: collected while a door is open, numbered and written at its end, announced after the commit."""

import re
from collections import defaultdict
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.db import connection, transaction

from realtime import announcing
from realtime.models import Event, Stream
from realtime.streams import parse
from sharek import clock

Fact: TypeAlias = int | str | None

MAX_FACT_LENGTH: Final = 60
_KIND: Final = re.compile(r"[a-z_]{1,20}\.[a-z_]{1,19}")


@dataclass(eq=False, slots=True)
class Pending:
    """An event that has no number yet.

    It is registered as a commit callback too, which does nothing: Django forgets the callbacks of a savepoint that
    was rolled back, and so we know which events have to be forgotten with it.
    """

    stream: str
    kind: str
    facts: dict[str, Fact]

    def __call__(self) -> None:
        """Do nothing at commit."""


open_collection: ContextVar[list[Pending] | None] = ContextVar("realtime_collected", default=None)


def publish(stream: str, kind: str, **facts: Fact) -> None:
    """Say in ``stream`` that ``kind`` happened ("comment.posted"); ``facts`` are ids, small numbers, short words.

    Only inside a door: RuntimeError elsewhere. ValueError for a name that is no logged stream, TypeError for a fact
    that is no number or short word.
    """
    collected = open_collection.get()
    if collected is None:
        raise RuntimeError(f"{kind} was published outside a door")
    name = parse(stream)
    if name is None or name.is_snapshot:
        raise ValueError(f"{stream!r} is not a stream that events are written to")
    if not _KIND.fullmatch(kind):
        raise ValueError(f"{kind!r} is not the kind of an event: noun.past_tense")
    for key, fact in facts.items():
        if not (fact is None or isinstance(fact, int) or (isinstance(fact, str) and len(fact) <= MAX_FACT_LENGTH)):
            raise TypeError(f"{key}={fact!r}: facts are ids, small numbers and short words")
    pending = Pending(stream, kind, facts)
    transaction.on_commit(pending)
    collected.append(pending)


def write(collected: Iterable[Pending]) -> None:
    """Number and write the collected events, streams in the order of their names; announce them after the commit.

    Two queries, however many streams: one raises all last numbers and takes the rows' locks (in that order, so that
    two doors never wait for each other), one inserts all events. Must run inside the transaction of the facts.
    """
    kept = {id(entry[1]) for entry in connection.run_on_commit}
    by_stream: defaultdict[str, list[Pending]] = defaultdict(list)
    for pending in collected:
        if id(pending) in kept:
            by_stream[pending.stream].append(pending)
    if not by_stream:
        return
    names = sorted(by_stream)
    last_seqs = _raise_last_seqs({name: len(by_stream[name]) for name in names})
    now = clock.now()
    events = [
        Event(stream_id=name, seq=seq, kind=pending.kind, facts=pending.facts, at=now)
        for name in names
        for seq, pending in enumerate(by_stream[name], start=last_seqs[name] - len(by_stream[name]) + 1)
    ]
    Event.objects.bulk_create(events)
    hints = [announcing.Hint(event.stream_id, event.seq, event.kind, event.facts) for event in events]
    transaction.on_commit(lambda: announcing.announce(hints), robust=True)


def _raise_last_seqs(raises: dict[str, int]) -> dict[str, int]:
    """Raise each stream's last number by its count, making the streams that do not exist; return the new numbers.

    PostgreSQL and SQLite take the rows of one INSERT in the order given, and so the locks.
    """
    table = connection.ops.quote_name(Stream._meta.db_table)
    rows = ", ".join(["(%s, %s)"] * len(raises))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (name, last_seq) VALUES {rows} "
            f"ON CONFLICT (name) DO UPDATE SET last_seq = {table}.last_seq + excluded.last_seq "
            "RETURNING name, last_seq",
            [value for pair in raises.items() for value in pair],
        )
        return dict(cursor.fetchall())
