"""Closing codes as they really leave Daphne, which raises at some of those that the protocol knows."""

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.realtime.conftest import say


@pytest.fixture
def dial(live_portal: Any) -> Callable[..., ClientConnection]:
    """Return ``dial(origin=…)``: a socket to the running portal."""

    def dial(path: str = "/ws/live/", origin: str | None = live_portal.url) -> ClientConnection:
        url = live_portal.url.replace("http", "ws")
        return connect(f"{url}{path}", origin=origin, compression=None, open_timeout=10)

    return dial


@pytest.mark.parametrize(
    ("messages", "word", "code"),
    [
        (["{"], "malformed", 4400),
        (["x" * 17_000], "too_big", 4009),
        ([b"\x00"], "binary", 4003),
        (['{"subscribe": {' + ",".join(f'"topic.{pk}": 0' for pk in range(51)) + "}}"], "too_many_streams", 4413),
        (['{"ping": 1}'] * 15, "too_many_messages", 4429),
    ],
)
def test_the_client_is_told_why_it_is_closed(dial, messages, word, code):
    with dial() as socket:
        for message in messages:
            socket.send(message)
        frames = []
        with contextlib.suppress(ConnectionClosedError):
            frames.extend(json.loads(text) for text in socket)
    assert frames[-1]["close"] == word
    assert socket.protocol.close_rcvd.code == code


@pytest.mark.parametrize("place", [{"path": "/ws/nothing/"}, {"origin": "http://evil.example"}, {"origin": None}])
def test_handshakes_from_elsewhere_or_to_nowhere_are_refused(dial, place):
    with pytest.raises(InvalidStatus) as refused:
        dial(**place)
    assert refused.value.response.status_code == 403


def test_what_another_process_commits_is_heard_within_two_seconds(dial, in_threads):
    from tests.factories import TopicFactory

    [topic] = in_threads(lambda _: TopicFactory().pk, times=1)
    with dial() as socket:
        socket.send(json.dumps({"subscribe": {f"topic.{topic}": 0}, "ping": 1}))
        assert json.loads(socket.recv(timeout=10)) == {"pong": 1}
        for number in (1, 2, 3):
            in_threads(lambda _, n=number: say(stream=f"topic.{topic}", number=n), times=1)
        assert [json.loads(socket.recv(timeout=5))["seq"] for _ in range(3)] == [1, 2, 3]
