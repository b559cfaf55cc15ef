"""The sending side of one open socket."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator, Mapping
from functools import partial
from typing import Any, TypeAlias

from realtime import frames, metrics
from realtime.frames import Closing

logger = logging.getLogger(__name__)

Message: TypeAlias = Mapping[str, Any]
Send: TypeAlias = Callable[[Any], Awaitable[None]]


class _Resumed:
    """A coroutine that has run up to its first wait, awaitable from there on."""

    __slots__ = ("_coroutine", "_waits_for")

    def __init__(self, coroutine: Coroutine[Any, Any, None], waits_for: Any) -> None:
        self._coroutine = coroutine
        self._waits_for = waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        waits_for = self._waits_for
        while True:
            try:
                value = yield waits_for
            except BaseException as error:
                resume = partial(self._coroutine.throw, error)
            else:
                resume = partial(self._coroutine.send, value)
            try:
                waits_for = resume()
            except StopIteration:
                return


class Socket:
    """One open socket. Written to without waiting; knows how much of it the client has not acknowledged.

    ``acknowledged`` has an entry for each stream that it listens to: the line's byte count that the client has read.
    Holds no user and no connection: an idle socket costs as little as it can.
    """

    __slots__ = ("_backlog", "_send", "_tasks", "acknowledged", "closing", "cookies", "key", "owed", "user_id")

    def __init__(
        self, send: Send, *, user_id: int | None = None, cookies: Mapping[str, str] | None = None, key: str = ""
    ) -> None:
        self._send = send
        self._backlog: deque[Message] | None = None
        self._tasks: set[asyncio.Task[None]] | None = None
        self.user_id = user_id
        self.cookies = cookies or {}
        self.key = key
        self.acknowledged: dict[str, int] = {}
        self.owed = 0  # bytes outside any stream: refusals, which nobody acknowledges
        self.closing = False

    def write(self, message: Message) -> None:
        """Send ``message`` at once if the server takes it without waiting (it nearly always does), else when it can.

        Order is kept. What the server raises at once is raised here; later failures are logged and close the socket.
        """
        if self.closing:
            return
        if self._backlog is not None:
            self._backlog.append(message)
            return
        rest = self._begin(message)
        if rest is not None:
            self._backlog = deque()
            self._run(self._empty(rest))

    def write_text(self, text: str) -> None:
        """Send one frame of text."""
        self.write({"type": "websocket.send", "text": text})

    def close(self, closing: Closing, *, word: str | None = None, after: int = 0, silent: bool = False) -> None:
        """Say why, unless ``silent``, and close. The server does the rest; nothing more is written."""
        if self.closing:
            return
        metrics.CLOSED.labels(closing.word).inc()
        if not silent:
            try:
                self.write_text(frames.close(word or closing.word, after))
            except Exception:
                logger.debug("A socket broke while it was being closed", exc_info=True)
        self.closing = True
        try:
            rest = self._begin({"type": "websocket.close", "code": closing.code, "reason": word or closing.word})
        except Exception:
            logger.debug("A socket was gone before it was closed", exc_info=True)
        else:
            if rest is not None:
                self._run(self._end(rest))

    def _begin(self, message: Message) -> _Resumed | None:
        """Let the server take a message; return what is left to wait for, None where there is nothing."""
        coroutine = self._send(message)
        assert asyncio.iscoroutine(coroutine)
        try:
            waits_for = coroutine.send(None)
        except StopIteration:
            return None
        return _Resumed(coroutine, waits_for)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        if self._tasks is None:
            self._tasks = set()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _empty(self, rest: _Resumed) -> None:
        """Wait for what is under way, then write what has gathered behind it."""
        try:
            await rest
            while self._backlog and not self.closing:
                await self._send(self._backlog.popleft())
        except Exception:
            logger.debug("A write to a socket failed", exc_info=True)
            self.close(Closing.STALLED, silent=True)
        finally:
            self._backlog = None

    async def _end(self, rest: _Resumed) -> None:
        try:
            await rest
        except Exception:
            logger.debug("A socket was gone before it was closed", exc_info=True)
