"""The home page: what Sharek is, what goes on, and the next step."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from opinion_polls.keys import Voter
from opinion_polls.models import Poll
from opinion_polls.showing import Card, cards
from realtime.streams import stream_name
from sharek.views import home_aside, home_feed
from sharek.views.errors import wants_fragment

# kind in the address → its chip
CHIPS = {
    "": _("All"),
    "topic": _("Problems"),
    "solution": _("Solutions"),
    "answer": _("Official answers"),
}
POLLS_SHOWN = 2
VISITED = "visited"
VISITED_SECONDS = 180 * 24 * 3600


def home(request: HttpRequest) -> HttpResponse:
    """Show the feed with its chips, open polls to answer in place, and the portal at a glance beside it."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in CHIPS else ""
    after = home_feed.Cursor.parse(request.GET.get("after", ""))
    feed = home_feed.page(request.user, kind=kind, after=after)
    polls = open_polls(request) if not kind and not after else []
    context: dict[str, Any] = {
        "on_feed": True,
        "section": "home",
        "kind": kind,
        "chips": [(key, label, _address(kind=key)) for key, label in CHIPS.items()],
        "feed": feed,
        "polls": polls,
        "next": _address(kind=kind, after=str(feed.next)) if feed.next else "",
        "is_first_page": after is None,
        "came_before": request.user.is_authenticated or VISITED in request.COOKIES,
        "live": {stream_name("home"): 0, **{stream_name("poll", card.poll.pk): 0 for card in polls}},
    }
    if wants_fragment(request):
        return render(request, "home/_feed.html", context)
    context |= home_aside.numbers()
    context["clocks"] = home_aside.clocks(request.user)
    response = render(request, "home/home.html", context)
    if not context["came_before"]:
        response.set_cookie(
            VISITED, "1", max_age=VISITED_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


def open_polls(request: HttpRequest) -> list[Card]:
    """Return the open polls that close first, as cards for the reader: four queries at most."""
    open_ones = Poll.objects.visible_to(request.user).open().with_choices().order_by("closes_at", "pk")
    return cards(open_ones.defer("topic__text", "topic__text_html")[:POLLS_SHOWN], Voter.of(request))


def _address(**query: str) -> str:
    given = {key: value for key, value in query.items() if value}
    return f"{reverse('home')}?{urlencode(given)}" if given else reverse("home")
