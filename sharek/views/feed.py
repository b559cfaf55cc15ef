"""``/feed/``: what happened in what one follows."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.requests import person_of
from moderation.authorship import public_author
from sharek.following import active_topics, happenings, things_followed
from sharek.gathering import gather
from sharek.views import home_feed

PAGE = 10


@never_cache
@login_required
def feed(request: HttpRequest) -> HttpResponse:
    """Show the newest, or the topics in which something was said last (``?sort=active``)."""
    by_activity = request.GET.get("sort") == "active"
    sources = active_topics(person_of(request)) if by_activity else happenings(person_of(request))
    page = gather(sources, request.GET, size=PAGE)
    entries = [home_feed.Entry(entry.kind, entry.thing) for entry in page]
    home_feed.mark_supported(entries, request.user)
    for entry in entries:
        if entry.kind == "solution":
            entry.author = public_author(entry.thing)
    context = {
        "page": page,
        "entries": entries,
        "by_activity": by_activity,
        "followed": things_followed(person_of(request)),
        "on_feed": True,
    }
    return render(request, "notifications/feed.html", context)
