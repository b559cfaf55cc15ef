"""Who a voter is to one poll: keys that name nobody, and the cookie by which a visitor's browser is known again.

A key is HMAC-SHA256 under the poll's own secret: two polls cannot be linked, and once the secret is destroyed nobody
can tell whose ballot a ballot was.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from .models import Poll

if TYPE_CHECKING:
    from accounts.models import User

TOKEN_BYTES: Final = 16  # 128 bits
_COOKIE: Final = "sharek-voter"
_MAX_AGE: Final = 400 * 24 * 3600  # seconds; the most that browsers keep
_SALT: Final = "opinion_polls.voter"


def registered_key(poll: Poll, user: User) -> bytes | None:
    """Return the key of an account in ``poll``; None once the poll's secret has been destroyed."""
    return _key(poll, b"u:%d" % user.pk)


def visitor_key(poll: Poll, token: bytes) -> bytes | None:
    """Return the key of a browser in ``poll``, which is the key of the visitor who votes from it; None as above."""
    if len(token) != TOKEN_BYTES:
        raise ValueError("a browser's token has 128 bits")
    return _key(poll, b"v:" + token)


def _key(poll: Poll, name: bytes) -> bytes | None:
    return hmac.digest(bytes(poll.secret), name, hashlib.sha256) if poll.secret else None


@dataclass(frozen=True, slots=True)
class Voter:
    """The person before the screen: an account or nobody, and the token of the browser where it has one."""

    user: User | None = None
    token: bytes | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> Voter:
        """Return who asks, as known by session and cookie. Makes no token."""
        return cls.known(getattr(request, "user", None), request.COOKIES)

    @classmethod
    def known(cls, user: Any, cookies: Mapping[str, str]) -> Voter:
        """Return who stands behind a session's user and a browser's cookies (those of a socket's handshake, say)."""
        signed_in = user is not None and user.is_authenticated
        return cls(user if signed_in else None, token_in(cookies))

    def keys(self, poll: Poll) -> dict[str, bytes]:
        """Return the voter's keys in ``poll`` by channel: ``registered`` of the account, ``visitor`` of the browser."""
        found = {
            "registered": registered_key(poll, self.user) if self.user is not None else None,
            "visitor": visitor_key(poll, self.token) if self.token is not None else None,
        }
        return {channel: key for channel, key in found.items() if key is not None}


# --- the browser's token ----------------------------------------------------------------------


def cookie_name() -> str:
    """Return the cookie's name. Over TLS the prefix ``__Host-`` keeps other hosts of the domain from planting one."""
    return f"__Host-{_COOKIE}" if settings.SESSION_COOKIE_SECURE else _COOKIE


def token_in(cookies: Mapping[str, str]) -> bytes | None:
    """Return the browser's token from its cookies; None where there is none or it was not signed by us."""
    try:
        token = bytes.fromhex(_signer().unsign(cookies.get(cookie_name(), "")))
    except (signing.BadSignature, ValueError):
        return None
    return token if len(token) == TOKEN_BYTES else None


def token_for(request: HttpRequest) -> bytes:
    """Return the token of the browser that asks, a new one where it has none; never a blank one.

    A first token is derived from the secret of the browser's CSRF cookie, so that a form sent twice before the first
    answer arrives comes from one browser and not from two. Keep it with :func:`remember`.
    """
    token = token_in(request.COOKIES)
    if token is not None:
        return token
    csrf_secret = request.META.get("CSRF_COOKIE")
    if not csrf_secret:
        return secrets.token_bytes(TOKEN_BYTES)
    return salted_hmac(f"{_SALT}.first", csrf_secret, algorithm="sha256").digest()[:TOKEN_BYTES]


def remember(response: HttpResponseBase, token: bytes) -> None:
    """Let the browser keep ``token``: signed, out of reach of scripts, sent to this host alone."""
    response.set_cookie(  # type: ignore[attr-defined]
        cookie_name(),
        _signer().sign(token.hex()),
        max_age=_MAX_AGE,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _signer() -> signing.Signer:
    return signing.Signer(salt=_SALT)
