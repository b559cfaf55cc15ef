"""Topics on the pages of what they are about: a service, a public body, an area."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Count, F, Q

from directory.models import Area, PublicBody, Service
from sharek import clock
from topics.models import Topic
from topics.search import TopicFilters

register = template.Library()

SHOWN = 8


@register.inclusion_tag("topics/_list.html", takes_context=True)
def topics_of(
    context: template.Context,
    *,
    service: Service | None = None,
    body: PublicBody | None = None,
    area: Area | None = None,
) -> dict[str, Any]:
    """Show the newest topics on ``service``, or of ``body`` or ``area`` and all below them: one query."""
    topics = TopicFilters(service=service, body=body, area=area).apply(
        Topic.objects.published().exclude(stage=Topic.Stage.DUPLICATE)
    )
    return {
        "topics": topics.with_names().order_by("-published_at", "-pk")[:SHOWN],
        "service": service,
        "body": body,
        "area": area,
        "request": context.get("request"),
    }


@register.simple_tag
def body_figures(body: PublicBody) -> dict[str, int]:
    """Count the topics that ``body`` (and all below it) must answer: all, answered, in time, overdue, fixed."""
    answered = Q(answered_at__isnull=False)
    unanswered = Q(answered_at__isnull=True, stage=Topic.Stage.OPEN, clock_paused_at__isnull=True)
    return (
        Topic.objects.published()
        .exclude(stage=Topic.Stage.DUPLICATE)
        .filter(body__in=body.get_descendants(include_self=True))
        .aggregate(
            topics=Count("pk"),
            answered=Count("pk", filter=answered),
            in_time=Count("pk", filter=answered & Q(answered_at__lte=F("answer_due_at"))),
            overdue=Count("pk", filter=unanswered & Q(answer_due_at__lt=clock.now())),
            fixed=Count(
                "pk", filter=Q(stage__in=[Topic.Stage.RESOLVED, Topic.Stage.CLOSED], resolved_at__isnull=False)
            ),
        )
    )


@register.simple_tag
def topic_counts(field: str) -> dict[int, int]:
    """Count the published topics by ``field`` ("service", "body" or "area"): one query for a whole page."""
    rows = Topic.objects.published().exclude(stage=Topic.Stage.DUPLICATE).order_by().values_list(f"{field}_id")
    return dict(rows.annotate(Count("pk")))


@register.filter
def of(counts: dict[int, int], thing: Any) -> int:
    """Return the count of ``thing``: ``{{ counts|of:service }}``."""
    return counts.get(thing.pk, 0)
