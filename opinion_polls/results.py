"""A poll's results as people read them: two columns that are never merged, each with its number of ballots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import breakdowns, ranking, tallies
from .answers import STEPS
from .breakdowns import Shown
from .models import Ballot, Choice, Poll

STEP_WORDS: dict[int, Promise] = {
    5: gettext_lazy("Agree strongly"),
    4: gettext_lazy("Agree"),
    3: gettext_lazy("Neither agree nor disagree"),
    2: gettext_lazy("Disagree"),
    1: gettext_lazy("Disagree strongly"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a column: a choice, a share in percent (None where nobody answered it), and the words for the share.

    ``key`` names the share on live pages.
    """

    choice: Choice
    key: str
    percent: int | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what is counted, and the counts of both columns (None: not shown yet) with their keys."""

    label: str
    cells: list[tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of the table under a common heading; empty where each row stands for itself."""

    heading: str
    rows: list[Row]


@dataclass
class Column:
    """One of the two groups of voters."""

    poll: Poll
    choices: Sequence[Choice]
    shown: Shown

    @property
    def channel(self) -> str:
        return self.shown.channel

    @property
    def is_registered(self) -> bool:
        return self.channel == Ballot.Channel.REGISTERED

    @property
    def ballots(self) -> int:
        return self.shown.ballots

    @property
    def is_shown(self) -> bool:
        return self.shown.cells is not None

    @property
    def is_behind(self) -> bool:
        """Whether the shares hold fewer ballots than have come in."""
        return self.is_shown and self.shown.as_of != self.shown.ballots

    @property
    def cells(self) -> Mapping[str, int]:
        return self.shown.cells or {}

    @cached_property
    def bars(self) -> list[Bar]:
        if self.poll.kind == Poll.Kind.SCALE:
            return [self._agreement(choice) for choice in self.choices]
        if self.poll.kind == Poll.Kind.RANKED:
            return self._duels_won()
        return [
            Bar(choice, f"c{choice.pk}", _percent(self.cells.get(f"c{choice.pk}", 0), self.shown.as_of))
            for choice in self.choices
        ]

    def _agreement(self, choice: Choice) -> Bar:
        """Return the share of those who agree among those who said something of this solution."""
        said = {value: self.cells.get(f"c{choice.pk}={value}", 0) for value in STEPS}
        return Bar(choice, f"c{choice.pk}", _percent(said[5] + said[4], sum(said.values())))

    def _duels_won(self) -> list[Bar]:
        keys = [choice.pk for choice in self.choices]
        won, others = ranking.wins(self.cells, keys), len(keys) - 1
        return [
            Bar(
                choice,
                f"c{choice.pk}",
                _percent(won[choice.pk], others),
                _("beats %(number)s of %(others)s") % {"number": won[choice.pk], "others": others},
            )
            for choice in self.choices
        ]

    @property
    def conclusion(self) -> str:
        """Return who comes first once the poll is closed, ties said as ties; empty before, and where too few voted."""
        if not self.poll.is_closed or not self.is_shown or self.ballots < self.poll.min_ballots:
            return ""
        labels = {choice.pk: choice.label for choice in self.choices}
        if self.poll.kind == Poll.Kind.RANKED:
            return self._ranked_conclusion(labels)
        shares = {bar.choice.pk: self._weight(bar) for bar in self.bars}
        most = max(shares.values(), default=0)
        first = [pk for pk, share in shares.items() if share == most]
        if most == 0:
            return ""
        if len(first) > 1:
            return _("Level: %(names)s") % {"names": _listed(labels[pk] for pk in first)}
        if self.poll.kind == Poll.Kind.SCALE:
            return _("Most agreement: %(name)s") % {"name": labels[first[0]]}
        return _("Chosen most: %(name)s") % {"name": labels[first[0]]}

    def _weight(self, bar: Bar) -> float:
        """Return what decides who comes first, exact where the shown percentage is rounded."""
        pk = bar.choice.pk
        if self.poll.kind != Poll.Kind.SCALE:
            return self.cells.get(f"c{pk}", 0)
        said = {value: self.cells.get(f"c{pk}={value}", 0) for value in STEPS}
        return (said[5] + said[4]) / (sum(said.values()) or 1)

    def _ranked_conclusion(self, labels: Mapping[int, str]) -> str:
        found = ranking.standing(self.cells, [choice.pk for choice in self.choices])
        if found.winner is not None:
            return _("Placed before every other: %(name)s") % {"name": labels[found.winner]}
        names = _listed(labels[pk] for pk in found.best)
        if found.is_level:
            return _("Level: %(names)s") % {"names": names}
        return _("No solution is placed before every other; these beat each other in turn: %(names)s") % {
            "names": names
        }


@dataclass
class Results:
    """Both columns of a poll, and the table of their counts."""

    poll: Poll
    choices: Sequence[Choice]
    columns: list[Column] = field(default_factory=list)

    @cached_property
    def groups(self) -> list[Group]:
        """The table of counts: by choice, by choice and step, or by pair."""
        if self.poll.kind == Poll.Kind.SCALE:
            return [
                Group(choice.label, [self._row(str(STEP_WORDS[step]), f"c{choice.pk}={step}") for step in STEPS])
                for choice in self.choices
            ]
        if self.poll.kind == Poll.Kind.RANKED:
            return [
                Group(
                    _("No. %(first)s or no. %(second)s") % {"first": a.position, "second": b.position},
                    [
                        self._row(_before(a, b), f"c{a.pk}>c{b.pk}"),
                        self._row(_before(b, a), f"c{b.pk}>c{a.pk}"),
                    ],
                )
                for number, a in enumerate(self.choices)
                for b in self.choices[number + 1 :]
            ]
        return [Group("", [self._row(choice.label, f"c{choice.pk}") for choice in self.choices])]

    def _row(self, label: str, cell: str) -> Row:
        return Row(
            label,
            [(f"{one.channel}.{cell}", one.cells.get(cell, 0) if one.is_shown else None) for one in self.columns],
        )

    @property
    def is_anything_shown(self) -> bool:
        return any(column.is_shown for column in self.columns)

    @property
    def is_stepping(self) -> bool:
        """Whether a column of the open poll moves in steps."""
        return self.poll.is_open and any(
            column.is_shown and column.ballots < breakdowns.EXACT_FROM for column in self.columns
        )


def results_of(polls: Iterable[Poll]) -> dict[int, Results]:
    """Return the results of ``polls``, whose choices were fetched, without asking who may see them: two queries."""
    by_key = {poll.pk: poll for poll in polls}
    found = breakdowns.shown(by_key, tallies.read(by_key))
    return {pk: _results(poll, found[pk]) for pk, poll in by_key.items()}


def _results(poll: Poll, shown: Mapping[str, Shown]) -> Results:
    choices = list(poll.choices.all())
    return Results(poll, choices, [Column(poll, choices, shown[channel]) for channel in Ballot.Channel.values])


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _before(first: Choice, second: Choice) -> str:
    return _("No. %(first)s before no. %(second)s") % {"first": first.position, "second": second.position}


def _listed(names: Iterable[str]) -> str:
    return _(", ").join(_("“%(name)s”") % {"name": name} for name in names)
