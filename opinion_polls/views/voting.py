"""The ballot, the results, and taking a visitor's ballot over into an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_cookie

from realtime.doors import Conflict, Refused

from .. import answers
from ..actions import cast_ballot, convert_ballot
from ..keys import Voter, remember, token_for
from ..models import Poll
from ..receipts import BrowserSpent, Outcome, PollNotOpen
from ..showing import Card, cards, is_spent
from . import about, get_poll, see_other


@vary_on_cookie
@cache_control(private=True, max_age=0, must_revalidate=True)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the ballot, or the results to whoever has voted and once the poll is closed; take the vote."""
    poll = get_poll(request, pk)
    if request.method == "POST":
        return _vote(request, poll)
    [card] = cards([poll], Voter.of(request))
    if poll.is_closed or (card.ballot is not None and "change" not in request.GET):
        return _results_page(request, card)
    return _ballot_page(request, card)


@require_safe
@vary_on_cookie
@cache_control(private=True, max_age=0, must_revalidate=True)
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the results as far as they may be seen, and the receipt of whoever has voted."""
    [card] = cards([get_poll(request, pk)], Voter.of(request))
    return _results_page(request, card)


@require_POST
def convert(request: HttpRequest, pk: int) -> HttpResponse:
    """Count the ballot that this browser cast as a visitor with the account of whoever is signed in."""
    poll = get_poll(request, pk)
    voter = Voter.of(request)
    if voter.user is None or voter.token is None:
        return see_other(poll)
    receipt = convert_ballot(poll=poll, user=voter.user, browser_token=voter.token)
    return _to_results(poll, receipt.outcome)


def _vote(request: HttpRequest, poll: Poll) -> HttpResponse:
    voter = Voter.of(request)
    token = token_for(request)
    try:
        receipt = cast_ballot(
            poll=poll,
            user=voter.user,
            browser_token=token,
            answer=answers.from_form(poll, list(poll.choices.all()), request.POST),
            expected_version=_version(request),
            idempotency_key=_form_key(request),
        )
    except (Refused, Conflict) as refusal:
        response = _refusal(request, poll, Voter(voter.user, token), refusal)
    else:
        response = _taken(request, poll, Voter(voter.user, token), receipt.outcome)
    # An account's vote uses up the visitor's vote of this browser: it has to be known again, too.
    remember(response, token)
    return response


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _form_key(request: HttpRequest) -> str:
    """Return the key of the form that was sent; empty for what is none of ours."""
    key = request.POST.get("key", "")
    return key if key.isascii() and key.isalnum() and len(key) <= 64 else ""


def _taken(request: HttpRequest, poll: Poll, voter: Voter, outcome: Outcome) -> HttpResponse:
    if not _wants_card(request):
        return _to_results(poll, outcome)
    [card] = cards([poll], voter)
    return render(request, "opinion_polls/_card.html", {"card": card, "said": True})


def _refusal(request: HttpRequest, poll: Poll, voter: Voter, refusal: Refused | Conflict) -> HttpResponse:
    """Show the ballot again with the sentence of the refusal and what was chosen; 400, or 409 for a conflict."""
    if isinstance(refusal, PollNotOpen):
        poll = get_poll(request, poll.pk)  # it was closed, or changed, since it was read
    [card] = cards([poll], voter)
    card.error = str(refusal)
    status = 409
    if isinstance(refusal, Refused):
        status, card.typed = 400, answers.from_form(poll, card.choices, request.POST)
    if _wants_card(request):
        response = render(request, "opinion_polls/_card.html", {"card": card}, status=status)
        # The answer goes where the card is, not into the page's line for refusals.
        response["HX-Retarget"] = f"#poll-card-{poll.pk}"
        response["HX-Reswap"] = "outerHTML"
        return response
    if isinstance(refusal, Conflict) and (card.ballot is not None or not poll.is_open):
        return _results_page(request, card, status=status)
    return _ballot_page(request, card, status=status, spent=isinstance(refusal, BrowserSpent))


def _wants_card(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False)) and request.POST.get("form") == "card"


def _to_results(poll: Poll, outcome: Outcome) -> HttpResponse:
    return see_other(f"{reverse('polls:results', args=[poll.pk])}?done={outcome}")


def _ballot_page(request: HttpRequest, card: Card, *, status: int = 200, spent: bool | None = None) -> HttpResponse:
    voter = Voter.of(request)
    if spent is None:
        spent = card.ballot is None and is_spent(card.poll, voter)
    response = render(
        request,
        "opinion_polls/ballot.html",
        {
            "card": card,
            "poll": card.poll,
            "spent": spent,
            "live": card.streams,
            "has_errors": bool(card.error),
            **about(request, card.poll),
        },
        status=status,
    )
    if card.poll.is_open and voter.token is None:
        # Kept before the vote, so that two tabs of one browser are one browser.
        get_token(request)
        remember(response, token_for(request))
    return response


def _results_page(request: HttpRequest, card: Card, *, status: int = 200) -> HttpResponse:
    outcome = request.GET.get("done", "")
    return render(
        request,
        "opinion_polls/results.html",
        {
            "card": card,
            "poll": card.poll,
            "results": card.results,
            "done": outcome if outcome in set(Outcome) and card.ballot is not None and not card.error else "",
            "live": card.streams,
            **about(request, card.poll),
        },
        status=status,
    )
