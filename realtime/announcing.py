"""Telling the hubs, after the commit, that there is something new in the log. Only a hint: the log is the truth.

The hub of this process is called directly. Other processes hear through the channel layer where there is one. Whoever
commits never waits for it and never sees it fail.
"""

import asyncio
import logging
import os
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from channels.layers import get_channel_layer

from realtime import metrics

if TYPE_CHECKING:
    from realtime.hub import Hub

logger = logging.getLogger(__name__)

GROUP: Final = "live"
_SECONDS: Final = 2.0  # after which a sending is given up
_ON_THE_WAY: Final = 200  # sendings at once: with a dead Redis more would only pile up


class Hint(NamedTuple):
    """One event that was just committed."""

    stream: str
    seq: int
    kind: str
    facts: Mapping[str, Any]


_hub: "Hub | None" = None
_own_loop: tuple[int, asyncio.AbstractEventLoop] | None = None
_own_loop_lock = threading.Lock()
_sendings: set[asyncio.Task[None]] = set()


def attach(hub: "Hub") -> None:
    """Make ``hub`` the one that hears what this process commits."""
    global _hub  # noqa: PLW0603 (there is one hub in a process)
    _hub = hub


def detach(hub: "Hub") -> None:
    """Forget ``hub``, if it is the one."""
    global _hub  # noqa: PLW0603
    if _hub is hub:
        _hub = None


def announce(hints: Sequence[Hint]) -> None:
    """Hand the events of one commit to the hubs. Returns at once and never raises: who misses a hint reads the log."""
    hub = _hub
    if hub is not None:
        try:
            hub.loop.call_soon_threadsafe(hub.hint, hints)
        except RuntimeError:  # its loop has ended
            detach(hub)
            hub = None
    try:
        layer = get_channel_layer()
        if layer is not None:
            loop = hub.loop if hub is not None else _loop_of_this_process()
            loop.call_soon_threadsafe(_send_soon, layer, hints)
    except Exception as error:
        _lost(error)


def _send_soon(layer: Any, hints: Sequence[Hint]) -> None:
    if len(_sendings) >= _ON_THE_WAY:
        _lost(RuntimeError(f"{_ON_THE_WAY} announcements are waiting already"))
        return
    task = asyncio.get_running_loop().create_task(_send(layer, hints))
    _sendings.add(task)
    task.add_done_callback(_sendings.discard)


async def _send(layer: Any, hints: Sequence[Hint]) -> None:
    message = {"type": "live.hints", "hints": [[hint.stream, hint.seq, hint.kind, dict(hint.facts)] for hint in hints]}
    try:
        await asyncio.wait_for(layer.group_send(GROUP, message), _SECONDS)
    except Exception as error:
        _lost(error)


def _lost(error: Exception) -> None:
    metrics.HINTS_LOST.inc()
    logger.warning("An announcement did not reach the other processes: %s", error or type(error).__name__)


def _loop_of_this_process() -> asyncio.AbstractEventLoop:
    """Return a loop that runs in a thread of its own, for processes without a hub: the worker, a command."""
    global _own_loop  # noqa: PLW0603
    with _own_loop_lock:
        if _own_loop is None or _own_loop[0] != os.getpid():  # a forked child has its parent's loop, but not its thread
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="live-announcing", daemon=True).start()
            _own_loop = os.getpid(), loop
        return _own_loop[1]
