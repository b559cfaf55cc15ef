"""Reading: a solution with its debate, new comments, one comment."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from moderation.authorship import public_author
from moderation.models import Status
from realtime.streams import stream_name

from ..places import debate_url, place_of
from ..reading import OLDEST, Debate
from ..thread_page import draw_fresh, draw_one, number_in, thread_context
from .finding import PageRequest, comment_or_404, solution_or_404


def solution(request: PageRequest, pk: int, number: int) -> HttpResponse:
    """Show a solution and its debate."""
    found = solution_or_404(request, pk, number)
    debate = Debate(found.topic, found, request.user)
    return render(request, "discussions/solution.html", solution_context(request, debate))


def solution_context(request: PageRequest, debate: Debate, **more: Any) -> dict[str, Any]:
    """Return what a solution's page shows; ``more`` goes to its thread."""
    found: Any = debate.solution
    is_mine = request.user.is_authenticated and found.author_id == request.user.pk
    live = {stream_name("solution", found.pk): getattr(found, "live_seq", 0)}
    return {
        "topic": found.topic,
        "solution": found,
        "author": public_author(found),
        "is_mine": is_mine,
        "may_edit": is_mine and found.status in {Status.PENDING, Status.PUBLISHED},
        "may_withdraw": is_mine and found.status not in {Status.WITHDRAWN, Status.REMOVED},
        "moderates": request.user.is_authenticated and request.user.is_moderator and not is_mine,
        "live": live if found.status == Status.PUBLISHED else {},
        **thread_context(request, debate, **more),
    }


def fetch_comments(request: PageRequest, debate: Debate) -> HttpResponse:
    """Answer a GET at the address of a debate's comments: new ones for htmx, else the way to the page."""
    after = number_in(request, "after")
    if request.htmx and after is not None:
        return HttpResponse(draw_fresh(request, debate, debate.after(after)))
    sort = request.GET.get("sort", OLDEST)
    before = number_in(request, "before")
    start = debate.start_before(before, sort) if before else None
    query: dict[str, str | int] = {"sort": sort, "from": start or 0}
    query = {name: value for name, value in query.items() if value not in {OLDEST, 0}}
    return redirect(f"{debate_url(debate)}{'?' + urlencode(query) if query else ''}#debate")


def comment_detail(request: PageRequest, pk: int) -> HttpResponse:
    """Lead from a comment's own link to its place; its part of the page alone for htmx."""
    comment, debate = comment_or_404(request, pk)
    if request.htmx:
        heading = request.GET.get("h", "")
        return HttpResponse(
            draw_one(request, debate, comment, heading=int(heading) if heading in {"3", "4", "5"} else 3)
        )
    return redirect(place_of(comment, debate))
