"""A decision as everybody may see it, with its reasons for those whom it touches, and the appeal against it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from realtime.doors import Conflict, Refused
from realtime.rates import check_rate

from .. import actions, permissions
from ..forms import AppealForm
from ..models import Appeal, Decision, ModeratedModel, Report, Status
from ..pseudonyms import deciders, pseudonym


def _decision(pk: int) -> Decision:
    rows = Decision.objects.select_related("policy_version", "decider", "second_decider", "supersedes", "content_type")
    return get_object_or_404(rows.prefetch_related("clauses__version"), pk=pk)


def part_in(decision: Decision, user: User | AnonymousUser) -> str:
    """Return what ``user`` is to a decision: ``author``, ``desk``, ``reporter``, or "" for everybody else."""
    if not isinstance(user, User):
        return ""
    if decision.author_id == user.pk:
        return "author"
    if user.is_moderator or user.is_appeal_reviewer:
        return "desk"
    reported = (
        Report.objects.filter(item=decision.item_id, reporter=user) if decision.item_id else Report.objects.none()
    )
    return "reporter" if reported.exists() else ""


def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a decision: clause and outcome for all, the reasons for author and reporters, the words for their author."""
    shown = _decision(pk)
    part = part_in(shown, request.user)
    content = shown.content if isinstance(shown.content, ModeratedModel) else None
    appeals = list(shown.appeals.select_related("reviewer", "appellant", "resulting_decision").order_by("pk"))
    mine = next((one for one in appeals if one.appellant_id == request.user.pk), None)
    context: dict[str, Any] = {
        "decision": shown,
        "part": part,
        "kind": shown.content_type.name,
        "deciders": deciders(shown),
        "appeals": [(one, pseudonym(one.reviewer) if one.reviewer else "") for one in appeals],
        "mine": mine,
        "later": Decision.objects.filter(supersedes=shown).first(),
        "link": _link(content, request.user),
        "words": content.moderated_text() if content is not None and part in {"author", "desk"} else "",
        "may_appeal": mine is None and permissions.may(permissions.check_can_appeal, request.user, shown),
        "section": "transparency",
    }
    return render(request, "moderation/decision.html", context)


def _link(content: ModeratedModel | None, user: Any) -> str:
    """Return the address of the text, where it is public and the reader may see it."""
    if content is None or content.status != Status.PUBLISHED:
        return ""
    seen = type(content)._default_manager.visible_to(user).filter(pk=content.pk).exists()  # type: ignore[attr-defined]
    return content.get_absolute_url() if seen else ""


def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an appeal against decision ``pk``."""
    appealed = _decision(pk)
    permissions.check_can_appeal(request.user, appealed)
    assert isinstance(request.user, User)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        check_rate(request, "appeal", times=10, seconds=3600, key=str(request.user.pk))
        try:
            actions.appeal(decision=appealed, appellant=request.user, text=form.cleaned_data["text"])
        except Conflict as conflict:
            messages.info(request, str(conflict))
            return redirect(appealed)
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, _("Your appeal has been taken. Another person will decide on it within 14 days."))
            return redirect(appealed)
    if Appeal.objects.filter(decision=appealed, appellant=request.user).exists():
        return redirect(appealed)
    context = {"form": form, "decision": appealed, "kind": appealed.content_type.name}
    return render(request, "moderation/appeal.html", context, status=422 if form.errors else 200)
