"""The consumer, through Channels' own communicator: what a client says, and what it is told."""

import asyncio
import json

import pytest

from realtime import control
from tests.factories import UserFactory
from tests.realtime.conftest import in_thread, say, until


async def ask(socket, **message):
    await socket.send_to(text_data=json.dumps(message))


async def closing_code(socket) -> int:
    """Read until the server closes; return the code."""
    while True:
        message = await socket.receive_output(timeout=3)
        if message["type"] == "websocket.close":
            return message["code"]


async def test_a_visitor_hears_what_is_missed_and_what_comes(connect):
    await in_thread(say, stream="topic.1", number=1)
    socket = await connect()
    await ask(socket, subscribe={"topic.1": 0})
    assert await socket.receive_json_from(3) == {
        "stream": "topic.1",
        "seq": 1,
        "kind": "comment.posted",
        "facts": {"comment": 1},
    }
    await in_thread(say, stream="topic.1", number=2)
    assert (await socket.receive_json_from(3))["seq"] == 2
    await ask(socket, ack={"topic.1": 2}, unsubscribe=["topic.1", "topic.2", 5])
    await ask(socket, ping=1)
    assert await socket.receive_json_from(3) == {"pong": 1}
    await in_thread(say, stream="topic.1", number=3)
    assert await socket.receive_nothing(0.2)


@pytest.mark.parametrize(
    "name",
    [
        "topic.13",
        "topic.999999",
        "topic." + "9" * 200,
        "x" * 200,
        "two words",
        "a/b/../c",
        "موضوع.١",
        "topic.1.",
        "\ud800",
    ],
)
async def test_hidden_unknown_and_odd_names_are_refused_alike_and_the_socket_stays(connect, name):
    socket = await connect()
    await ask(socket, subscribe={name: 0})
    assert await socket.receive_json_from(3) == {"refused": name}
    await ask(socket, subscribe={"topic.1": 0}, ping=1)
    assert await socket.receive_json_from(3) == {"pong": 1}


async def test_a_personal_stream_is_for_its_owner_alone(connect):
    owner, other = [await in_thread(UserFactory) for _ in range(2)]
    sockets = {who: await connect(user=user) for who, user in (("owner", owner), ("other", other), ("guest", None))}
    for socket in sockets.values():
        await ask(socket, subscribe={f"user.{owner.pk}": 0})
    for who in ("other", "guest"):
        assert await sockets[who].receive_json_from(3) == {"refused": f"user.{owner.pk}"}
    await in_thread(say, stream=f"user.{owner.pk}", kind="inbox.changed")
    assert (await sockets["owner"].receive_json_from(3))["kind"] == "inbox.changed"
    assert await sockets["other"].receive_nothing(0.2)


async def test_a_suspended_user_is_cut_off_and_comes_back_with_today_s_rights(connect):
    user = await in_thread(UserFactory)
    socket = await connect(user=user)
    await ask(socket, subscribe={f"user.{user.pk}": 0}, ping=1)
    assert await socket.receive_json_from(3) == {"pong": 1}

    def suspend():
        type(user).objects.filter(pk=user.pk).update(is_active=False)
        control.close_sockets(user_id=user.pk, reason="suspended")

    await in_thread(suspend)
    assert await closing_code(socket) == 4401
    again = await connect(user=user)
    await ask(again, subscribe={f"user.{user.pk}": 0})
    assert await again.receive_json_from(3) == {"refused": f"user.{user.pk}"}


async def test_the_cookie_of_the_handshake_is_asked_and_the_rule_again_at_every_wish(connect, state):
    voter, other = await connect(cookies="voter=yes"), await connect()
    for socket in (voter, other):
        await ask(socket, subscribe={"poll.9.results": 0})
    assert (await voter.receive_json_from(3))["kind"] == "state"
    assert await other.receive_json_from(3) == {"refused": "poll.9.results"}


@pytest.mark.parametrize(
    "origin", [None, b"https://testserver", b"http://testserver:81", b"http://evil.example", b"null"]
)
async def test_a_page_of_another_origin_gets_no_socket(connect, origin):
    assert not (await connect(origin=origin)).accepted


async def test_scheme_and_port_count(connect, settings):
    settings.ALLOWED_HOSTS = ["sharek.example"]
    host = b"sharek.example:8443"
    assert (await connect(origin=b"http://sharek.example:8443", host=host)).accepted
    assert not (await connect(origin=b"http://sharek.example", host=host)).accepted
    assert not (await connect(origin=b"http://evil.example", host=b"evil.example")).accepted
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert (await connect(origin=b"http://sharek.example:8443", host=host)).accepted


async def test_a_flood_is_closed_with_its_reason(connect):
    socket = await connect()
    for _ in range(12):
        await ask(socket, ping=1)
    frames = []
    while (message := await socket.receive_output(3))["type"] == "websocket.send":
        frames.append(json.loads(message["text"]))
    assert frames[:10] == [{"pong": 1}] * 10
    assert frames[10]["close"] == "too_many_messages"
    assert message["code"] == 4429


async def test_ten_messages_a_second_are_fine(connect):
    socket = await connect()
    for _ in range(15):
        await ask(socket, ping=1)
        assert await socket.receive_json_from(3) == {"pong": 1}
        await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", 4400),
        ("[]", 4400),
        ('"subscribe"', 4400),
        ('{"subscribe": ["topic.1"]}', 4400),
        ('{"unsubscribe": {}}', 4400),
        ('{"ack": 7}', 4400),
        ("[" * 16000, 4400),
        ('{"subscribe": {"topic.1": ' + "9" * 5000 + "}}", 4400),
        ('{"ping": "' + "x" * 16384 + '"}', 4009),
        ('{"ping": "' + "م" * 8192 + '"}', 4009),
    ],
)
async def test_what_is_no_message_closes_the_socket(connect, text, code):
    socket = await connect()
    await socket.send_to(text_data=text)
    assert await closing_code(socket) == code


async def test_bytes_are_no_message(connect):
    socket = await connect()
    await socket.send_to(bytes_data=b"\x00\xff")
    assert await closing_code(socket) == 4003


async def test_unknown_keys_are_left_alone(connect):
    socket = await connect()
    await ask(socket, typing="topic.1", ping=1)
    assert await socket.receive_json_from(3) == {"pong": 1}


async def test_fifty_streams_and_no_more(connect):
    socket = await connect()
    await ask(socket, subscribe={f"topic.{pk}": 0 for pk in range(100, 150)})
    await until(lambda: len(socket.hub.lines) == 50)
    await ask(socket, subscribe={"topic.100": 0}, ping=1)
    assert await socket.receive_json_from(3) == {"pong": 1}
    await ask(socket, subscribe={"topic.150": 0})
    assert await closing_code(socket) == 4413


async def test_twenty_sockets_of_a_browser_and_no_more(connect):
    sockets = [await connect() for _ in range(21)]
    assert await closing_code(sockets[-1]) == 4430
    await ask(sockets[0], ping=1)
    assert await sockets[0].receive_json_from(3) == {"pong": 1}
    await sockets[1].disconnect()
    await until(lambda: sockets[0].hub.refusal(next(iter(sockets[0].hub.sockets)).key) is None)


async def test_a_socket_that_goes_is_forgotten(connect):
    socket = await connect()
    hub = socket.hub
    await ask(socket, subscribe={"topic.1": 0})
    await until(lambda: hub.lines)
    await socket.disconnect()
    assert (hub.sockets, hub.lines) == (set(), {})


async def test_a_failing_database_closes_the_socket_with_a_reason(connect, monkeypatch):
    socket = await connect()

    def down(*args):
        raise RuntimeError("down")

    monkeypatch.setattr("realtime.hub.listen", down)
    await ask(socket, subscribe={"topic.1": 0})
    assert await closing_code(socket) == 4011
