"""The appeal reviewers' desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from realtime.doors import Conflict, Refused
from sharek.paging import page_by_key

from .. import actions
from ..authorship import public_author
from ..forms import AppealDecisionForm
from ..models import Appeal, ModeratedModel
from ..permissions import appeal_role, check_can_review_appeal, check_is_appeal_reviewer
from ..policies import policy_for

KEYS = ("due_at", "id")


def appeals(request: HttpRequest) -> HttpResponse:
    """List what waits, by due date; or what was decided."""
    check_is_appeal_reviewer(request.user)
    decided = request.GET.get("state") == "decided"
    rows = Appeal.objects.select_related("decision", "decision__content_type").prefetch_related("decision__clauses")
    if decided:
        page = page_by_key(rows.exclude(outcome=Appeal.Outcome.PENDING), request.GET, keys=("-id",))
    else:
        page = page_by_key(rows.filter(outcome=Appeal.Outcome.PENDING), request.GET, keys=KEYS)
    return render(request, "moderation/appeals.html", {"page": page, "decided": decided, "section": "appeals"})


def appeal_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an appeal with both sides, and decide it."""
    reviewer = check_is_appeal_reviewer(request.user)
    rows = Appeal.objects.select_related("decision__policy_version", "decision__content_type", "appellant", "reviewer")
    shown = get_object_or_404(rows, pk=pk)
    content = shown.decision.content
    assert isinstance(content, ModeratedModel)
    role = appeal_role(shown.appellant, shown.decision)
    form = AppealDecisionForm(request.POST or None, version=policy_for(content) if role == "reporter" else None)
    if request.method == "POST":
        check_can_review_appeal(reviewer, shown)
        if form.is_valid():
            clause = form.cleaned_data.get("clause")
            try:
                decided = actions.decide_appeal(
                    reviewer=reviewer,
                    appeal=shown,
                    accepted=form.cleaned_data["outcome"] == "accepted",
                    reasoning=form.cleaned_data["reasoning"],
                    clauses=[clause] if clause else [],
                )
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            except Conflict as conflict:
                messages.info(request, str(conflict))
                return redirect("moderation:appeal_item", pk)
            else:
                messages.success(request, _("Decided: %(outcome)s.") % {"outcome": decided.get_outcome_display()})
                return redirect("moderation:appeals")
    context = {
        "appeal": shown,
        "decision": shown.decision,
        "kind": shown.decision.content_type.name,
        "author": public_author(content),
        "around": content.context(),
        "words": content.moderated_text(),
        "role": role,
        "form": form,
        "is_open": shown.outcome == Appeal.Outcome.PENDING,
        "section": "appeals",
    }
    return render(request, "moderation/appeal_item.html", context, status=422 if form.errors else 200)
