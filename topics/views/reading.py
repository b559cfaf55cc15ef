"""Reading a topic: its page, its history, its photos."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Subquery, Value
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.utils.http import http_date
from django.views.static import was_modified_since

from accounts.models import User
from moderation.authorship import public_author
from moderation.models import Status
from notifications.models import Follow
from realtime.models import Stream
from realtime.streams import stream_name

from ..addresses import topic_slug
from ..histories import versions_of
from ..models import AnswerRating, FixedAnswer, OfficialAnswer, Photo, Topic, TopicQuerySet, TopicSupport
from ..permissions import asks_whether_fixed, bodies_answering
from ..stages import stages_of, steps_of


def topics_for(user: User | AnonymousUser) -> TopicQuerySet:
    """Return the topics that ``user`` may read, with names and what ``user`` did to each: one query."""
    topics = (
        Topic.objects.visible_to(user)
        .exclude(status=Status.DRAFT)
        .select_related("service__regulator", "body", "area__parent__parent", "author", "duplicate_of", "decision")
    )
    if not user.is_authenticated:
        return topics.annotate(is_supported=Value(False), is_followed=Value(False), has_said=Value(False))
    follows = Follow.objects.filter(target_type=ContentType.objects.get_for_model(Topic), target_id=OuterRef("pk"))
    said = FixedAnswer.objects.filter(topic=OuterRef("pk"), round=OuterRef("fixed_round"), user=user)
    return topics.annotate(
        is_supported=Exists(TopicSupport.objects.filter(target=OuterRef("pk"), user=user)),
        is_followed=Exists(follows.filter(user=user)),
        has_said=Exists(said),
    )


def answers_of(topic: Topic, user: User | AnonymousUser) -> list[OfficialAnswer]:
    """Return the official answers of ``topic`` that ``user`` may read, with how ``user`` rated each: one query."""
    answers = OfficialAnswer.objects.visible_to(user).filter(topic=topic).select_related("body", "commitment")
    if user.is_authenticated:
        mine = AnswerRating.objects.filter(answer=OuterRef("pk"), user=user)
        answers = answers.annotate(rated=Subquery(mine.values("helpful")[:1]))
    found = list(answers.order_by("created_at", "pk"))
    for answer in found:
        answer.topic = topic
    return found


def detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show one topic. The number decides which; a wrong slug leads to the right address."""
    stream = stream_name("topic", pk)
    # The stream's last number comes with the topic itself, and so before all that hangs on it.
    last_seq = Stream.objects.filter(name=stream).values("last_seq")[:1]
    has_photos = Exists(Photo.objects.filter(topic=OuterRef("pk")))
    topics = topics_for(request.user).annotate(last_seq=Subquery(last_seq), has_photos=has_photos)
    topic = get_object_or_404(topics, pk=pk)
    if slug != topic_slug(topic.title):
        query = request.META.get("QUERY_STRING")
        return HttpResponsePermanentRedirect(topic.get_absolute_url() + (f"?{query}" if query else ""))
    answers = answers_of(topic, request.user)
    public = [answer for answer in answers if answer.is_published]
    entries = list(topic.timeline.select_related("body"))
    photographed: bool = topic.has_photos  # type: ignore[attr-defined]
    is_author = topic.author_id == request.user.pk
    asked = asks_whether_fixed(topic) and (is_author or topic.is_supported) and not topic.has_said  # type: ignore[attr-defined]
    speaks_for = bodies_answering(request.user, topic)
    context: dict[str, Any] = {
        "topic": topic,
        "live": {stream: topic.last_seq or 0} if topic.status == Status.PUBLISHED else {},  # type: ignore[attr-defined]
        "author": public_author(topic),
        "is_author": is_author,
        "answers": answers,
        "stages": stages_of(topic, public, entries),
        "steps": steps_of(topic, public, entries),
        "photos": _photos(topic, shows_pending=is_author or _reviews(request.user)) if photographed else [],
        "asked": asked,
        "speaks_for": speaks_for,
        "may_resolve": topic.body in speaks_for and topic.stage in {"open", "answered", "committed"},
        "moderates": request.user.is_authenticated and request.user.is_moderator,
    }
    return render(request, "topics/detail.html", context)


def now(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an open page that heard that its topic is gone: with what stands in its place, or nothing if it is not."""
    if Topic.objects.visible_to(request.user).filter(pk=pk).exists():
        return HttpResponse(status=204)
    return render(request, "topics/_gone.html")


def _reviews(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and (user.is_moderator or user.is_appeal_reviewer)


def _photos(topic: Topic, *, shows_pending: bool) -> list[Photo]:
    photos = topic.photos.exclude(state=Photo.State.REMOVED)
    return list(photos if shows_pending else photos.filter(state=Photo.State.PUBLISHED))


def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every wording that the topic has had in public, with what changed."""
    topic = get_object_or_404(topics_for(request.user), pk=pk)
    context = {"topic": topic, "author": public_author(topic), "versions": versions_of(topic)}
    return render(request, "topics/history.html", context)


def answer_history(request: HttpRequest, pk: int, answer_pk: int) -> HttpResponse:
    """Show every wording that an official answer has had."""
    topic = get_object_or_404(topics_for(request.user), pk=pk)
    answers = OfficialAnswer.objects.visible_to(request.user).select_related("body")
    answer = get_object_or_404(answers, pk=answer_pk, topic=topic)
    context = {"topic": topic, "answer": answer, "author": public_author(answer), "versions": versions_of(answer)}
    return render(request, "topics/history.html", context)


def photo(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Serve a photo to whoever may read its topic; asked anew each time, so that hidden means hidden at once."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user).only("pk", "author_id", "status"), pk=pk)
    shown = [
        picture
        for picture in _photos(topic, shows_pending=topic.author_id == request.user.pk or _reviews(request.user))
        if picture.file_name == name
    ]
    if not shown:
        raise Http404
    return serve_picture(request, shown[0].image, shown[0].created_at.timestamp())


def serve_picture(request: HttpRequest, image: Any, written: float) -> HttpResponseBase:
    """Answer with a stored picture, or "not modified": browsers keep it, but ask each time."""
    if not was_modified_since(request.headers.get("If-Modified-Since"), int(written)):
        response: HttpResponseBase = HttpResponse(status=304)
    else:
        try:
            response = FileResponse(image.open("rb"), content_type="image/webp")
        except FileNotFoundError:
            raise Http404 from None
    response.headers["Last-Modified"] = http_date(int(written))
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = "inline"
    return response
