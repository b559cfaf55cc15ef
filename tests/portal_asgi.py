"""The portal's ASGI application with one address more, by which tests make the server forget what it remembers."""

from typing import Any

from django.core.cache import cache

from sharek.asgi import application as portal


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer ``POST /-/forget``; hand everything else to the portal."""
    if scope["type"] == "http" and scope["path"] == "/-/forget":
        await cache.aclear()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    await portal(scope, receive, send)
