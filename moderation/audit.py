"""The record of what was decided: append-only, each entry sealed by the hash of the one before it.

``hash = sha256(seq, at, actor, verb, target, payload_digest, previous_hash)``, the parts as text, one a line; ``at``
is UTC in ISO 8601 with microseconds, a missing actor is empty. The payload (ids, clauses, the words of the decision)
stands in a table of its own: deleting it by order of the law leaves the chain whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import connection, models, transaction

from accounts.models import User
from sharek import clock

from .models import AuditEntry, AuditPayload

BEFORE_THE_FIRST = "0" * 64
# The key of the lock that serialises appends on PostgreSQL; on SQLite there is one writer anyway.
_LOCK = 0x5A4E_AD17
_BATCH = 5000


def append(*, verb: str, target: models.Model | str, actor: User | None = None, payload: dict[str, Any]) -> AuditEntry:
    """Add an entry. Last thing in a door before its events: whoever appends next waits until it is committed.

    ``payload`` must go into JSON. RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the record is written in the transaction of what it records")
    _wait_for_the_others()
    last = AuditEntry.objects.order_by("-seq").values_list("seq", "hash").first()
    seq, previous = (last[0] + 1, last[1]) if last else (1, BEFORE_THE_FIRST)
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    entry = AuditEntry(
        seq=seq,
        at=clock.now(),
        actor_id=actor.pk if actor else None,
        verb=verb,
        target=target if isinstance(target, str) else f"{target._meta.label_lower}:{target.pk}",
        payload_digest=digest(text),
        previous_hash=previous,
    )
    entry.hash = seal(
        entry.seq, entry.at, entry.actor_id, entry.verb, entry.target, entry.payload_digest, entry.previous_hash
    )
    entry.save(force_insert=True)
    AuditPayload(entry=entry, text=text).save(force_insert=True)
    return entry


def _wait_for_the_others() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def seal(*parts: int | str | datetime | None) -> str:
    """Return the hash of an entry from its parts in the order of the table."""
    return digest("\n".join(_as_text(part) for part in parts))


def _as_text(part: int | str | datetime | None) -> str:
    if isinstance(part, datetime):
        return part.astimezone(UTC).isoformat(timespec="microseconds")
    return "" if part is None else str(part)


def head() -> tuple[int, str]:
    """Return number and hash of the last entry; (0, zeros) before the first."""
    return AuditEntry.objects.order_by("-seq").values_list("seq", "hash").first() or (0, BEFORE_THE_FIRST)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry that is not what was written, and how."""

    seq: int
    says: str  # missing, chain, hash, payload


def verify(expected_head: tuple[int, str] | None = None) -> tuple[int, Fault | None]:
    """Read the whole record; return the number of entries that hold and the first fault, if any.

    ``expected_head`` is a number and hash published earlier: then a record cut off at its end is found too.
    """
    previous, number = BEFORE_THE_FIRST, 0
    with transaction.atomic():  # entries and payloads of the same moment
        payloads = _payloads()
        payload = next(payloads, None)
        for row in AuditEntry.objects.order_by("seq").values_list(*_COLUMNS).iterator(chunk_size=_BATCH):
            text = payload[1] if payload is not None and payload[0] == row[0] else None
            says = _fault_of(row, number, previous, text)
            if (
                says is None
                and expected_head is not None
                and row[0] == expected_head[0]
                and row[-1] != expected_head[1]
            ):
                says = "chain"
            if says is not None:
                return number, Fault(number + 1, says)
            if text is not None:
                payload = next(payloads, None)
            number, previous = row[0], row[-1]
    if expected_head is not None and number < expected_head[0]:
        return number, Fault(number + 1, "missing")
    return number, None


def _fault_of(row: tuple[Any, ...], number: int, previous: str, payload: str | None) -> str | None:
    """Return what is wrong with an entry that should follow entry ``number`` with hash ``previous``."""
    seq, payload_digest, previous_hash, own = row[0], row[5], row[6], row[7]
    if seq != number + 1:
        return "missing"
    if previous_hash != previous:
        return "chain"
    if seal(*row[:7]) != own:
        return "hash"
    return "payload" if payload is not None and digest(payload) != payload_digest else None


_COLUMNS = ("seq", "at", "actor_id", "verb", "target", "payload_digest", "previous_hash", "hash")


def _payloads() -> Iterator[tuple[int, str]]:
    """Yield (seq, text) of the payloads that are still there, in order."""
    last = 0
    while rows := list(
        AuditPayload.objects.filter(entry_id__gt=last).order_by("entry_id").values_list("entry_id", "text")[:_BATCH]
    ):
        yield from rows
        last = rows[-1][0]


__all__ = ["Fault", "append", "digest", "head", "seal", "verify"]
