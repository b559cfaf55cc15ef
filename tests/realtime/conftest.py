"""Doubles for the apps above: rules of their own, sockets without a network, and hubs that read quickly."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import connections
from django.test import Client

from realtime.consumer import LiveConsumer
from realtime.doors import door
from realtime.hub import Hub
from realtime.publishing import publish
from realtime.rules import Rules
from realtime.socket import Socket

ORIGIN = b"http://testserver"


@door
def say(*, stream: str, number: int = 0, kind: str = "comment.posted") -> None:
    publish(stream, kind, comment=number)


async def in_thread(function: Callable[..., Any], **kwargs: Any) -> Any:
    """Call what asks the database as a request would: in a thread with a connection of its own, closed afterwards."""

    def call() -> Any:
        try:
            return function(**kwargs)
        finally:
            connections.close_all()

    return await asyncio.to_thread(call)


async def until(condition: Callable[[], Any], seconds: float = 3.0) -> Any:
    """Wait until ``condition()`` is true; fail after ``seconds``."""
    end = asyncio.get_running_loop().time() + seconds
    while not (found := condition()):
        assert asyncio.get_running_loop().time() < end, "it did not come true in time"
        await asyncio.sleep(0.01)
    return found


class Ear:
    """A socket's far end: keeps what it was sent. ``broken`` raises at every write, ``slow`` never takes one."""

    def __init__(self, *, broken: bool = False, slow: bool = False, **of_socket: Any) -> None:
        self.messages: list[dict[str, Any]] = []
        self.broken, self.slow = broken, slow
        self.socket = Socket(self._send, **of_socket)

    async def _send(self, message: dict[str, Any]) -> None:
        if self.broken and message["type"] == "websocket.send":
            raise ConnectionResetError("gone")
        if self.slow and message["type"] == "websocket.send":
            await asyncio.Event().wait()
        self.messages.append(message)

    @property
    def heard(self) -> list[dict[str, Any]]:
        return [json.loads(message["text"]) for message in self.messages if message["type"] == "websocket.send"]

    @property
    def seqs(self) -> list[int]:
        return [frame["seq"] for frame in self.heard if "seq" in frame]

    @property
    def closed(self) -> int | None:
        """The code it was closed with."""
        return next((message["code"] for message in self.messages if message["type"] == "websocket.close"), None)


@pytest.fixture
def hidden() -> set[int]:
    """Keys of topics that nobody may hear."""
    return {13}


@pytest.fixture
def state() -> dict[int, dict[str, Any]]:
    """The state of each poll, for the snapshot streams."""
    return {9: {"registered": 3, "visitors": 5}}


@pytest.fixture
def rules(hidden: set[int], state: dict[int, dict[str, Any]]) -> Rules:
    def topic(user: Any, pk: int | None, part: str | None, cookies: Any) -> bool:
        return pk is not None and pk < 1000 and pk not in hidden

    def own(user: Any, pk: int | None, part: str | None, cookies: Any) -> bool:
        return user.is_authenticated and user.pk == pk

    def poll(user: Any, pk: int | None, part: str | None, cookies: Any) -> bool:
        return pk in state and (part is None or cookies.get("voter") == "yes")

    return Rules({"topic": topic, "user": own, "poll": poll}, {"poll": lambda pk, part: dict(state[pk])})


@pytest_asyncio.fixture
async def hub(committed_db: None, rules: Rules) -> AsyncIterator[Hub]:
    """A hub on the test's loop that looks at the log every 50 ms."""
    hub = Hub(rules, interval=0.05)
    hub.start()
    yield hub
    await hub.stop()


@pytest_asyncio.fixture
async def connect(committed_db: None, rules: Rules) -> AsyncIterator[Callable[..., Any]]:
    """Return ``await connect(user=…, cookies=…)``: an open communicator on a consumer of the test's own."""
    consumer = LiveConsumer(rules)
    opened: list[WebsocketCommunicator] = []

    def session_of(user: Any) -> str:
        client = Client()
        client.force_login(user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    async def connect(
        user: Any = None, cookies: str = "", origin: bytes | None = ORIGIN, host: bytes = b"testserver"
    ) -> WebsocketCommunicator:
        if user is not None:
            session = await in_thread(session_of, user=user)
            cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {cookies}"
        headers = [(b"host", host), (b"cookie", cookies.encode())]
        if origin is not None:
            headers.append((b"origin", origin))
        communicator = WebsocketCommunicator(consumer, "/ws/live/", headers=headers)
        communicator.accepted, communicator.code = await communicator.connect(timeout=5)
        communicator.hub = consumer.hub
        opened.append(communicator)
        return communicator

    yield connect
    for communicator in opened:
        await communicator.disconnect()
    await consumer.hub.stop()
