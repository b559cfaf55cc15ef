"""The feed of the home page: topics, solutions and official answers, the newest first, paged by key.

Every source is asked through its own ``visible_to``; what is not published is in nobody's feed, not even its author's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import merge
from itertools import islice
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from discussions.models import Solution, SolutionSupport
from moderation.authorship import Author, public_author
from topics.models import OfficialAnswer, Topic, TopicSupport

Reader = User | AnonymousUser
PAGE = 8
# What happened in the same microsecond is ordered by kind in this order, then by key.
KINDS = ("answer", "solution", "topic")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cursor:
    """The last entry of a page: the next page begins after it."""

    at: datetime
    kind: str
    pk: int

    def __str__(self) -> str:
        microseconds = (self.at - _EPOCH) // (_EPOCH.resolution)
        return f"{microseconds}-{self.kind}-{self.pk}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """Read a cursor from an address; None for anything that is none, so that a mangled link shows page one."""
        moment, _dash, rest = text.partition("-")
        kind, _dash, pk = rest.partition("-")
        if kind not in KINDS or not (moment.isascii() and moment.isdigit() and pk.isascii() and pk.isdigit()):
            return None
        if len(moment) > 16 or len(pk) > 18:
            return None
        return cls(_EPOCH + int(moment) * _EPOCH.resolution, kind, int(pk))

    def after(self, kind: str) -> Q:
        """Return the condition for the entries of ``kind`` that come after this one."""
        earlier = Q(published_at__lt=self.at)
        if kind == self.kind:
            return earlier | Q(published_at=self.at, pk__lt=self.pk)
        return Q(published_at__lte=self.at) if KINDS.index(kind) > KINDS.index(self.kind) else earlier


@dataclass
class Entry:
    """One card of the feed."""

    kind: str
    thing: Any
    supported: bool = False
    author: Author | None = None

    @property
    def template(self) -> str:
        return f"components/card_{self.kind}.html"

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.thing.published_at, self.kind, self.thing.pk)

    @property
    def order(self) -> tuple[float, int, int]:
        return (-self.thing.published_at.timestamp(), KINDS.index(self.kind), -self.thing.pk)


@dataclass
class Page:
    """A page of the feed; ``next`` is the cursor of the following one, or None on the last."""

    entries: list[Entry] = field(default_factory=list)
    next: Cursor | None = None


def source(kind: str, reader: Reader) -> QuerySet[Any]:
    """Return everything of ``kind`` that stands in the feed of ``reader``, with what its card shows."""
    topics = Topic.objects.visible_to(reader).published().exclude(stage=Topic.Stage.DUPLICATE)
    if kind == "topic":
        return topics.select_related("body", "area__parent__parent").defer("text")
    # By the topic's key and row by row, so that the newest are found without gathering all topics first.
    on_them = Exists(topics.filter(pk=OuterRef("topic_id")).order_by())
    if kind == "solution":
        found = Solution.objects.visible_to(reader).published().filter(on_them)
        found = found.select_related("author", "topic__area__parent__parent")
        return found.defer("text", "topic__text", "topic__text_html")
    answers = OfficialAnswer.objects.visible_to(reader).published().filter(on_them)
    return answers.select_related("body", "topic", "commitment").defer("text", "topic__text", "topic__text_html")


def page(reader: Reader, *, kind: str = "", after: Cursor | None = None) -> Page:
    """Return one page of the feed of ``reader``: of one ``kind``, or of all; the one that comes ``after`` a cursor."""
    kinds = (kind,) if kind else KINDS
    entries = list(islice(merge(*(_entries(one, reader, after) for one in kinds), key=lambda e: e.order), PAGE + 1))
    following = entries[PAGE - 1].cursor if len(entries) > PAGE else None
    entries = entries[:PAGE]
    mark_supported(entries, reader)
    for entry in entries:
        if entry.kind == "solution":
            entry.author = public_author(entry.thing)
    return Page(entries, following)


def _entries(kind: str, reader: Reader, after: Cursor | None) -> Iterator[Entry]:
    rows = source(kind, reader)
    if after:
        rows = rows.filter(after.after(kind))
    return (Entry(kind, row) for row in rows.order_by("-published_at", "-pk")[: PAGE + 1])


def mark_supported(entries: Iterable[Entry], reader: Reader) -> None:
    if not reader.is_authenticated:
        return
    entries = list(entries)
    for kind, model in (("topic", TopicSupport), ("solution", SolutionSupport)):
        shown = [entry for entry in entries if entry.kind == kind]
        mine = model.objects.filter(user=reader, target__in=[entry.thing.pk for entry in shown])
        targets = set(mine.values_list("target_id", flat=True))
        for entry in shown:
            entry.supported = entry.thing.pk in targets
