"""The one consumer: a socket's receiving side. Limits, wishes, acknowledgements; all sending is the hub's."""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

from realtime import frames, limits
from realtime.frames import Closing
from realtime.handshake import Handshake
from realtime.hub import Hub
from realtime.people import claimed_user_id, user_id_of_session
from realtime.reading import last_seqs
from realtime.rules import Rules
from realtime.socket import Send, Socket
from realtime.streams import stream_name

logger = logging.getLogger(__name__)


class LiveConsumer:
    """The ASGI application behind ``/ws/live/``.

    A plain ASGI application and not a class of Channels' generic ones: those open a channel for every socket and
    start two tasks for every message, and the hub needs neither.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._hub: Hub | None = None

    @property
    def hub(self) -> Hub:
        """The hub of the running loop, started when the first socket opens."""
        if self._hub is None or self._hub.loop is not asyncio.get_running_loop():
            self._hub = Hub(self.rules, layer=get_channel_layer())
            self._hub.start()
        return self._hub

    async def __call__(self, scope: Mapping[str, Any], receive: Callable[[], Awaitable[Any]], send: Send) -> None:
        """Serve one socket until it is gone."""
        if (await receive())["type"] != "websocket.connect":
            return
        handshake = Handshake(scope)
        if not handshake.is_from_our_page:
            await send({"type": "websocket.close", "code": 4403})
            return
        hub = self.hub
        socket = Socket(send, key=handshake.browser_key, cookies=handshake.COOKIES)
        socket.write({"type": "websocket.accept"})
        del handshake
        try:
            refusal = hub.refusal(socket.key)
            if refusal is not None:
                socket.close(refusal, after=random.randint(5, 30))
            else:
                await self._open(hub, socket)
            await self._serve(hub, socket, receive)
        except asyncio.CancelledError:
            hub.dismiss(socket)
            raise
        except Exception:
            logger.exception("A socket failed")
            socket.close(Closing.ERROR, after=random.randint(5, 30))
        finally:
            hub.leave(socket)

    async def _open(self, hub: Hub, socket: Socket) -> None:
        """Find out who it is, and enter. The number of the user's control stream is read before the session is."""
        session_key = socket.cookies.get(settings.SESSION_COOKIE_NAME, "")
        for _ in range(3):
            seq = 0
            if session_key:
                socket.user_id, seq = await hub.in_thread(_who, session_key)
            if hub.enter(socket, seq):
                return
        socket.close(Closing.RIGHTS)

    async def _serve(self, hub: Hub, socket: Socket, receive: Callable[[], Awaitable[Any]]) -> None:
        bucket = limits.TokenBucket(limits.MESSAGES_PER_SECOND)
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            if socket.closing:
                continue
            text = message.get("text")
            if text is None:
                socket.close(Closing.BINARY)
            elif len(text) > limits.FRAME_BYTES or len(text.encode("utf-8", "replace")) > limits.FRAME_BYTES:
                socket.close(Closing.TOO_BIG)
            elif not bucket.take():
                socket.close(Closing.TOO_MANY_MESSAGES, after=random.randint(5, 30))
            else:
                await self._take(hub, socket, bucket, text)

    async def _take(self, hub: Hub, socket: Socket, bucket: limits.TokenBucket, text: str) -> None:
        """Do what one message asks. Keys that are not known are left alone: a later client may say more."""
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            socket.close(Closing.MALFORMED)
            return
        names = said.get("unsubscribe", [])
        acknowledged = said.get("ack", {})
        wanted = said.get("subscribe", {})
        if not (isinstance(names, list) and isinstance(acknowledged, dict) and isinstance(wanted, dict)):
            socket.close(Closing.MALFORMED)
            return
        if "ping" in said:
            socket.write_text(frames.pong())
        hub.acknowledge(socket, acknowledged)
        hub.unsubscribe(socket, [name for name in names if isinstance(name, str)])
        if len(socket.acknowledged.keys() | wanted.keys()) > limits.STREAMS_PER_SOCKET:
            socket.close(Closing.TOO_MANY_STREAMS)
        elif wanted:
            for _ in range(len(wanted) // 10):
                bucket.take()  # each stream costs a look at the database: long wishes count for more
            await hub.ask(socket, wanted)


def _who(session_key: str) -> tuple[int | None, int]:
    """Return the user of a session and the number at which their control stream stood before that was read.

    A control event that comes after this number closes the socket; one that came before it is in what was read.
    """
    claimed = claimed_user_id(session_key)
    if claimed is None:
        return None, 0
    name = stream_name("user", claimed)
    seq = last_seqs([name])[name]
    return user_id_of_session(session_key), seq
