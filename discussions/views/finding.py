"""Finding what an address names, for whoever may read it; and leading on after a deed."""

from __future__ import annotations

from django.db.models import CharField, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from realtime.models import Stream
from topics.models import Topic

from ..models import Comment, Solution, SolutionSupport
from ..reading import Debate

SEE_OTHER = 303


class PageRequest(HttpRequest):
    """A request as our middleware hands it on."""

    htmx: HtmxDetails


class SignedInRequest(PageRequest):
    """A request behind ``login_required``."""

    user: User  # type: ignore[assignment]


def see_other(url: str) -> HttpResponse:
    """Lead on after a POST, so that a reload sends nothing again."""
    response = redirect(url)
    response.status_code = SEE_OTHER
    return response


def solution_or_404(request: HttpRequest, pk: int, number: int) -> Solution:
    """Return a solution with its topic, the reader's support, and the number of the last event of its stream.

    One statement, so that no event falls between the number and what the page shows.
    """
    name = Concat(Value("solution."), Cast(OuterRef("pk"), CharField()))
    rows = (
        Solution.objects.visible_to(request.user)
        .select_related("topic__body", "topic__service", "topic__area", "author", "decision")
        .annotate(live_seq=Coalesce(Subquery(Stream.objects.filter(name=name).values("last_seq")[:1]), 0))
    )
    if request.user.is_authenticated:
        mine = SolutionSupport.objects.filter(target=OuterRef("pk"), user=request.user)
        rows = rows.annotate(is_supported=Exists(mine))
    else:
        rows = rows.annotate(is_supported=Value(False))
    return get_object_or_404(rows, topic=pk, number=number)


def debate_or_404(request: HttpRequest, pk: int, number: int | None = None) -> Debate:
    """Return the debate on topic ``pk``, or on its solution ``number``; one query."""
    if number is None:
        topic = get_object_or_404(Topic.objects.visible_to(request.user), pk=pk)
        return Debate(topic, None, request.user)
    rows = Solution.objects.visible_to(request.user).select_related("topic")
    solution = get_object_or_404(rows, topic=pk, number=number)
    return Debate(solution.topic, solution, request.user)


def comment_or_404(request: HttpRequest, pk: int) -> tuple[Comment, Debate]:
    """Return a comment as its debate shows it to this reader, stubs too, and the debate; three queries."""
    where = Comment.objects.filter(pk=pk).values_list("topic", "solution__number").first()
    if where is None:
        raise Http404
    debate = debate_or_404(request, *where)
    comment = debate.one(pk)
    if comment is None:
        raise Http404
    return comment, debate


def readable_comment_or_404(request: HttpRequest, pk: int) -> Comment:
    """Return a comment whose text this reader may read."""
    rows = Comment.objects.visible_to(request.user).select_related("topic", "solution__topic", "author")
    return get_object_or_404(rows, pk=pk)
