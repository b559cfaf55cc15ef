"""What the topic's page shows of discussions: ``{% topic_solutions topic %}`` and ``{% thread topic %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Exists, OuterRef, Value

from moderation.authorship import public_author
from topics.models import Topic

from ..models import Solution, SolutionSupport
from ..reading import Debate
from ..thread_page import thread_context

register = template.Library()

MOST_SOLUTIONS = 20


@register.inclusion_tag("discussions/_topic_solutions.html", takes_context=True)
def topic_solutions(context: template.Context, topic: Topic) -> dict[str, Any]:
    """Show the solutions of ``topic`` in the order of their numbers, a section of its own; one query."""
    request = context["request"]
    rows = Solution.objects.visible_to(request.user).filter(topic=topic).select_related("author")
    if request.user.is_authenticated:
        mine = SolutionSupport.objects.filter(target=OuterRef("pk"), user=request.user)
        rows = rows.annotate(is_supported=Exists(mine))
    else:
        rows = rows.annotate(is_supported=Value(False))
    rows = rows.exclude(status="withdrawn").order_by("number")
    most = None if request.GET.get("solutions") == "all" else MOST_SOLUTIONS + 1
    solutions: list[Any] = list(rows[:most])
    shown = solutions if most is None else solutions[:MOST_SOLUTIONS]
    if most is None or len(solutions) < most:
        # All of them are here: the debate below need not ask for the sum.
        topic.comments_elsewhere = sum(one.comments_count for one in solutions if one.is_published)  # type: ignore[attr-defined]
    for solution in shown:
        solution.topic = topic
        solution.by = public_author(solution)
        solution.is_mine = request.user.is_authenticated and solution.author_id == request.user.pk
    return _with_page(context, {"topic": topic, "solutions": shown, "more": len(solutions) > len(shown)})


@register.inclusion_tag("discussions/_topic_thread.html", takes_context=True)
def thread(context: template.Context, topic: Topic) -> dict[str, Any]:
    """Show the debate of ``topic`` itself with its composer, a section of its own; two queries for a visitor.

    The context's ``debate_form`` is a composer's form that was refused.
    """
    request = context["request"]
    debate = Debate(topic, None, request.user)
    return _with_page(context, thread_context(request, debate, context.get("debate_form")))


def _with_page(context: template.Context, own: dict[str, Any]) -> dict[str, Any]:
    """Return ``own`` with what every template knows (an inclusion tag would drop it)."""
    known: dict[Any, Any] = context.flatten()
    return {**known, **own}
