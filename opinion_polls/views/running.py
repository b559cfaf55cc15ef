"""Opening a poll, changing it before it opens, closing it before its time: pages of moderators."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from moderation.permissions import check_can_moderate
from realtime.doors import Refused
from topics.models import Topic

from ..actions import close_poll, edit_poll, open_poll
from ..drafting import draft
from ..forms import CloseForm, PollForm, WhenForm, as_initial, dates_of, usual_dates
from ..models import Poll
from ..permissions import check_can_open_poll, check_can_run
from ..showing import Card
from . import get_poll, see_other


def open_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for everything about a poll, show the ballot as it will be, and open it."""
    check_can_moderate(request.user)
    topic = get_object_or_404(Topic.objects.visible_to(request.user), pk=pk)
    check_can_open_poll(request.user, topic)
    if request.method != "POST":
        return _form_page(request, topic, PollForm(topic=topic, initial=usual_dates()))
    form = PollForm(request.POST, topic=topic)
    if request.POST.get("step") == "edit":
        # Back to the form as it was filled in, not to its faults.
        return _form_page(request, topic, PollForm(topic=topic, initial=as_initial(request.POST)))
    if form.is_valid():
        facts = {"moderator": request.user, "topic": topic, **form.facts()}
        try:
            if request.POST.get("step") == "open":
                return see_other(open_poll(**facts))
            drafted = draft(**facts)
        except Refused as refused:
            form.take_refusal(refused.field, refused.sentence)
        else:
            card = Card(drafted.poll, drafted.choices, {})
            return render(
                request, "opinion_polls/preview.html", {"topic": topic, "card": card, "poll": card.poll, "form": form}
            )
    return _form_page(request, topic, form, status=400)


def _form_page(request: HttpRequest, topic: Topic, form: PollForm, *, status: int = 200) -> HttpResponse:
    return render(request, "opinion_polls/open.html", {"topic": topic, "form": form}, status=status)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change question and dates of a poll that opens later. The door refuses what has opened, and notes who tried."""
    check_can_moderate(request.user)
    poll = get_poll(request, pk)
    check_can_run(request.user, poll)
    form = WhenForm(request.POST or None, initial=dates_of(poll))
    if request.method == "POST" and form.is_valid():
        try:
            facts = form.facts()
            facts["opens_at"] = facts["opens_at"] or poll.opens_at
            return see_other(edit_poll(moderator=request.user, poll=poll, **facts))  # type: ignore[arg-type]
        except Refused as refused:
            form.take_refusal(refused.field, refused.sentence)
    return render(request, "opinion_polls/edit.html", {"poll": poll, "form": form}, status=400 if form.errors else 200)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then close the poll now."""
    check_can_moderate(request.user)
    poll = get_poll(request, pk)
    check_can_run(request.user, poll)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_poll(moderator=request.user, poll=poll, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
            return see_other("polls:results", poll.pk)
        except Refused as refused:
            form.take_refusal(refused.field, refused.sentence)
    context: dict[str, Any] = {"poll": poll, "form": form, "is_frozen": poll.state != Poll.State.SCHEDULED}
    return render(request, "opinion_polls/close.html", context, status=400 if form.errors else 200)
