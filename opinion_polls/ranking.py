"""Counting ranked answers by pairs: who is placed before whom by how many, who beats everybody, and who stands level.

Condorcet's rule: a choice that more voters place before any other than behind it wins. Where there is none, the
smallest set of choices that each beat everybody outside it (the Smith set) stands level or in a circle, and no winner
is made up. The counts alone decide, never the order in which choices or ballots come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations


@dataclass(frozen=True, slots=True)
class Duel:
    """Two choices and how many voters placed each before the other; who placed neither first is in neither number."""

    first: int
    second: int
    for_first: int
    for_second: int


@dataclass(frozen=True, slots=True)
class Standing:
    """``winner`` beats every other choice. Without one, ``best`` are those whom nobody else beats as a group.

    ``is_level`` says that these stand exactly level with each other; else they beat each other in a circle.
    """

    winner: int | None
    best: tuple[int, ...]
    is_level: bool


def duels(cells: Mapping[str, int], choices: Sequence[int]) -> list[Duel]:
    """Return every pair of ``choices`` once, in their order, with its counts from the cells ``c3>c5``."""
    return [Duel(a, b, cells.get(f"c{a}>c{b}", 0), cells.get(f"c{b}>c{a}", 0)) for a, b in combinations(choices, 2)]


def wins(cells: Mapping[str, int], choices: Sequence[int]) -> dict[int, int]:
    """Return for each choice how many others it beats."""
    beaten = _beaten(cells, choices)
    return {a: sum(beaten[a, b] for b in choices if b != a) for a in choices}


def standing(cells: Mapping[str, int], choices: Sequence[int]) -> Standing:
    """Return who wins, or who stands level. Without any answer all stand level."""
    best = _smith_set(cells, choices)
    if len(best) == 1:
        return Standing(winner=best[0], best=best, is_level=False)
    level = all(duel.for_first == duel.for_second for duel in duels(cells, best))
    return Standing(winner=None, best=best, is_level=level)


def _smith_set(cells: Mapping[str, int], choices: Sequence[int]) -> tuple[int, ...]:
    """Return the smallest set of choices each of which beats each one outside, in the order of ``choices``.

    Whoever beats the most is in it (level counts for half); so is everybody whom some member does not beat.
    """
    beaten = _beaten(cells, choices)
    points = {a: sum(beaten[a, b] - beaten[b, a] for b in choices if b != a) for a in choices}
    most = max(points.values(), default=0)
    members = {a for a in choices if points[a] == most}
    while True:
        more = {b for b in choices if b not in members and not all(beaten[a, b] for a in members)}
        if not more:
            return tuple(a for a in choices if a in members)
        members |= more


def _beaten(cells: Mapping[str, int], choices: Sequence[int]) -> dict[tuple[int, int], bool]:
    return {(a, b): cells.get(f"c{a}>c{b}", 0) > cells.get(f"c{b}>c{a}", 0) for a, b in permutations(choices, 2)}
