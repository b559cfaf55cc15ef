"""What was decided, in public: no names, no words of what was taken away."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sharek.paging import page_by_key

from .. import audit
from ..models import Appeal, Clause, Decision, Report

KEYS = ("-created_at", "-id")
# What was merely approved fills the record and tells nobody anything: it is counted, and listed on request.
TELLING = (
    Decision.Outcome.REJECT,
    Decision.Outcome.HIDE,
    Decision.Outcome.REMOVE,
    Decision.Outcome.RESTORE,
)


def transparency(request: HttpRequest) -> HttpResponse:
    """List the newest decisions and count them by outcome and by clause."""
    show = request.GET.get("show", "")
    rows = Decision.objects.select_related("content_type", "policy_version").prefetch_related("clauses")
    rows = rows.annotate(
        appealed=Count("appeals", distinct=True),
        overturned=Count("appeals", filter=Q(appeals__outcome=Appeal.Outcome.ACCEPTED), distinct=True),
    )
    if show == "reports":
        rows = rows.filter(source=Decision.Source.REPORT)
    elif show != "all":
        rows = rows.filter(outcome__in=TELLING)
    context = {
        "page": page_by_key(rows, request.GET, keys=KEYS),
        "show": show,
        "shows": [("", _("Taken away or given back")), ("reports", _("After reports")), ("all", _("All decisions"))],
        "figures": figures(),
        "clauses": by_clause(),
        "head": audit.head(),
        "section": "transparency",
    }
    return render(request, "moderation/transparency.html", context)


def figures() -> dict[str, int]:
    """Return how many decisions, removals and the like there were. Three queries."""
    outcome = Decision.Outcome
    counted = Decision.objects.aggregate(
        decisions=Count("pk"),
        taken=Count("pk", filter=Q(outcome__in=[outcome.REJECT, outcome.REMOVE])),
        by_filter=Count("pk", filter=Q(found_by_filter=True)),
        by_rule=Count("pk", filter=Q(decided_by_rule=True)),
    )
    appeals = Appeal.objects.aggregate(
        appeals=Count("pk"), accepted=Count("pk", filter=Q(outcome=Appeal.Outcome.ACCEPTED))
    )
    return {**counted, **appeals, "reports": Report.objects.count()}


def by_clause() -> list[tuple[Clause, dict[str, int]]]:
    """Return each clause (as its newest version words it) with how often it was named, by outcome; never named: 0."""
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for code, outcome, number in (
        Decision.objects.filter(clauses__isnull=False).values_list("clauses__code", "outcome").annotate(Count("pk"))
    ):
        counts[code][outcome] = number
    newest: dict[str, Clause] = {}
    for clause in Clause.objects.select_related("version").order_by("version__number", "number"):
        newest[clause.code] = clause
    return [(clause, counts[clause.code]) for clause in newest.values()]
