"""The home page: what Sharek is, what goes on, and the next step."""

from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from opinion_polls import tallies
from opinion_polls.keys import Voter
from opinion_polls.models import Ballot, Choice, Poll
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
        "live": {stream_name("home"): 0, **{stream_name("poll", one["poll"].pk): 0 for one in polls}},
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


def open_polls(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the open polls that close first: each with its counts, and whether the reader has answered it."""
    open_ones = Poll.objects.visible_to(request.user).open().order_by("closes_at", "pk")
    choices = Prefetch("choices", Choice.objects.with_solutions())
    polls = list(open_ones.select_related("topic").prefetch_related(choices)[:POLLS_SHOWN])
    ballots = tallies.ballots_by_channel(poll.pk for poll in polls)
    answered = answered_by(Voter.of(request), polls)
    return [{"poll": poll, "counts": ballots[poll.pk], "answered": poll.pk in answered} for poll in polls]


def answered_by(voter: Voter, polls: list[Poll]) -> set[int]:
    """Return the keys of those ``polls`` in which ``voter`` has a ballot, as account or as this browser."""
    theirs = Q(pk__in=[])
    for poll in polls:
        for key in voter.keys(poll).values():
            theirs |= Q(poll=poll, voter_key=key)
    return set(Ballot.objects.filter(theirs).values_list("poll_id", flat=True))


def _address(**query: str) -> str:
    given = {key: value for key, value in query.items() if value}
    return f"{reverse('home')}?{urlencode(given)}" if given else reverse("home")
