"""A deed that was refused because something had to be done first, kept and completed afterwards.

Whoever sends a comment without having accepted the usage policy is asked to, and what they sent is then sent for them:
through the same view, from the same session, so that nothing is allowed that was not allowed before.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.http.response import HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

KEY = "unfinished"
# A session is no store for files or books; forms with pictures keep a draft of their own.
_LONGEST = 30_000
_FIELDS = ("title", "body", "text", "note")


def keep(request: HttpRequest) -> None:
    """Keep what a form sent, where it is short enough; a later one replaces it."""
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    body = sent.urlencode()
    if request.method == "POST" and not request.FILES and len(body) <= _LONGEST:
        request.session[KEY] = {"path": request.path, "body": body}


def kept_words(request: HttpRequest) -> list[str]:
    """Return the free text of the kept deed, to show that it is not lost."""
    kept = request.session.get(KEY)
    if not kept:
        return []
    sent = QueryDict(kept["body"])
    return [sent[name] for name in _FIELDS if sent.get(name, "").strip()]


def complete(request: HttpRequest) -> HttpResponseBase | None:
    """Do the kept deed now, as if its form had been sent again; None where nothing is kept."""
    kept = request.session.pop(KEY, None)
    if not kept:
        return None
    try:
        match = resolve(kept["path"])
    except Resolver404:
        return None
    request.path = request.path_info = kept["path"]
    request.resolver_match = match
    request.POST = QueryDict(kept["body"])  # type: ignore[assignment]
    return match.func(request, *match.args, **match.kwargs)


def ask_to_accept(request: HttpRequest, refusal: PermissionDenied) -> HttpResponse:
    """Lead to the page where the policy is accepted, and from there back; what was sent is kept."""
    back = request.get_full_path()
    if request.method == "POST":
        keep(request)
        back = request.META.get("HTTP_REFERER", "") or reverse("home")
    url = f"{reverse('moderation:accept')}?{urlencode({'next': back})}"
    if getattr(request, "htmx", False) and not request.htmx.boosted:  # type: ignore[attr-defined]
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return redirect(url)


def safe_next(request: HttpRequest, default: str) -> str:
    """Return the address that ``next`` names, if it is one of the portal's own."""
    given: Any = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if given and is_ours else default
