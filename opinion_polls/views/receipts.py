"""What became of a ballot, told to whoever holds its receipt. Never what it says."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from ..answers import LEAF_DIGITS, beginning_of_leaf
from ..models import Ballot, Poll, SpentLeaf
from . import get_poll


@require_safe
@vary_on_cookie
@cache_control(private=True, max_age=0, must_revalidate=True)
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether the ballot of a short code is counted, held, replaced or rejected, and in which column."""
    poll = get_poll(request, pk)
    code = request.GET.get("code", "")[:40]
    state, channel = state_of(poll, code) if code else ("", "")
    return render(
        request,
        "opinion_polls/receipt.html",
        {"poll": poll, "code": code, "state": state, "channel": channel, "has_errors": bool(code) and not state},
    )


def state_of(poll: Poll, code: str) -> tuple[str, str]:
    """Return state and column of the ballot with this short code; two empty words where there is none.

    An earlier wording of a ballot is "superseded", its column is not told.
    """
    beginning = beginning_of_leaf(code)
    if beginning is None:
        return "", ""
    missing = LEAF_DIGITS - len(beginning)
    leaves = {"leaf__gte": beginning + "0" * missing, "leaf__lte": beginning + "f" * missing}
    found = Ballot.objects.filter(poll=poll, **leaves).values_list("state", "channel").first()
    if found is not None:
        return found
    return (Ballot.State.SUPERSEDED, "") if SpentLeaf.objects.filter(poll=poll, **leaves).exists() else ("", "")
