"""The list of topics: filtered by a plain GET form, paged by key."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..forms.filters import SORTS, FiltersForm
from ..models import Topic, TopicSupport
from ..paging import KeyPage, key_page, place_page
from ..search import MOST_RESULTS, search_topics

# The columns that a card shows: whole rows of topic, body and three areas cost twice as much.
_NAMES = ("slug", "name_ar", "name_en")
ON_A_CARD = (
    *("kind", "stage", "status", "title", "text_html", "place", "shown_place", "published_at", "created_at"),
    *("supports_count", "solutions_count", "comments_count", "last_activity_at"),
    *(f"{model}__{name}" for model in ("body", "area", "area__parent", "area__parent__parent") for name in _NAMES),
)
COLUMNS = {"newest": "published_at", "supported": "supports_count", "active": "last_activity_at"}


def topic_list(request: HttpRequest) -> HttpResponse:
    """Show the public topics that the filters leave; a word search is ordered by relevance unless a sort is chosen."""
    form = FiltersForm(request.GET)
    page = _page(request, form)
    context = {
        "filters": form,
        "topics": page.rows,
        "page": page,
        "sorts": [(key, words, key == form.order) for key, words in SORTS.items()],
        "relevance": form.order == "",
        "narrows": form.narrows,
        "query": form.words,
    }
    return render(request, "topics/list.html", context)


def _page(request: HttpRequest, form: FiltersForm) -> KeyPage:
    filters = form.filters()
    if form.words and not form.order:
        found = search_topics(form.words, filters)
        return place_page(_with_card(found, request), query=request.GET, most=MOST_RESULTS)
    topics = filters.apply(Topic.objects.overdue() if form.is_overdue_only else Topic.objects.published())
    if not filters.stage:
        topics = topics.exclude(stage=Topic.Stage.DUPLICATE)
    if form.words:
        topics = topics.filter(pk__in=[topic.pk for topic in search_topics(form.words, filters)])
    return key_page(_with_card(topics, request), column=COLUMNS[form.order or "newest"], query=request.GET)


def _with_card(topics: QuerySet[Topic], request: HttpRequest) -> QuerySet[Topic]:
    """Fetch in the same query what a card shows, and whether the reader has said "me too"."""
    user = request.user
    mine = (
        Exists(TopicSupport.objects.filter(target=OuterRef("pk"), user=user.pk))
        if user.is_authenticated
        else Value(False)
    )
    return topics.select_related("body", "area__parent__parent").only(*ON_A_CARD).annotate(is_supported=mine)
