"""Following a topic by its reference number, without an account; and its poster."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from moderation.models import Status
from realtime.rates import check_rate

from ..answer_clock import due_day
from ..forms.answering import TrackForm
from ..models import OfficialAnswer, Topic
from ..stages import next_commitment
from .requests import posted

TRIES, SECONDS = 20, 600
QUIET = 3


@dataclass(frozen=True)
class Tracked:
    """What a number alone tells: state, dates, who must answer by when. Of the text nothing before publication."""

    topic: Topic
    is_public: bool
    answer_by: object = None
    promise_by: object = None


@never_cache
def track(request: HttpRequest) -> HttpResponse:
    """Tell where the topic with a number stands. A slip is said before anything is looked up or counted."""
    form = TrackForm(posted(request))
    tracked, unknown = None, False
    if request.method == "POST" and form.is_valid():
        check_rate(request, "track", times=TRIES, seconds=SECONDS)
        tracked = find(form.cleaned_data["number"])
        unknown = tracked is None
    context = {"form": form, "tracked": tracked, "unknown": unknown, "number": form.data.get("number", "")}
    return render(request, "topics/track.html", context)


def find(reference: str) -> Tracked | None:
    """Return where the topic with number ``reference`` stands, None for a number that was never given."""
    topic = (
        Topic.objects.exclude(status=Status.DRAFT)
        .defer("text", "text_html")
        .select_related("body", "service")
        .filter(reference=reference)
        .first()
    )
    if topic is None:
        return None
    is_public = topic.status == Status.PUBLISHED
    runs = is_public and topic.answered_at is None and topic.answer_due_at is not None
    answers = OfficialAnswer.objects.published().filter(topic=topic).select_related("commitment")
    return Tracked(
        topic=topic,
        is_public=is_public,
        answer_by=due_day(topic.answer_due_at) if runs and topic.answer_due_at else None,
        promise_by=next_commitment(answers) if is_public and topic.stage == Topic.Stage.COMMITTED else None,
    )


def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a topic as a sheet of A4 to print: its number, and a code that leads to it."""
    topics = Topic.objects.published().select_related("body", "area__parent__parent", "service")
    topic = get_object_or_404(topics, pk=pk)
    if topic.stage == Topic.Stage.DUPLICATE:
        raise Http404
    url = f"{settings.SITE_URL}{reverse('topics:detail', args=[topic.pk])}"
    answers = OfficialAnswer.objects.published().filter(topic=topic).select_related("commitment")
    context = {
        "topic": topic,
        "url": url,
        "shown_url": url.partition("://")[2].rstrip("/"),
        "code": code_of(url),
        "promise_by": next_commitment(answers) if topic.stage == Topic.Stage.COMMITTED else None,
    }
    return render(request, "topics/poster.html", context)


@dataclass(frozen=True)
class Code:
    """A QR code to draw: the side of its square in modules, quiet zone included, and its dark modules as one path."""

    side: int
    path: str


def code_of(url: str) -> Code:
    """Return the QR code of ``url``; neighbouring modules of a row are drawn in one stroke."""
    code = segno.make(url, error="m", micro=False)
    pieces = []
    for y, row in enumerate(code.matrix_iter(border=QUIET)):
        x = 0
        for dark, modules in groupby(row):
            length = len(list(modules))
            if dark:
                pieces.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return Code(side=int(code.symbol_size(border=QUIET)[0]), path="".join(pieces))
