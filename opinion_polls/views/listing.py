"""The list of polls."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.vary import vary_on_cookie

from sharek.paging import page_by_key

from ..keys import Voter
from ..models import Poll
from ..showing import cards

STATES = {"open": _("Open for voting"), "scheduled": _("Open later"), "closed": _("Closed")}
ORDERS = {"open": ("closes_at", "id"), "scheduled": ("opens_at", "id"), "closed": ("-opens_at", "-id")}
PAGE = 10


@vary_on_cookie
@cache_control(private=True, max_age=0, must_revalidate=True)
def poll_list(request: HttpRequest) -> HttpResponse:
    """Show the open polls, those that open later, or the closed ones, ten to a page."""
    state = request.GET.get("state", "open")
    state = state if state in STATES else "open"
    polls: Any = getattr(Poll.objects.visible_to(request.user), state)()
    polls = polls.with_choices().select_related("topic__body").defer("topic__text", "topic__text_html")
    page = page_by_key(polls, request.GET, keys=ORDERS[state], size=PAGE)
    shown = cards(page.rows, Voter.of(request))
    live: dict[str, int] = {}
    for card in shown:
        live |= {name: seq for name, seq in card.streams.items() if not name.endswith("results")}
    return render(
        request,
        "opinion_polls/list.html",
        {
            "page": page,
            "cards": shown,
            "state": state,
            "chips": [
                (key, label, f"?state={key}" if key != "open" else request.path) for key, label in STATES.items()
            ],
            "live": live if state == "open" else {},
        },
    )
