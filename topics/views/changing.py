"""Editing and withdrawing one's own topic; what moderators do to a topic besides deciding on it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from moderation.actions.submitting import revisions_of
from moderation.models import Revision
from realtime.doors import Refused

from ..actions import (
    close_topic,
    edit_topic,
    lock_topic,
    mark_duplicate,
    reopen_topic,
    withdraw_topic,
)
from ..forms import add_refusal
from ..forms.answering import OriginalForm, ReasonForm
from ..forms.raising import WordsForm
from ..models import Topic
from ..permissions import check_can_edit, check_can_moderate_topic, check_can_withdraw
from .reading import topics_for
from .requests import SignedInRequest, posted
from .responding import see_other


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the author reword a topic. A wording that waits for review is offered again."""
    topic = get_object_or_404(topics_for(request.user), pk=pk)
    check_can_edit(request.user, topic)
    waiting = revisions_of(topic).filter(state=Revision.State.PENDING).first()
    initial = {"title": waiting.title, "body": waiting.body} if waiting else {"title": topic.title, "body": topic.text}
    form = WordsForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            revision = edit_topic(editor=request.user, topic=topic, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _what_became_of(revision))
            return see_other(topic.get_absolute_url())
    return render(request, "topics/edit.html", {"topic": topic, "form": form, "waiting": waiting})


def _what_became_of(revision: Revision | None) -> str:
    if revision is None:
        return _("Nothing was changed.")
    if revision.state == Revision.State.PENDING:
        return _("Your new wording is being reviewed. Until then the approved one stays public.")
    return _("Your new wording has been saved. Earlier ones stay readable.")


@login_required
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the author take a topic back, after one question."""
    topic = get_object_or_404(topics_for(request.user), pk=pk)
    check_can_withdraw(request.user, topic)
    if request.method == "POST":
        withdraw_topic(author=request.user, topic=topic)
        messages.success(request, _("Your topic has been withdrawn. Nobody else can read it any more."))
        return see_other(topic.get_absolute_url())
    context = {
        "title": _("Withdraw this topic?"),
        "text": _(
            "It leaves every page, with its solutions and its discussion, and cannot be brought back. "
            "You can still read it yourself."
        ),
        "button": _("Withdraw the topic"),
        "danger": True,
        "back": topic.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


# --- moderators ------------------------------------------------------------------------------------------------------


@login_required
def moderate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a moderator lock a topic, mark it as a duplicate, close it or open it again."""
    topic = get_object_or_404(topics_for(request.user), pk=pk)
    check_can_moderate_topic(request.user, topic)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    original = OriginalForm(request.POST if deed == "duplicate" else None, prefix="duplicate")
    reason = ReasonForm(request.POST if deed in {"close", "reopen"} else None, prefix="reason")
    form = _done(request, topic, deed, original, reason)
    if form is None:
        messages.success(request, _("Done. It stands in the topic's timeline."))
        return see_other(topic.get_absolute_url())
    context = {
        "topic": topic,
        "original": original,
        "reason": reason,
        "form": form,
        "is_over": topic.stage in {Topic.Stage.RESOLVED, Topic.Stage.CLOSED, Topic.Stage.DUPLICATE},
    }
    return render(request, "topics/moderate.html", context)


def _done(
    request: SignedInRequest, topic: Topic, deed: str, original: OriginalForm, reason: ReasonForm
) -> forms.Form | None:
    """Do what was asked; return the form that must be shown again, None when it is done."""
    form: forms.Form = original if deed == "duplicate" else reason
    if deed in {"lock", "unlock"}:
        lock_topic(moderator=request.user, topic=topic, locked=deed == "lock")
        return None
    if not (deed and form.is_valid()):
        return form
    try:
        if deed == "duplicate":
            mark_duplicate(moderator=request.user, topic=topic, original=original.cleaned_data["original"])
        elif deed == "close":
            close_topic(moderator=request.user, topic=topic, reason=reason.cleaned_data["reason"])
        else:
            reopen_topic(moderator=request.user, topic=topic, reason=reason.cleaned_data["reason"])
    except Refused as refusal:
        add_refusal(form, refusal)
        return form
    return None
