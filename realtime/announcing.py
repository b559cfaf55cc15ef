"""Telling the hubs, after the commit, that there is something new in the log. Only a hint: the log is the truth."""

from collections.abc import Sequence
from typing import NamedTuple


class Hint(NamedTuple):
    """One event that was just committed."""

    stream: str
    seq: int
    kind: str
    facts: dict[str, int | str | None]


def announce(hints: Sequence[Hint]) -> None:
    """Hand the events of one commit to the hubs. Never raises: who missed a hint reads the log."""
