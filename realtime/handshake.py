"""The request that opens a socket: is it from our own page, and from which browser."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, parse_cookie

from realtime.addresses import client_address


class Handshake(HttpRequest):
    """The opening request of a socket, as Django sees requests: same rules for host, scheme and cookies."""

    def __init__(self, scope: Mapping[str, Any]) -> None:
        super().__init__()
        self._secure = scope.get("scheme") in ("wss", "https")
        peer = scope.get("client") or ("", 0)
        server = scope.get("server") or ("", 0)
        self.META = {"SERVER_NAME": str(server[0]), "SERVER_PORT": str(server[1]), "REMOTE_ADDR": str(peer[0])}
        for name, value in scope.get("headers", ()):
            self.META["HTTP_" + name.decode("latin-1").upper().replace("-", "_")] = value.decode("latin-1")
        self.COOKIES = parse_cookie(self.META.get("HTTP_COOKIE", ""))

    def _get_scheme(self) -> str:
        return "https" if self._secure else "http"

    @property
    def is_from_our_page(self) -> bool:
        """Whether the Origin header names this portal: scheme, host and port. A missing one does not."""
        origin = self.META.get("HTTP_ORIGIN", "").lower()
        try:
            ours = f"{self.scheme}://{self.get_host()}".lower()
        except DisallowedHost:
            return False
        return origin == ours or origin in settings.CSRF_TRUSTED_ORIGINS

    @property
    def session_key(self) -> str:
        """The key of the session, empty without one."""
        return self.COOKIES.get(settings.SESSION_COOKIE_NAME, "")

    @property
    def browser_key(self) -> str:
        """A short hash of address and browser: many people share an address here, so it alone says little."""
        told = (self.META.get("HTTP_USER_AGENT", ""), self.session_key, self.COOKIES.get(settings.CSRF_COOKIE_NAME, ""))
        text = "\0".join((client_address(self), *told))
        return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
