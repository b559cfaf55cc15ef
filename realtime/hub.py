"""The hub: one per process. It alone hears what is new, and it alone writes it to this process's sockets.

It lives on the event loop: from another thread only through ``call_soon_threadsafe``.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from channels.db import database_sync_to_async

from realtime import announcing, metrics
from realtime.announcing import Hint
from realtime.frames import Closing
from realtime.line import Line
from realtime.listening import Heard, listen, version_now
from realtime.people import user_of
from realtime.reading import news
from realtime.rules import Cookies, Rules
from realtime.socket import Socket
from realtime.streams import parse
from realtime.switchboard import Switchboard

logger = logging.getLogger(__name__)

INTERVAL: Final = 1.0  # seconds between two readings of the log, and of the states
_ASKED_AGAIN: Final = 10  # times that a wish is looked at anew because its line moved on meanwhile

R = TypeVar("R")


class Hub(Switchboard):
    """Follows the log, the states, and what other processes announce on ``layer`` (None: there are no others)."""

    def __init__(self, rules: Rules, *, layer: Any = None, interval: float = INTERVAL) -> None:
        super().__init__()
        self.rules = rules
        self.loop = asyncio.get_running_loop()
        self._layer = layer
        self._interval = interval
        self._behind: set[str] = set()
        self._wake = asyncio.Event()
        # The log has a thread of its own: neither slow states nor a flood of wishes may keep it waiting.
        self._log_thread = ThreadPoolExecutor(1, "live-log")
        self._threads = ThreadPoolExecutor(4, "live")
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to follow; what this process commits is announced here from now on."""
        self._run(self._follow_log())
        self._run(self._follow_states())
        if self._layer is not None:
            self._run(self._follow_layer(self._layer))
        announcing.attach(self)

    async def stop(self) -> None:
        """Close every socket and end."""
        announcing.detach(self)
        for socket in list(self.sockets):
            self.dismiss(socket)
        while self._tasks:  # redis-py may swallow a cancellation while it connects: ask until they end
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks, timeout=0.2)
        self._log_thread.shutdown()
        self._threads.shutdown()

    async def ask(self, socket: Socket, wanted: Mapping[str, object]) -> None:
        """Answer a wish to hear streams: send what was missed of each, and what comes from now on."""
        for _ in range(_ASKED_AGAIN):
            known = {name for name in wanted if (line := self.lines.get(name)) and line.facts is not None}
            heard = await self.in_thread(self._listen, socket.user_id, socket.cookies, dict(wanted), known)
            if socket not in self.sockets:
                return
            wanted = {one.stream: one.seq for one in heard if not self.join(socket, one)}
            if not wanted:
                return
        socket.close(Closing.STALLED)
        self.leave(socket)

    def _listen(
        self, user_id: int | None, cookies: Cookies, wanted: Mapping[str, object], known: set[str]
    ) -> list[Heard]:
        return listen(self.rules, user_of(user_id), cookies, wanted, known)

    def read_soon(self, line: Line) -> None:
        """Read the log of this line without waiting for the next round."""
        self._behind.add(line.name)
        self._wake.set()

    async def _follow_log(self) -> None:
        """Read the log: of all lines once a second, of those that fell behind at once."""
        next_round = self.loop.time()
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), max(0, next_round - self.loop.time()))
            self._wake.clear()
            names, self._behind = self._behind, set()
            if self.loop.time() >= next_round:
                names = {name for name, line in self.lines.items() if not line.is_snapshot}
                next_round = self.loop.time() + self._interval
                self.close_all_stalled()
            seqs = {name: line.last for name in names if (line := self.lines.get(name))}
            if not seqs:
                continue
            try:
                found = await self.in_thread(news, seqs, threads=self._log_thread)
                for one in found:
                    self.take_in(one, seqs[one.stream])
            except Exception:
                metrics.LOG_UNREAD.inc()
                logger.exception("The log of events could not be read")
                await asyncio.sleep(self._interval)

    async def _follow_states(self) -> None:
        """Once a second read the state of each snapshot stream that has listeners, and send those that changed."""
        while True:
            await asyncio.sleep(self._interval)
            names = [name for name, line in self.lines.items() if line.is_snapshot]
            if not names:
                continue
            version = version_now()
            try:
                states = await self.in_thread(self.rules.states, names)
                for name, facts in states.items():
                    if line := self.lines.get(name):
                        self.show(line, facts, version)
            except Exception:
                logger.exception("The states of snapshot streams could not be read")

    async def _follow_layer(self, layer: Any) -> None:
        """Hear what other processes announce. Without the layer the log is read once a second, and that is enough."""
        while True:
            try:
                channel = await layer.new_channel("live.")
                await layer.group_add(announcing.GROUP, channel)
                while True:
                    message = await layer.receive(channel)
                    self.hint([Hint(*hint) for hint in message["hints"]])
            except Exception as error:
                logger.warning("Announcements of other processes are not heard: %s", error)
                with contextlib.suppress(Exception):
                    await layer.flush()
                await asyncio.sleep(self._interval)

    def ask_again(self, line: Line) -> None:
        """Ask the audience rule again for everybody on this line, and take those off who may no longer hear it."""
        self._run(self._ask_again(line))

    async def _ask_again(self, line: Line) -> None:
        people: dict[tuple[int | None, frozenset[tuple[str, str]]], list[Socket]] = {}
        for socket in line.sockets:
            people.setdefault((socket.user_id, frozenset(socket.cookies.items())), []).append(socket)
        for (user_id, cookies), sockets in people.items():
            try:
                may_hear = await self.in_thread(self._may_hear, line.name, user_id, dict(cookies))
            except Exception:
                logger.exception("The audience of %s could not be asked again", line.name)
                may_hear = False
            for socket in () if may_hear else sockets:
                with contextlib.suppress(Exception):
                    self.refuse(socket, line.name)

    def _may_hear(self, text: str, user_id: int | None, cookies: Cookies) -> bool:
        name = parse(text)
        return name is not None and self.rules.may_hear(name, user_of(user_id), cookies)

    async def in_thread(
        self, function: Callable[..., R], *args: object, threads: ThreadPoolExecutor | None = None
    ) -> R:
        """Run a function that asks the database in a thread, and give its connection back at once."""
        call = database_sync_to_async(function, thread_sensitive=False, executor=threads or self._threads)
        return await call(*args)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
