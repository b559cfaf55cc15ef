"""Polls for tests, opened through the door."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from opinion_polls.actions import open_poll
from opinion_polls.models import Choice, Poll
from sharek import clock
from tests.factories import ModeratorFactory, SolutionFactory, TopicFactory


@pytest.fixture
def make_poll() -> Callable[..., Poll]:
    """Return ``make_poll(solutions=3, **facts)``: an open poll of a week on a topic with so many solutions (or these).

    It asks about all of them and "none of these"; ``facts`` go to ``open_poll``.
    """

    def make(solutions: Any = 3, moderator: Any = None, topic: Any = None, **facts: Any) -> Poll:
        topic = topic or TopicFactory()
        chosen = solutions if isinstance(solutions, list) else [SolutionFactory(topic=topic) for _ in range(solutions)]
        facts.setdefault("none_of_these", facts.get("kind") != Poll.Kind.SCALE)
        return open_poll(
            moderator=moderator or ModeratorFactory(),
            topic=topic,
            **{
                "question": "أي حلّ تفضّل؟",
                "kind": Poll.Kind.SINGLE,
                "solutions": chosen,
                "closes_at": clock.now() + timedelta(days=7),
                **facts,
            },
        )

    return make


@pytest.fixture
def poll(db: None, make_poll: Callable[..., Poll]) -> Poll:
    """Return an open poll of the kind *single* on three solutions, with "none of these"."""
    return make_poll()


@pytest.fixture
def committed_poll(committed_db: None, make_poll: Callable[..., Poll]) -> Poll:
    """Return the same poll, committed: for threads."""
    return make_poll()


def choices_of(poll: Poll) -> list[Choice]:
    return list(poll.choices.with_solutions())


def choose(poll: Poll, *numbers: int) -> dict[str, list[int]]:
    """Return the answer that chooses the poll's choices by their positions."""
    return {"choices": [choice.pk for choice in choices_of(poll) if choice.position in numbers]}
