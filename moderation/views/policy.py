"""The usage policy: what is in force, what changed, and accepting it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.models import User

from .. import actions, unfinished
from ..differences import Change, differences
from ..models import Clause, PolicyAcceptance, PolicyVersion


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause that is new, gone, or reworded since the version before."""

    clause: Clause
    kind: str  # added, removed, changed
    changes: list[Change]


def policy(request: HttpRequest) -> HttpResponse:
    """Show the version in force, or the first one that will be."""
    versions = list(PolicyVersion.objects.all())
    current = next((one for one in versions if one.is_in_force), versions[-1] if versions else None)
    if current is None:
        raise Http404
    return _show(request, current, versions)


def version(request: HttpRequest, number: int) -> HttpResponse:
    """Show one version, former ones too: a decision names the version by which it was made."""
    return _show(request, get_object_or_404(PolicyVersion, number=number), list(PolicyVersion.objects.all()))


def _show(request: HttpRequest, shown: PolicyVersion, versions: list[PolicyVersion]) -> HttpResponse:
    current = next((one for one in versions if one.is_in_force), None)
    before = next((one for one in versions if one.number < shown.number), None)
    clauses = list(shown.clauses.all())
    context: dict[str, Any] = {
        "version": shown,
        "clauses": clauses,
        "versions": versions,
        "is_current": shown == current,
        "current": current,
        "changes": _changes(clauses, list(before.clauses.all())) if before else [],
        "before": before,
        "section": "policy",
    }
    if request.user.is_authenticated and shown == current:
        accepted = PolicyAcceptance.objects.filter(user=request.user, version=shown).first()
        context |= {"accepted": accepted, "may_accept": accepted is None}
    return render(request, "moderation/policy.html", context)


def _changes(clauses: list[Clause], before: list[Clause]) -> list[ClauseChange]:
    old = {clause.code: clause for clause in before}
    found: list[ClauseChange] = []
    for clause in clauses:
        former = old.pop(clause.code, None)
        if former is None:
            found.append(ClauseChange(clause, "added", [Change("added", clause.text)]))
        elif (former.title, former.text) != (clause.title, clause.text):
            found.append(ClauseChange(clause, "changed", differences(former.text, clause.text)))
    found += [ClauseChange(clause, "removed", [Change("removed", clause.text)]) for clause in old.values()]
    return found


@login_required
def accept(request: HttpRequest) -> HttpResponseBase:
    """Ask to accept the version in force; then do what was refused for want of it, or go back to ``next``."""
    assert isinstance(request.user, User)
    current = PolicyVersion.objects.in_force()
    if current is None:
        raise Http404
    onward = unfinished.safe_next(request, reverse("home"))
    if request.method == "POST":
        actions.accept_policy(user=request.user, version=current)
        return unfinished.complete(request) or redirect(onward)
    before = PolicyAcceptance.objects.filter(user=request.user).select_related("version").order_by("-version__number")
    former = before.first()
    if former is not None and former.version_id == current.pk:
        return redirect(onward)
    context = {
        "version": current,
        "clauses": list(current.clauses.all()),
        "former": former,
        "changes": _changes(list(current.clauses.all()), list(former.version.clauses.all())) if former else [],
        "onward": onward,
        "words": unfinished.kept_words(request),
        "section": "policy",
    }
    return render(request, "moderation/accept.html", context)
