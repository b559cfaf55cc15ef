"""Reporting a text."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from realtime.doors import Conflict
from realtime.rates import check_rate

from .. import actions
from ..authorship import public_author
from ..filters import content_models
from ..forms import ReportForm
from ..models import ModeratedModel, Status
from ..permissions import check_can_report
from ..policies import policy_for


def readable(request: HttpRequest, kind: str, pk: int) -> ModeratedModel:
    """Return the public text of ``kind`` ("topic", "solution", "comment", "answer") that the reader may see, or 404."""
    for model in content_models():
        name = model._meta.model_name or ""
        if name == kind or (kind == "answer" and name.endswith(kind)):
            found = model._default_manager.visible_to(request.user).filter(pk=pk, status=Status.PUBLISHED).first()  # type: ignore[attr-defined]
            if found is not None:
                return found
    raise Http404


def report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask which clause is breached, and put the text before a moderator."""
    content = readable(request, kind, pk)
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    check_can_report(request.user, content)
    form = ReportForm(request.POST or None, version=policy_for(content))
    if request.method == "POST" and form.is_valid():
        check_rate(request, "report", times=20, seconds=3600, key=str(request.user.pk))
        try:
            actions.report(reporter=request.user, content=content, **form.cleaned_data)
        except Conflict as conflict:
            messages.info(request, str(conflict))
        else:
            messages.success(request, _("Thank you. A moderator will look at it within 24 hours."))
        return redirect(content.get_absolute_url())
    context = {
        "form": form,
        "content": content,
        # Its public wording and not what moderators judge: that holds the place, which its author may not show.
        "text": "\n".join(filter(None, content.wording())),
        "author": public_author(content),
        "back": content.get_absolute_url(),
    }
    return render(request, "moderation/report.html", context, status=422 if form.errors else 200)
