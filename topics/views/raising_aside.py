"""Beside the question pages: emergency numbers, one's own case, pictures of a draft, the receipt."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from ..actions import keep_draft
from ..answer_clock import due_day
from ..dangers import NUMBERS
from ..models import Draft, DraftPhoto, Topic
from .raising import step_url, typed_number
from .reading import serve_picture
from .requests import SignedInRequest
from .responding import see_other


@login_required
def danger(request: SignedInRequest) -> HttpResponse:
    """Show the emergency numbers before anything else; go on once nobody is in danger."""
    if request.method == "POST":
        draft = keep_draft(user=request.user, answers={"calm": True})
        return see_other(step_url("similar") if draft.answers.get("title") else reverse("topics:new"))
    return render(request, "topics/new/danger.html", {"numbers": NUMBERS})


@login_required
def own_case(request: SignedInRequest) -> HttpResponse:
    """Hand an individual complaint to the portal that follows it by number, with what was written so far."""
    draft = Draft.objects.filter(user=request.user.pk).first()
    answers = draft.answers if draft else {}
    words = {name: answers[name] for name in ("title", "body") if answers.get(name)}
    return render(request, "topics/new/own.html", {"words": words, "query": urlencode(words)})


@login_required
def draft_photo(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Show a picture of one's own draft."""
    picture = get_object_or_404(DraftPhoto, pk=pk, draft__user=request.user.pk)
    return serve_picture(request, picture.image, picture.created_at.timestamp())


@login_required
def done(request: SignedInRequest) -> HttpResponse:
    """Show the receipt: the number, and what happens next and by when."""
    topics = Topic.objects.visible_to(request.user).select_related("body", "service").filter(author=request.user.pk)
    number = typed_number(request.GET.get("topic", ""))
    topic = get_object_or_404(topics, pk=number) if number else topics.order_by("-created_at").first()
    if topic is None:
        raise Http404
    context = {"topic": topic, "answer_by": due_day(topic.answer_due_at) if topic.answer_due_at else None}
    return render(request, "topics/new/done.html", context)
