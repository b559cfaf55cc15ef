"""Where a request comes from, told so that no header can forge it, and never kept longer than needed."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, Protocol

from django.conf import settings


class HasMeta(Protocol):
    """What is asked of a request: Django's own, or a socket's scope made to look like it."""

    @property
    def META(self) -> Mapping[str, Any]: ...


def client_address(request: HasMeta) -> str:
    """Return the address of the browser, or ``"unknown"`` where there is none that can be trusted.

    With ``TRUSTED_PROXY_HOPS = n`` the n-th entry of X-Forwarded-For counted from the right is taken: it was written
    by the outermost of our own proxies. Whatever stands to its left was sent by the browser and is ignored; with 0 hops
    the whole header is. A header shorter than that means that a proxy was passed by: then the peer's address counts.
    """
    return trusted_address(
        str(request.META.get("REMOTE_ADDR", "")),
        str(request.META.get("HTTP_X_FORWARDED_FOR", "")),
        hops=settings.TRUSTED_PROXY_HOPS,
    )


def trusted_address(peer: str, forwarded: str, *, hops: int) -> str:
    """Return the address behind ``hops`` proxies of ours; ``forwarded`` is the raw X-Forwarded-For."""
    chosen = peer
    if hops > 0:
        entries = [entry.strip() for entry in forwarded.split(",") if entry.strip()]
        if len(entries) >= hops:
            chosen = entries[-hops]
    try:
        return str(ip_address(chosen.strip("[]")))
    except ValueError:
        return "unknown"
