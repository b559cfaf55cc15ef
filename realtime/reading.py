"""Reading the log of events."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final, NamedTuple

from realtime.models import Event, Stream

# SQLite takes no more values than this in one statement where it was built with the old limit.
_NAMES_AT_ONCE: Final = 900


class News(NamedTuple):
    """What a stream has after a number: the number of its last event, and the events in their order."""

    stream: str
    last_seq: int
    events: list[Event]


def last_seqs(names: Iterable[str]) -> dict[str, int]:
    """Return the number of each stream's last event, 0 for a stream without any.

    A page asks this before it reads its content, so that nothing falls between the page and the socket.
    """
    seqs = dict.fromkeys(names, 0)
    pending = iter(list(seqs))
    while chunk := list(islice(pending, _NAMES_AT_ONCE)):
        seqs.update(Stream.objects.filter(name__in=chunk).values_list("name", "last_seq"))
    return seqs


def events_since(name: str, seq: int, limit: int = 500) -> list[Event]:
    """Return the events of a stream after number ``seq`` in their order, at most ``limit`` of them.

    Where the first one's number is not ``seq + 1``, those between have been pruned.
    """
    return list(Event.objects.filter(stream=name, seq__gt=seq).order_by("seq")[:limit])


def news(seqs: Mapping[str, int], limit: int = 500) -> list[News]:
    """Return what each stream has after the number given for it, for those whose last number differs from it."""
    changed = ((name, last) for name, last in last_seqs(seqs).items() if last != seqs[name])
    return [
        News(name, last, events_since(name, seqs[name], limit) if last > seqs[name] else []) for name, last in changed
    ]
