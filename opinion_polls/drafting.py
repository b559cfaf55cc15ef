"""What a poll may be: checked before it is opened, and once more, the same way, when it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from discussions.models import Solution
from realtime.doors import Refused
from sharek import clock
from sharek.text.cleaning import TextRefused, clean_line
from sharek.text.rendering import to_plain
from topics.models import Topic

from .models import Choice, Poll
from .permissions import check_can_open_poll

MOST_CHOICES: Final = 12
SHORTEST: Final = timedelta(hours=1)
LONGEST: Final = timedelta(days=180)
MAX_QUESTION: Final = 200
MAX_INVITATION: Final = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """A poll and its choices that are not saved yet: what a preview shows and what opening saves."""

    poll: Poll
    choices: list[Choice]


def draft(
    *,
    moderator: User,
    topic: Topic,
    question: str,
    kind: str,
    solutions: Iterable[Solution],
    closes_at: datetime,
    opens_at: datetime | None = None,
    none_of_these: bool = True,
    visibility: str = Poll.Visibility.AFTER_VOTE,
    max_choices: int | None = None,
    min_ballots: int = 10,
    invitation: str = "",
) -> Draft:
    """Return the poll that ``open_poll`` would open with these facts, or raise what it would raise. Saves nothing."""
    chosen = _solutions(topic, solutions)
    check_can_open_poll(moderator, topic, chosen)
    opens_at = opening(opens_at)
    poll = Poll(
        topic=topic,
        question=line(question, "question", MAX_QUESTION),
        kind=_kind(kind, chosen, none_of_these),
        visibility=shown_when(visibility),
        opens_at=opens_at,
        closes_at=closing(opens_at, closes_at),
        max_choices=_max_choices(kind, max_choices, chosen),
        min_ballots=min_ballots,
        invitation=line(invitation, "invitation", MAX_INVITATION, required=False),
        opened_by=moderator,
    )
    return Draft(poll, _frozen(poll, chosen, none_of_these))


def _solutions(topic: Topic, given: Iterable[Solution]) -> list[Solution]:
    wanted = {solution.pk for solution in given}
    found = list(Solution.objects.published().filter(topic=topic, pk__in=wanted).order_by("number"))
    if len(found) != len(wanted):
        raise Refused(_("One of these solutions is no longer public. Choose again."), field="solutions")
    return found


def _frozen(poll: Poll, solutions: Sequence[Solution], none_of_these: bool) -> list[Choice]:
    """Return the choices with the solutions' words as they stand now, in the order of their numbers."""
    choices = [
        Choice(
            poll=poll,
            position=position,
            frozen_label=solution.title,
            frozen_text=to_plain(solution.text_html),
            solution=solution,
        )
        for position, solution in enumerate(solutions, start=1)
    ]
    if none_of_these:
        choices.append(Choice(poll=poll, position=len(choices) + 1, frozen_label=""))
    return choices


def line(text: str, field: str, max_length: int, *, required: bool = True) -> str:
    try:
        return clean_line(text, max_length=max_length, required=required)
    except TextRefused as refused:
        raise Refused(refused.message, field=field) from None


def _kind(kind: str, solutions: Sequence[Solution], none_of_these: bool) -> str:
    if kind not in Poll.Kind.values:
        raise Refused(_("Choose how people answer."), field="kind")
    if none_of_these and kind == Poll.Kind.SCALE:
        raise Refused(
            _("“None of these” does not fit this kind: whoever agrees with no solution says so of each."),
            field="none_of_these",
        )
    number = len(solutions) + none_of_these
    if not solutions:
        raise Refused(_("Choose the solutions that people are asked about."), field="solutions")
    if number < 2 and kind != Poll.Kind.SCALE:
        raise Refused(_("One choice is no choice: add a solution or “none of these”."), field="solutions")
    if number > MOST_CHOICES:
        raise Refused(_("At most %(n)s choices fit into one poll.") % {"n": MOST_CHOICES}, field="solutions")
    return kind


def shown_when(visibility: str) -> str:
    if visibility not in Poll.Visibility.values:
        raise Refused(_("Choose when the results are shown."), field="visibility")
    return visibility


def _max_choices(kind: str, most: int | None, solutions: Sequence[Solution]) -> int | None:
    if kind != Poll.Kind.MULTIPLE or not most or most >= len(solutions):
        return None
    if most < 2:
        raise Refused(_("For one choice use the kind “Choose one solution”."), field="max_choices")
    return most


def opening(opens_at: datetime | None) -> datetime:
    return max(opens_at or clock.now(), clock.now())


def closing(opens_at: datetime, closes_at: datetime) -> datetime:
    if closes_at < opens_at + SHORTEST:
        raise Refused(_("A poll stays open for at least an hour after it opens."), field="closes_at")
    if closes_at > opens_at + LONGEST:
        raise Refused(_("A poll stays open for at most 180 days."), field="closes_at")
    return closes_at
