"""Names of streams: made and read here only.

A name is ``kind``, ``kind.pk`` or ``kind.pk.part``: lower-case letters, digits and dots, at most 80 characters, one
spelling for each stream (no leading zeros).
"""

import re
from typing import Final, NamedTuple

MAX_LENGTH: Final = 80
# Their state is read through a function at most once a second; no door writes to them and nobody locks their row.
SNAPSHOT_KINDS: Final = frozenset({"home", "moderation", "poll"})
# A primary key is at most 2**63 - 1: eighteen digits always fit.
_NAME: Final = re.compile(r"([a-z]{1,20})(?:\.([1-9][0-9]{0,17}|0)(?:\.([a-z]{1,20}))?)?")


class StreamName(NamedTuple):
    """The three parts of a name; ``pk`` and ``part`` may be missing."""

    kind: str
    pk: int | None = None
    part: str | None = None

    @property
    def is_snapshot(self) -> bool:
        """Whether the stream shows a state instead of a log of events."""
        return self.kind in SNAPSHOT_KINDS


def stream_name(kind: str, pk: int | None = None, part: str | None = None) -> str:
    """Return the name of a stream, for example ``topic.17``, ``home`` or ``poll.9.results``.

    Raise ValueError where the parts do not make a name.
    """
    if part is not None and pk is None:
        raise ValueError("a part of a stream needs the key of its object")
    name = ".".join(str(piece) for piece in (kind, pk, part) if piece is not None)
    if parse(name) is None:
        raise ValueError(f"{name!r} is not the name of a stream")
    return name


def parse(name: object) -> StreamName | None:
    """Return the parts of ``name``, or None for anything that is not a name (whatever it is, of whatever length)."""
    if not isinstance(name, str) or len(name) > MAX_LENGTH:
        return None
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    kind, pk, part = match.groups()
    return StreamName(kind, None if pk is None else int(pk), part)
