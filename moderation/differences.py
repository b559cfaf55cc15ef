"""What changed between two wordings, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_PIECE = re.compile(r"\s+|[^\s]+")
# Beyond this, comparing word by word costs more than it tells.
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text that stayed, was added, or was taken out."""

    kind: Literal["same", "added", "removed"]
    text: str


def differences(old: str, new: str) -> list[Change]:
    """Return the runs that lead from ``old`` to ``new``, in reading order."""
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    if len(before) > _LONGEST or len(after) > _LONGEST:
        return [Change("same", new)] if old == new else [Change("removed", old), Change("added", new)]
    changes: list[Change] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            changes.append(Change("same", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            changes.append(Change("removed", "".join(before[i1:i2])))
        if j2 > j1:
            changes.append(Change("added", "".join(after[j1:j2])))
    return changes
