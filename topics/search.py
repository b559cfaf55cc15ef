"""Search among topics: one function for the search page, the list and the API; and who resembles a new topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F, QuerySet

from directory.models import Area, PublicBody, Service
from sharek.text.folding import QueryTerms, index_text, query_terms

from .models import SearchEntry, Topic, TopicQuerySet
from .models.search import Rank

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

MOST_RESULTS = 200  # nobody reads further; a better question helps more than another page
MOST_SIMILAR = 5


@dataclass(frozen=True)
class TopicFilters:
    """What a list of topics is narrowed to; None and "" narrow nothing. An area or body stands for all below it."""

    service: Service | None = None
    body: PublicBody | None = None
    area: Area | None = None
    kind: str = ""
    stage: str = ""

    def apply(self, topics: TopicQuerySet) -> TopicQuerySet:
        """Return ``topics`` narrowed to this."""
        if self.service:
            topics = topics.filter(service=self.service)
        if self.body:
            topics = topics.filter(body__in=self.body.get_descendants(include_self=True))
        if self.area:
            topics = topics.filter(area__in=self.area.get_descendants(include_self=True))
        if self.kind:
            topics = topics.filter(kind=self.kind)
        if self.stage:
            topics = topics.filter(stage=self.stage)
        return topics

    def __bool__(self) -> bool:
        return any([self.service, self.body, self.area, self.kind, self.stage])


def search_topics(
    query: str, filters: TopicFilters | None = None, user: User | AnonymousUser | None = None
) -> QuerySet[Topic]:
    """Return the topics that ``user`` may read and that hold any word of ``query``, the best match first.

    At most ``MOST_RESULTS``; none for a query without a searchable word. Each has its ``rank`` (lower is better).
    """
    terms = query_terms(query)
    topics = Topic.objects.visible_to(user)
    if filters:
        topics = filters.apply(topics)
    return _ranked(topics, terms)[:MOST_RESULTS]


def similar_topics(
    *, title: str, text: str, service: Service, area: Area | None = None, user: User | AnonymousUser | None = None
) -> list[Topic]:
    """Return up to five open topics on ``service`` that resemble a new one, those of its ``area`` first."""
    words = query_terms(f"{title}\n{text}")
    terms = QueryTerms(words.stems[:16], words.skeletons[:16])
    topics = Topic.objects.visible_to(user).open().filter(service=service).select_related("area__parent__parent")
    found = list(_ranked(topics, terms)[: MOST_SIMILAR * 3])
    if area:
        found.sort(key=lambda topic: topic.area_id != area.pk)  # stable: within each part the best match stays first
    return found[:MOST_SIMILAR]


def _ranked(topics: TopicQuerySet, terms: QueryTerms) -> QuerySet[Topic]:
    if not terms.stems:
        return topics.none()
    query = _in_the_databases_form(terms)
    return topics.filter(search_entry__document__matches=query).annotate(rank=Rank(query)).order_by(F("rank"), "-pk")


def _in_the_databases_form(terms: QueryTerms) -> str:
    """Return the query, every term joined by OR. Terms hold letters and digits only: nothing to escape."""
    if connection.vendor == "postgresql":
        return " | ".join([f"'{stem}':AB" for stem in terms.stems] + [f"'{bones}':D" for bones in terms.skeletons])
    return " OR ".join(
        [f'{{title body}} : "{stem}"' for stem in terms.stems] + [f'skeletons : "{bones}"' for bones in terms.skeletons]
    )


def index_topic(topic: Topic) -> None:
    """Put ``topic`` into the index, or renew it. Called where it is published or its words change."""
    # A place that its author does not show must not be found out by searching for it.
    place = topic.place if topic.shown_place == Topic.ShownPlace.FULL else ""
    entry = index_text(topic.title, f"{topic.text}\n{place}")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO topics_search (rowid, topics_search) "
                "VALUES (%s, setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B') "
                "|| setweight(to_tsvector('simple', %s), 'D')) "
                "ON CONFLICT (rowid) DO UPDATE SET topics_search = excluded.topics_search",
                [topic.pk, entry.title, entry.body, entry.skeletons],
            )
        else:
            cursor.execute(
                "INSERT OR REPLACE INTO topics_search (rowid, title, body, skeletons) VALUES (%s, %s, %s, %s)",
                [topic.pk, entry.title, entry.body, entry.skeletons],
            )


def unindex_topic(pk: int) -> None:
    """Take a topic out of the index: hidden means gone from search at once."""
    SearchEntry.objects.filter(pk=pk)._raw_delete("default")  # type: ignore[attr-defined]
