"""Pages by key: a page is asked for by the last row of the one before, so that page 900 costs what page 1 costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

Row = TypeVar("Row", bound=Model)
SEPARATOR = "~"


@dataclass
class Page(Generic[Row]):
    """The rows of one page, and the queries of its neighbours ("" where there is none): ``?after=…``, ``?before=…``."""

    rows: list[Row] = field(default_factory=list)
    next: str = ""
    previous: str = ""

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page_by_key(rows: QuerySet[Row], params: QueryDict, *, keys: Sequence[str], size: int = 20) -> Page[Row]:
    """Return the page of ``rows`` that ``params`` (``after`` or ``before``) ask for, with one query.

    ``keys`` are names of non-null columns as for ``order_by``; together they must be unique, so the last is the primary
    key. A cursor that is none, from a mistyped or old address, gives the first page. Other parameters stay in the
    neighbours' queries.
    """
    after, before = _values(rows, keys, params.get("after")), _values(rows, keys, params.get("before"))
    backwards = before is not None and after is None
    if backwards:
        found = rows.filter(_beyond(keys, before or [], forwards=False)).order_by(*map(_reversed, keys))
    else:
        found = rows.filter(_beyond(keys, after, forwards=True)) if after is not None else rows
        found = found.order_by(*keys)
    shown = list(found[: size + 1])
    more = len(shown) > size
    shown = shown[:size]
    if backwards:
        shown.reverse()
    has_next = bool(shown) and (more or backwards)
    has_previous = bool(shown) and (more if backwards else after is not None)
    return Page(
        shown,
        next=_query(params, "after", shown[-1], keys) if has_next else "",
        previous=_query(params, "before", shown[0], keys) if has_previous else "",
    )


def _reversed(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _beyond(keys: Sequence[str], values: Sequence[Any], *, forwards: bool) -> Q:
    """Return the condition "after these values" in the order of ``keys`` (before them, when not ``forwards``)."""
    condition, equal = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        name = key.removeprefix("-")
        ascending = key.startswith("-") is not forwards
        condition |= equal & Q(**{f"{name}__{'gt' if ascending else 'lt'}": value})
        equal &= Q(**{name: value})
    return condition


def _values(rows: QuerySet[Any], keys: Sequence[str], cursor: str | None) -> list[Any] | None:
    """Return the values that ``cursor`` holds, each as its column's own type; None for a cursor that is none."""
    parts = (cursor or "").split(SEPARATOR)
    if not cursor or len(parts) != len(keys):
        return None
    try:
        return [
            rows.model._meta.get_field(key.removeprefix("-")).to_python(part)  # type: ignore[union-attr]
            for key, part in zip(keys, parts, strict=True)
        ]
    except (ValidationError, FieldDoesNotExist, OverflowError):
        return None


def _query(params: QueryDict, name: str, row: Model, keys: Sequence[str]) -> str:
    query = params.copy()
    for cursor in ("after", "before"):
        query.pop(cursor, None)
    values = (getattr(row, key.removeprefix("-")) for key in keys)
    query[name] = SEPARATOR.join(value.isoformat() if hasattr(value, "isoformat") else str(value) for value in values)
    return f"?{query.urlencode()}"
