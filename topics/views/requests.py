"""The request as views behind ``login_required`` see it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User  # type: ignore[assignment]
    htmx: HtmxDetails
