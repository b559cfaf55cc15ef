"""Sends those who must have a second factor to its set-up before anything else."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from .second_factor import is_missing_in

# What is needed to set one up, or to leave; and what says nothing about anybody.
OPEN = ("mfa_", "account_", "usersessions_")
OPEN_NAMES = {"health", "metrics"}


class SecondFactorMiddleware:
    """Answers every page with the set-up of a second factor while a person whose role needs one has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Let the view answer, or send a page to the set-up; other requests are refused with a sentence."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in OPEN_NAMES or name.startswith(OPEN) or not is_missing_in(request):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("mfa_index")})
        if request.method == "GET" and "text/html" in request.headers.get("Accept", "text/html"):
            return HttpResponseRedirect(reverse("mfa_index"))
        raise PermissionDenied(_("Your role needs a second factor. Set one up first."))
