"""Turns the refusals that doors and permissions raise into pages that say why, and what to do next."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from moderation.permissions import PolicyNotAccepted
from moderation.unfinished import ask_to_accept
from realtime.doors import Conflict, Refused
from realtime.rates import TooMany
from sharek.views import errors


class RefusalMiddleware:
    """PermissionDenied → 403, Conflict → 409, Refused → 400, TooMany → 429: a page, or a fragment for htmx.

    PolicyNotAccepted leads to the page where it is accepted, which then completes the deed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer the refusals that we know; leave every other exception to Django."""
        if isinstance(exception, PolicyNotAccepted):
            return ask_to_accept(request, exception)
        if isinstance(exception, PermissionDenied):
            return errors.forbidden(request, exception)
        if isinstance(exception, Conflict):
            return errors.conflict(request, exception)
        if isinstance(exception, Refused):
            return errors.refused(request, exception)
        if isinstance(exception, TooMany):
            return errors.too_many(request, exception)
        return None
