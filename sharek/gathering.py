"""One list out of several kinds of things, newest first, page by page: activity, feed.

Each kind is asked once for as many rows as a page holds, whatever the number of kinds: a page of a list of three kinds
takes three queries, on page 1 as on page 900.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

SEPARATOR = "~"


@dataclass(frozen=True)
class Source:
    """The rows of one ``kind`` (one word), and the name of the column with the moment that orders them."""

    kind: str
    rows: QuerySet[Any]
    moment: str = "published_at"


@dataclass(frozen=True)
class Entry:
    kind: str
    thing: Any
    at: datetime


@dataclass
class Gathered:
    """The entries of one page, the query of the next page ("" where there is none) and of the first ("" when on it)."""

    entries: list[Entry] = field(default_factory=list)
    next: str = ""
    previous: str = ""

    def __iter__(self) -> Any:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def gather(sources: Iterable[Source], params: QueryDict, *, size: int = 20) -> Gathered:
    """Return the page that ``params`` ask for (``after``); a cursor that is none gives the first page.

    Entries of the same moment are ordered by kind, then by key, so that none is lost or shown twice between pages.
    """
    cursor = _parsed(params.get("after", ""))
    found: list[Entry] = []
    for source in sources:
        rows = source.rows.filter(**{f"{source.moment}__isnull": False})
        if cursor is not None:
            rows = rows.filter(_beyond(source, cursor))
        for thing in rows.order_by(f"-{source.moment}", "-pk")[: size + 1]:
            found.append(Entry(source.kind, thing, getattr(thing, source.moment)))
    found.sort(key=lambda entry: -entry.thing.pk)
    found.sort(key=lambda entry: entry.kind)
    found.sort(key=lambda entry: entry.at, reverse=True)
    shown = found[:size]
    return Gathered(
        shown,
        next=_query(params, shown[-1]) if len(found) > size else "",
        previous=_query(params, None) if cursor is not None else "",
    )


def _parsed(cursor: str) -> tuple[datetime, str, int] | None:
    moment, __, rest = cursor.partition(SEPARATOR)
    kind, __, key = rest.partition(SEPARATOR)
    try:
        at = parse_datetime(moment)
        return (at, kind, int(key)) if at is not None and at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _beyond(source: Source, cursor: tuple[datetime, str, int]) -> Q:
    at, kind, key = cursor
    earlier = Q(**{f"{source.moment}__lt": at})
    same = Q(**{source.moment: at})
    if source.kind > kind:
        return earlier | same
    if source.kind == kind and abs(key) < 2**63:
        return earlier | (same & Q(pk__lt=key))
    return earlier


def _query(params: QueryDict, last: Entry | None) -> str:
    query = params.copy()
    query.pop("after", None)
    if last is not None:
        query["after"] = SEPARATOR.join((last.at.isoformat(), last.kind, str(last.thing.pk)))
    return f"?{query.urlencode()}"
