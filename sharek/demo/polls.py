"""The polls of the demo and their ballots, so many in each column as the data names."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from opinion_polls.actions import open_poll, tell_due
from opinion_polls.models import Choice, Poll

from .ballots import Cast, put_ballots
from .story import Story

VISIBILITY = {
    "always": Poll.Visibility.ALWAYS,
    "after_vote_or_close": Poll.Visibility.AFTER_VOTE,
    "after_close": Poll.Visibility.AFTER_CLOSE,
}
INVITATION = "نُشر الاستطلاع على صفحة الموضوع وفي البوابة، ودُعي إليه متابعو الموضوع."


def plan(story: Story) -> None:
    """Plan the opening of every poll; the ballots follow once all else has been told (:func:`fill`)."""
    for number, poll in enumerate(story.data["polls"]):
        story.plan(poll["opened_days_ago"], partial(_open, story, poll, f"mod_{1 + number % 2}"))
        if poll["closes_in_days"] < 0:
            story.plan(-poll["closes_in_days"] - 0.01, tell_due)


def _open(story: Story, poll: dict[str, Any], moderator: str) -> None:
    topic = story.topics[poll["topic"]]
    topic.refresh_from_db()
    solutions = [story.solutions[option["solution"]] for option in poll["options"] if option["solution"]]
    for solution in solutions:
        solution.refresh_from_db()
    story.polls[poll["key"]] = open_poll(
        moderator=story.users[moderator],
        topic=topic,
        question=poll["question_ar"],
        kind=poll["kind"],
        solutions=solutions,
        none_of_these=any(option["solution"] is None for option in poll["options"]),
        opens_at=story.ago(poll["opened_days_ago"]),
        closes_at=story.now + timedelta(days=poll["closes_in_days"]),
        visibility=VISIBILITY[poll["results_visibility"]],
        max_choices=poll.get("max_choices"),
        invitation=INVITATION,
    )


def fill(story: Story) -> None:
    """Put the ballots of every poll into its box: those of the crowd, and those of visitors' browsers."""
    chance = random.Random(10)
    for entry in story.data["polls"]:
        poll = story.polls[entry["key"]]
        choices = {choice.solution_id: choice.pk for choice in Choice.objects.filter(poll=poll)}
        votes = [
            (choices[story.solutions[option["solution"]].pk if option["solution"] else None], option["demo_votes"])
            for option in entry["options"]
        ]
        casts = [*_registered(story, poll, votes, chance), *_visitors(poll, votes, story, chance)]
        put_ballots(poll, sorted(casts, key=lambda cast: cast.at))


Votes = list[tuple[int, dict[str, int]]]


def _registered(story: Story, poll: Poll, votes: Votes, chance: random.Random) -> Iterator[Cast]:
    answers = _answers(poll, [(choice, number["registered"]) for choice, number in votes])
    for user, answer in zip(chance.sample(story.crowd, len(answers)), answers, strict=True):
        yield Cast(user=user, token=chance.randbytes(16), choices=answer, at=_moment(poll, story, chance))


def _visitors(poll: Poll, votes: Votes, story: Story, chance: random.Random) -> Iterator[Cast]:
    for answer in _answers(poll, [(choice, number["visitors"]) for choice, number in votes]):
        yield Cast(user=None, token=chance.randbytes(16), choices=answer, at=_moment(poll, story, chance))


def _answers(poll: Poll, wanted: list[tuple[int, int]]) -> list[list[int]]:
    """Return answers that together name each choice as often as ``wanted`` says; the last choice is "none of these".

    Where several may be chosen, about two in three who choose the second solution choose the first one too.
    """
    if poll.kind == Poll.Kind.SINGLE:
        return [[choice] for choice, number in wanted for _vote in range(number)]
    (first, a), (second, b), (none, c) = wanted
    both = min(a, b) * 2 // 3
    return [[first, second]] * both + [[first]] * (a - both) + [[second]] * (b - both) + [[none]] * c


def _moment(poll: Poll, story: Story, chance: random.Random) -> datetime:
    """Return when a ballot was cast: most of them in the first days of a poll, none after its end."""
    assert poll.opens_at is not None
    assert poll.closes_at is not None
    end = min(poll.closes_at, story.now)
    return poll.opens_at + (end - poll.opens_at) * (0.002 + 0.99 * chance.random() ** 1.7)
