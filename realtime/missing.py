"""Sockets at an address that has none."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any


async def no_such_socket(
    scope: Mapping[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    """Refuse the handshake, quietly: without this every stray request would leave a trace in the log."""
    await receive()
    await send({"type": "websocket.close", "code": 4404})
