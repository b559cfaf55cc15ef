"""Signing in with address and password."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

from .models import User


class EmailBackend(AuthenticationBackend):
    """allauth's backend with one query for a known and for an unknown address alike.

    The base class hashes the password once where there is no account, so that both take the same work too.
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        email = str(credentials.get("email") or credentials.get("username") or "").lower()
        user = User.objects.filter(email=email, deleted_at__isnull=True).first() if email else None
        if email.endswith(f"@{settings.DEMO_DOMAIN}") and not settings.DEMO:
            user = None  # a demo's data left in a database: everybody knows these passwords
        return self._check_password(user, credentials.get("password") or "")  # type: ignore[return-value]
