"""A measure against the author of an item, without naming who stands behind an alias."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from realtime.doors import Refused

from .. import actions
from ..authorship import public_author
from ..forms import SanctionForm
from ..models import ModeratedModel, ReviewItem, Sanction, Standing
from ..permissions import check_can_decide, check_can_moderate


def sanction(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the measures so far and impose a new one."""
    moderator = check_can_moderate(request.user)
    item = get_object_or_404(ReviewItem.objects.select_related("author"), pk=pk)
    content = item.content
    assert isinstance(content, ModeratedModel)
    check_can_decide(moderator, content)
    form = SanctionForm(request.POST or None)
    if request.method == "POST" and "lift" in request.POST:
        lifted = get_object_or_404(Sanction, pk=request.POST["lift"], user=item.author)
        actions.lift_sanction(moderator=moderator, sanction=lifted)
        messages.success(request, _("The measure is lifted."))
        return redirect("moderation:sanction", pk)
    if request.method == "POST" and form.is_valid():
        try:
            actions.impose_sanction(
                moderator=moderator,
                user=item.author,
                kind=form.cleaned_data["kind"],
                reason=form.cleaned_data["reason"],
                ends_at=form.ends_at(),
                decision=item.decisions.order_by("-pk").first(),
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("The measure is in force and the person is told."))
            return redirect("moderation:sanction", pk)
    context = {
        "form": form,
        "item": item,
        "author": public_author(content),
        "standing": Standing.objects.filter(user=item.author).first(),
        "sanctions": Sanction.objects.filter(user=item.author).order_by("-starts_at")[:20],
        "section": "review",
    }
    return render(request, "moderation/sanction.html", context, status=422 if form.errors else 200)
