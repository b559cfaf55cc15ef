"""The request as views behind ``login_required`` see it."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User  # type: ignore[assignment]
    htmx: HtmxDetails


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, also when it is nothing; None where nothing was sent, so that a form stays unbound."""
    return request.POST if request.method == "POST" else None
