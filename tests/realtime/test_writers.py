"""Numbers have no gaps and nobody deadlocks, whoever writes at the same time."""

import contextlib
from collections.abc import Callable
from typing import Any

from realtime.doors import door
from realtime.models import Event
from realtime.publishing import publish
from realtime.reading import last_seqs
from tests.realtime.conftest import say


def test_eight_writers_leave_no_gap(in_threads: Callable[..., list[Any]]):
    def write(number: int) -> None:
        for turn in range(10):
            say(stream="topic.1", number=number * 100 + turn)

    assert in_threads(write) == [None] * 8
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 81))
    assert last_seqs(["topic.1"]) == {"topic.1": 80}
    numbers = {facts["comment"] for facts in Event.objects.values_list("facts", flat=True)}
    assert len(numbers) == 80


def test_numbers_of_failed_doors_are_used_again(in_threads: Callable[..., list[Any]]):
    @door
    def fail(*, number: int) -> None:
        say(stream="topic.1", number=number)
        raise LookupError

    def write(number: int) -> None:
        for turn in range(10):
            with contextlib.suppress(LookupError):
                (fail if turn % 2 else say)(number=number, **({} if turn % 2 else {"stream": "topic.1"}))

    assert in_threads(write) == [None] * 8
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 41))


def test_doors_that_publish_in_opposite_order_do_not_deadlock(in_threads: Callable[..., list[Any]]):
    @door
    def publish_to(*, names: list[str]) -> None:
        for name in names:
            publish(name, "topic.opened", topic=1)

    names = [f"topic.{pk}" for pk in range(1, 9)]

    def write(number: int) -> None:
        for _ in range(10):
            publish_to(names=names if number % 2 else names[::-1])

    assert in_threads(write) == [None] * 8
    assert set(last_seqs(names).values()) == {80}
