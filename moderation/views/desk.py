"""The moderators' desk: the queue, one item with its context, claiming, deciding. Works without JavaScript."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from realtime.doors import Conflict, Refused
from realtime.streams import stream_name
from sharek import clock
from sharek.text.cleaning import TextRefused, clean_text

from .. import actions
from .. import queue as waiting
from ..forms import WORDS_LENGTH
from ..item_page import changed_since, item_page
from ..models import Clause, Decision, ModeratedModel, ReviewItem
from ..permissions import check_can_decide, check_can_moderate
from ..policies import policy_for

LIVE = {stream_name("moderation"): 0}


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """List what waits, urgent first, then by due date."""
    check_can_moderate(request.user)
    return render(request, "moderation/queue.html", _queue(request))


def _queue(request: HttpRequest) -> dict[str, Any]:
    group = request.GET.get("group", "")
    counts = waiting.counts()
    groups = [("", _("All"), counts["all"])] + [
        (name, str(label), counts[name]) for name, label in waiting.labels().items() if counts[name] or name == group
    ]
    return {
        "page": waiting.page(request.GET, group=group),
        "counts": counts,
        "groups": groups,
        "group": group,
        "most": waiting.COUNTED,
        "live": LIVE,
        "section": "review",
    }


def _item(pk: int) -> ReviewItem:
    items = ReviewItem.objects.select_related("claimed_by", "kept_by", "revision", "first_decision")
    return get_object_or_404(items, pk=pk)


@require_GET
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an item with its context; whoever holds it decides here."""
    check_can_moderate(request.user)
    return _show(request, _item(pk))


def _show(request: HttpRequest, shown: ReviewItem, status: int = 200, **context: Any) -> HttpResponse:
    assert isinstance(request.user, User)
    try:
        page = item_page(shown, request.user)
    except LookupError as gone:
        raise Http404 from gone
    if "seen" in context and context["seen"] != page.seen:
        page.meanwhile = changed_since(page, context["seen"])
    context |= {
        "it": page,
        "page": waiting.page(QueryDict()),
        "barred": _barred(request.user, page.content),
        "section": "review",
    }
    return render(request, "moderation/item.html", context, status=status)


def _barred(user: User, content: ModeratedModel) -> str:
    """Return why ``user`` may not decide on ``content``; "" where they may."""
    try:
        check_can_decide(user, content)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""


@require_POST
def next_item(request: HttpRequest) -> HttpResponse:
    """Open the item that the moderator already holds; where there is none, claim the first free one."""
    moderator = check_can_moderate(request.user)
    held = ReviewItem.objects.filter(
        status=ReviewItem.Status.CLAIMED, claimed_by=moderator, claimed_until__gt=clock.now()
    ).first()
    return redirect(held) if held else _open_next(request, moderator)


def _open_next(request: HttpRequest, moderator: User, after: ReviewItem | None = None) -> HttpResponse:
    found = actions.claim_next(moderator=moderator, after=after) or (
        actions.claim_next(moderator=moderator) if after is not None else None
    )
    if found is None:
        messages.info(request, _("Nothing waits that you may decide on."))
        return redirect("moderation:queue")
    return redirect(found)


@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    moderator = check_can_moderate(request.user)
    wanted = _item(pk)
    try:
        return redirect(actions.claim(moderator=moderator, item=wanted))
    except Conflict as conflict:
        return _show(request, _item(pk), status=409, conflict=str(conflict), winner=_winner(conflict))


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the item back, its typed reasons with it; go on to the next one where ``next`` says so."""
    moderator = check_can_moderate(request.user)
    given = _item(pk)
    token = _token(request)
    if token is not None:
        actions.release(moderator=moderator, item=given, token=token, text=_typed(request))
    if request.POST.get("next"):
        return _open_next(request, moderator, after=given)
    return redirect("moderation:queue")


@require_POST
def beat(request: HttpRequest, pk: int) -> HttpResponse:
    """Renew the lease from the open page and keep what has been typed; 409 with a sentence where it is lost."""
    moderator = check_can_moderate(request.user)
    token = _token(request)
    try:
        if token is None:
            raise Conflict(_("Your claim on this is over; claim it again."))
        renewed = actions.renew(moderator=moderator, item=_item(pk), token=token, text=_typed(request))
    except Conflict as conflict:
        return JsonResponse({"says": str(conflict)}, status=409)
    assert renewed.claimed_until is not None
    return JsonResponse({"until": int(renewed.claimed_until.timestamp())})


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide, say so, and open the next item claimed. A lost race answers 409 and keeps the typed words."""
    moderator = check_can_moderate(request.user)
    decided = _item(pk)
    typed, chosen = _typed(request), request.POST.get("clause", "")
    seen = int(request.POST["seen"]) if request.POST.get("seen", "").isdecimal() else 0
    kept = {"typed": typed, "chosen": chosen, "seen": seen}
    if request.POST.get("outcome") not in Decision.Outcome.values:
        return _show(request, decided, status=422, refused=_("Choose what to decide."), refused_field="clause", **kept)
    try:
        decision = actions.decide(
            moderator=moderator,
            item=decided,
            token=_token(request) or UUID(int=0),
            seen=seen,
            outcome=request.POST["outcome"],
            clauses=_clauses(decided, chosen),
            explanation=clean_text(typed, max_length=WORDS_LENGTH, required=False),
        )
    except Conflict as conflict:
        return _show(request, _item(pk), status=409, conflict=str(conflict), winner=_winner(conflict), **kept)
    except (Refused, TextRefused) as refused:
        sentence, field = str(refused), getattr(refused, "field", None) or "explanation"
        return _show(request, _item(pk), status=422, refused=sentence, refused_field=field, **kept)
    messages.success(request, _("Decided: %(outcome)s.") % {"outcome": decision.get_outcome_display()})
    return _open_next(request, moderator, after=decided)


def _clauses(item: ReviewItem, code: str) -> list[Clause]:
    content = item.content
    if not code or content is None:
        return []
    return list(policy_for(content, item).clauses.filter(code=code))


def _winner(conflict: Conflict) -> Decision | None:
    return conflict.current if isinstance(conflict.current, Decision) else None


def _typed(request: HttpRequest) -> str:
    return request.POST.get("explanation", "")[: WORDS_LENGTH * 2]


def _token(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return None
