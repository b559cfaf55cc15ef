"""Pages by key: the next page begins after the last row of this one, whatever has been added meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

PAGE = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MOST_DIGITS = 18


@dataclass
class KeyPage:
    """One page of rows; ``next`` and ``previous`` are the queries of its neighbours (``previous``: the first page)."""

    rows: list[Any] = field(default_factory=list)
    next: str = ""
    previous: str = ""


def key_page(rows: QuerySet, *, column: str, query: QueryDict, size: int = PAGE, descending: bool = True) -> KeyPage:
    """Return the page of ``rows`` that ``query["after"]`` asks for, in the order of ``column`` (a number or moment).

    ``pk`` decides between equals. A key that is no key of ours asks for the first page.
    """
    sign = "-" if descending else ""
    after = _read(query.get("after", ""), rows, column)
    if after is not None:
        value, pk = after
        beyond, equal = ("lte", "gte") if descending else ("gte", "lte")
        rows = rows.filter(**{f"{column}__{beyond}": value}).exclude(**{column: value, f"pk__{equal}": pk})
    found = list(rows.order_by(f"{sign}{column}", f"{sign}pk")[: size + 1])
    page = KeyPage(found[:size])
    if len(found) > size:
        last = page.rows[-1]
        page.next = _with(query, after=f"{_number(getattr(last, column))}-{last.pk}")
    if after is not None:
        page.previous = _with(query, after="")
    return page


def place_page(rows: QuerySet, *, query: QueryDict, most: int, size: int = PAGE) -> KeyPage:
    """Return a page of rows in the order of relevance, which has no key that stays: by place, at most ``most`` rows."""
    typed = query.get("after", "")
    start = min(int(typed), most) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    found = list(rows[start : start + size + 1])
    page = KeyPage(found[:size])
    if len(found) > size:
        page.next = _with(query, after=str(start + size))
    if start:
        page.previous = _with(query, after="")
    return page


def _with(query: QueryDict, *, after: str) -> str:
    kept = [(name, value) for name, value in query.items() if name != "after" and value]
    return "?" + urlencode([*kept, *([("after", after)] if after else [])])


def _number(value: Any) -> int:
    return (value - _EPOCH) // _MICROSECOND if isinstance(value, datetime) else int(value)


def _read(typed: str, rows: QuerySet, column: str) -> tuple[Any, int] | None:
    number, dash, pk = typed.partition("-")
    if not (dash and _is_number(number) and _is_number(pk)):
        return None
    if rows.model._meta.get_field(column).get_internal_type() == "DateTimeField":
        try:
            return _EPOCH + int(number) * _MICROSECOND, int(pk)
        except OverflowError:
            return None
    return min(int(number), 2**31 - 1), int(pk)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
