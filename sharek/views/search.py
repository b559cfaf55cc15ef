"""The search page: topics by relevance, and the services and bodies whose names match."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory.models import PublicBody, Service
from sharek.text.folding import fold
from topics.models import Topic
from topics.search import MOST_RESULTS, search_topics

LONGEST_QUERY = 200
PAGE = 20
MOST_NAMES = 5


@dataclass
class Page:
    """What the pager shows: the query of the next page and of the previous one."""

    next: str
    previous: str


def search(request: HttpRequest) -> HttpResponse:
    """Find topics, services and bodies by ``q``; ``after`` is how many topics were already shown."""
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    after = request.GET.get("after", "")
    start = min(int(after), MOST_RESULTS) if after.isascii() and after.isdigit() and len(after) < 4 else 0
    topics: list[Topic] = []
    if query:
        # The order of relevance has no key that stays; the list is short and cut off, so its places serve as one.
        found = search_topics(query, user=request.user)
        topics = list(found.select_related("body", "area__parent__parent", "author")[start : start + PAGE + 1])
    context = {
        "query": query,
        "topics": topics[:PAGE],
        "page": Page(
            next=f"?{urlencode({'q': query, 'after': start + PAGE})}" if len(topics) > PAGE else "",
            previous=f"?{urlencode({'q': query, 'after': max(0, start - PAGE)})}" if start else "",
        ),
        "services": [] if start or not query else _named(query, Service.objects.select_related("body")),
        "bodies": [] if start or not query else _named(query, PublicBody.objects.all()),
    }
    return render(request, "search.html", context)


def _named(query: str, things: object) -> list[object]:
    """Return the few ``things`` whose Arabic or English name holds every word of ``query``, folded."""
    words = fold(query).split()
    found = [thing for thing in things if all(word in fold(f"{thing.name_ar} {thing.name_en}") for word in words)]  # type: ignore[attr-defined]
    return found[:MOST_NAMES]
