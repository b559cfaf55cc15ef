"""What one person sees of polls: their own ballot, how many voted, and the results where they may be seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.crypto import get_random_string
from django.utils.translation import ngettext

from realtime.streams import stream_name

from . import answers, tallies
from .keys import Voter
from .models import Ballot, BrowserKey, Choice, Poll
from .permissions import may_see_results
from .results import STEP_WORDS, Results, results_of

LIVE_STATES = (Ballot.State.COUNTED, Ballot.State.HELD)


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of the form: whether it is chosen, or its step on the scale or place in the order."""

    choice: Choice
    is_chosen: bool
    number: int | None


@dataclass
class Card:
    """A poll before one person. ``ballot`` is the one they would change by voting now; ``visitors_ballot`` is what
    this browser cast as a visitor before its owner signed in.
    """

    poll: Poll
    choices: Sequence[Choice]
    counts: dict[str, int]
    ballot: Ballot | None = None
    visitors_ballot: Ballot | None = None
    results: Results | None = None
    # What a refused form had chosen, to be shown again.
    typed: answers.Answer | None = None
    error: str = ""
    form_key: str = field(default_factory=lambda: get_random_string(22))

    @property
    def has_voted(self) -> bool:
        return self.ballot is not None or self.visitors_ballot is not None

    @property
    def version(self) -> int:
        """The version that the form is made from; 0 without a ballot."""
        return self.ballot.version if self.ballot is not None else 0

    @property
    def receipt_code(self) -> str:
        return answers.code_of(self.ballot.leaf) if self.ballot is not None else ""

    @property
    def options(self) -> list[Option]:
        """The choices as the form shows them: with what was typed, else with the present ballot; else untouched."""
        answer = self.typed if self.typed is not None else self.ballot.answer if self.ballot is not None else {}
        chosen = {str(key) for key in answer.get("choices", ())}
        rated = {str(key): value for key, value in answer.get("scale", {}).items()}
        placed = {str(key): n for n, group in enumerate(answer.get("ranking", ()), start=1) for key in group}
        return [
            Option(choice, str(choice.pk) in chosen, rated.get(str(choice.pk)) or placed.get(str(choice.pk)))
            for choice in self.choices
        ]

    @property
    def steps(self) -> list[tuple[int, Any]]:
        return [(step, STEP_WORDS[step]) for step in answers.STEPS]

    @property
    def places(self) -> range:
        return range(1, len(self.choices) + 1)

    @property
    def answer(self) -> list[tuple[str, str]]:
        """What the ballot says, in parts (see :func:`in_words`); nothing without a ballot."""
        return in_words(self.ballot, self.choices) if self.ballot is not None else []

    @property
    def visitors_answer(self) -> list[tuple[str, str]]:
        return in_words(self.visitors_ballot, self.choices) if self.visitors_ballot is not None else []

    @property
    def streams(self) -> dict[str, int]:
        """The streams that a page with this card listens to, with the numbers that it starts from."""
        found = {stream_name("poll", self.poll.pk): 0}
        if self.results is not None and self.poll.is_open:
            found[stream_name("poll", self.poll.pk, "results")] = 0
        return found


def cards(polls: Iterable[Poll], voter: Voter) -> list[Card]:
    """Return what ``voter`` sees of ``polls``, whose choices were fetched: at most four queries for any number."""
    wanted = list(polls)
    ballots = own_ballots(wanted, voter)
    may_see = {poll.pk: may_see_results(poll, has_voted=bool(ballots.get(poll.pk))) for poll in wanted}
    visible = [poll for poll in wanted if may_see[poll.pk]]
    results = results_of(visible) if visible else {}
    hidden = [poll.pk for poll in wanted if not may_see[poll.pk]]
    counts = tallies.ballots_by_channel(hidden) if hidden else {}
    for pk, result in results.items():
        counts[pk] = {column.channel: column.ballots for column in result.columns}
    own = Ballot.Channel.REGISTERED if voter.user is not None else Ballot.Channel.VISITOR
    return [
        Card(
            poll=poll,
            choices=list(poll.choices.all()),
            counts=counts[poll.pk],
            ballot=ballots.get(poll.pk, {}).get(own),
            visitors_ballot=ballots.get(poll.pk, {}).get(Ballot.Channel.VISITOR) if voter.user is not None else None,
            results=results.get(poll.pk),
        )
        for poll in wanted
    ]


def own_ballots(polls: Collection[Poll], voter: Voter) -> dict[int, dict[str, Ballot]]:
    """Return the ballots of ``voter`` that count or may yet, by poll and channel: one query, none without a key."""
    keys = [key for poll in polls for key in voter.keys(poll).values()]
    found: dict[int, dict[str, Ballot]] = {}
    if keys:
        ballots = Ballot.objects.filter(
            poll__in=[poll.pk for poll in polls], voter_key__in=keys, state__in=LIVE_STATES
        ).only("poll_id", "channel", "answer", "version", "state", "leaf")
        for ballot in ballots:
            found.setdefault(ballot.poll_id, {})[ballot.channel] = ballot
    return found


def has_voted(poll: Poll, voter: Voter) -> bool:
    """Return whether a ballot of ``voter`` lies in the box."""
    return bool(own_ballots([poll], voter))


def is_spent(poll: Poll, voter: Voter) -> bool:
    """Return whether a visitor's vote of this browser has been used up by an account; no query without a token."""
    key = voter.keys(poll).get("visitor") if voter.user is None else None
    return key is not None and BrowserKey.objects.filter(poll=poll, key=key, spent=True).exists()


def in_words(ballot: Ballot, choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """Say what a ballot answers, as parts (place, words): labels chosen, the order given, or how many were rated.

    The place is empty but for an order; parts are set apart by the page, since they may run in either direction.
    """
    labels = {choice.pk: choice.label for choice in choices}
    answer = ballot.answer
    if "choices" in answer:
        return [("", labels[key]) for key in answer["choices"]]
    if "scale" in answer:
        number = len(answer["scale"])
        return [("", ngettext("You rated %(n)s solution.", "You rated %(n)s solutions.", number) % {"n": number})]
    return [(str(place), labels[key]) for place, group in enumerate(answer["ranking"], start=1) for key in group]
