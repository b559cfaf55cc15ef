"""Doors tie a transaction to its events."""

import contextlib

import pytest
from django.db import transaction

from realtime.doors import Conflict, Refused, door
from realtime.models import Event, Stream
from realtime.publishing import publish
from realtime.reading import events_since, last_seqs
from realtime.streams import stream_name

pytestmark = pytest.mark.django_db


@door
def say(*, stream: str, number: int) -> int:
    publish(stream, "comment.posted", comment=number)
    return number


def test_a_door_with_positional_parameters_is_refused_at_decoration():
    with pytest.raises(TypeError, match="keywords only"):

        @door
        def post(body): ...


def test_a_coroutine_is_no_door():
    with pytest.raises(TypeError, match="plain function"):

        @door
        async def post(*, body): ...


def test_publishing_outside_a_door_is_refused():
    with pytest.raises(RuntimeError, match="outside a door"):
        publish("topic.1", "comment.posted", comment=1)


def test_events_are_numbered_from_one_without_gaps():
    for number in range(1, 4):
        say(stream="topic.1", number=number)
    say(stream="topic.2", number=9)
    events = events_since("topic.1", 0)
    assert [(e.seq, e.kind, e.facts) for e in events] == [(n, "comment.posted", {"comment": n}) for n in (1, 2, 3)]
    assert last_seqs(["topic.1", "topic.2", "topic.3"]) == {"topic.1": 3, "topic.2": 1, "topic.3": 0}


def test_nested_doors_write_once_at_the_end_of_the_outermost(django_assert_num_queries):
    @door
    def outer(*, number: int) -> None:
        publish("topic.8", "topic.opened", topic=8)
        say(stream="topic.7", number=number)
        say(stream="topic.8", number=number)
        assert not Event.objects.exists()

    outer(number=1)
    Event.objects.all().delete()
    with django_assert_num_queries(5):  # savepoint of the test, the check above, numbers, events, release
        outer(number=2)
    assert [(e.stream_id, e.seq, e.kind) for e in Event.objects.order_by("stream", "seq")] == [
        ("topic.7", 2, "comment.posted"),
        ("topic.8", 3, "topic.opened"),
        ("topic.8", 4, "comment.posted"),
    ]


def test_a_failed_door_publishes_nothing():
    @door
    def refuse(*, number: int) -> None:
        say(stream="topic.1", number=number)
        raise Refused("no", field="body")

    with pytest.raises(Refused) as caught:
        refuse(number=1)
    assert (str(caught.value), caught.value.field) == ("no", "body")
    assert not Stream.objects.exists()
    say(stream="topic.1", number=2)
    assert [e.seq for e in events_since("topic.1", 0)] == [1]


def test_what_a_savepoint_rolled_back_is_not_published():
    @door
    def stubborn() -> None:
        publish("topic.1", "topic.opened", topic=1)
        with contextlib.suppress(Conflict), transaction.atomic():
            say(stream="topic.1", number=1)
            raise Conflict("taken", current="closed")

    stubborn()
    assert [e.kind for e in events_since("topic.1", 0)] == ["topic.opened"]


@pytest.mark.parametrize("stream", ["home", "poll.9", "moderation", "Topic.1", "topic 1", "x" * 200])
def test_only_logged_streams_are_published_to(stream):
    with pytest.raises(ValueError, match="not a stream"):
        say(stream=stream, number=1)


def test_text_is_no_fact():
    @door
    def shout(*, what: object) -> None:
        publish("topic.1", "comment.posted", body=what)

    for what in ("x" * 61, 1.5, ["a"]):
        with pytest.raises(TypeError, match="facts are ids"):
            shout(what=what)


@pytest.mark.parametrize("parts", [("topic", 17), ("home",), ("poll", 9, "results"), ("user", 10**17)])
def test_names_are_made_by_one_function(parts):
    assert stream_name(*parts) == ".".join(map(str, parts))


@pytest.mark.parametrize("parts", [("Topic", 1), ("topic", -1), ("topic", "٣"), ("poll", None, "results"), ("a" * 21,)])
def test_what_is_no_name_is_refused(parts):
    with pytest.raises(ValueError, match="stream"):
        stream_name(*parts)
