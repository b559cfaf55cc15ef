"""Polls of the large portal, opened through the door, with ballots in bulk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django_q.models import OrmQ

from accounts.models import User
from opinion_polls.actions import open_poll
from opinion_polls.models import Choice, Poll
from sharek import clock
from sharek.demo.ballots import Cast, put_ballots
from topics.models import Topic

if TYPE_CHECKING:
    from discussions.models import Solution

    from .dataset import Dataset


def write(made: Dataset) -> None:
    """Open a poll on the busiest topic, which gets half of all ballots, and others on topics with two solutions."""
    by_topic: dict[int, list[Solution]] = {}
    for solution in made.solutions:
        by_topic.setdefault(solution.topic_id, []).append(solution)
    places = [
        made.busy_topic.pk,
        *(pk for pk, found in by_topic.items() if len(found) > 1 and pk != made.busy_topic.pk),
    ]
    for number, pk in enumerate(places[: made.sizes.polls]):
        poll = _open(made, made.topics[pk - 1], by_topic[pk], days=10 if number == 0 else 3 + number % 25)
        share = made.sizes.ballots // 2
        put_ballots(poll, _casts(made, poll, share if number == 0 else share // max(1, made.sizes.polls - 1)))
        if number == 0:
            made.poll = poll
    # What the doors left to the worker would only tell followers, of whom there are none.
    OrmQ.objects.all().delete()


def _open(made: Dataset, topic: Topic, solutions: list[Solution], *, days: int) -> Poll:
    """Open a poll that began ``days`` ago and lasts for a fortnight, so that some have ended."""
    began = made.now - timedelta(days=days)
    with clock.at(began):
        return open_poll(
            moderator=made.moderator, topic=topic, question=f"أي حلّ تفضّل؟ {topic.pk}", kind=Poll.Kind.SINGLE,
            solutions=solutions, none_of_these=True, opens_at=began, closes_at=began + timedelta(days=14),
            visibility=Poll.Visibility.ALWAYS,
        )  # fmt: skip


def _casts(made: Dataset, poll: Poll, count: int) -> list[Cast]:
    """Return ``count`` votes, about half of them by accounts; nobody twice."""
    chance = made.chance
    choices = list(Choice.objects.filter(poll=poll).values_list("pk", flat=True))
    # Two in three accounts stay out of it: they cast while it is measured.
    voters: list[User | None] = [*made.people[: min(count // 2, len(made.people) // 3)]]
    voters += [None] * (count - len(voters))
    assert poll.opens_at is not None
    assert poll.closes_at is not None
    length = min(poll.closes_at, made.now) - poll.opens_at
    return [
        Cast(voter, chance.randbytes(16), [chance.choice(choices)], poll.opens_at + length * chance.random())
        for voter in voters
    ]
