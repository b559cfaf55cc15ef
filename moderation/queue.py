"""Reading the queue: what waits, in which order, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from sharek import clock

from .models import Report, ReviewItem

PAGE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
COUNTED = 1000  # more than that is "1000+": counting a hundred thousand rows helps nobody

Origin = ReviewItem.Origin
GROUPS: dict[str, tuple[str, ...]] = {
    "reports": (Origin.REPORT,),
    "waiting": (Origin.NEW_AUTHOR, Origin.LINK, Origin.FILTER),
    "edits": (Origin.EDIT,),
    "routine": (Origin.ROUTINE,),
}


def active() -> QuerySet[ReviewItem]:
    """Return what waits for a decision, in the order in which it is to be decided: urgent first, then by due date."""
    return ReviewItem.objects.filter(status__in=[ReviewItem.Status.OPEN, ReviewItem.Status.CLAIMED]).order_by(
        "-urgent", "due_at", "id"
    )


def following(items: QuerySet[ReviewItem], *, urgent: bool, due_at: datetime, pk: int) -> QuerySet[ReviewItem]:
    """Return those of ``items`` that come after the given place in the order of the queue."""
    later = Q(urgent=urgent) & (Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk))
    return items.filter(later | Q(urgent=False) if urgent else later)


def claimable_by(moderator: User, *, after: ReviewItem | None = None) -> QuerySet[ReviewItem]:
    """Return the free items that ``moderator`` may decide on; the claim itself asks again."""
    now = clock.now()
    reported = Report.objects.filter(
        reporter=moderator, item__content_type=OuterRef("content_type"), item__object_id=OuterRef("object_id")
    )
    items = (
        active()
        .filter(Q(status=ReviewItem.Status.OPEN) | Q(claimed_until__lte=now))
        .exclude(author=moderator)
        .exclude(first_decision__decider=moderator)
        .filter(~Exists(reported))
    )
    return items if after is None else following(items, urgent=after.urgent, due_at=after.due_at, pk=after.pk)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue. ``next`` is the cursor of the following page, empty on the last one."""

    items: list[ReviewItem]
    next: str


def page(*, group: str = "", cursor: str = "") -> Page:
    """Return a page of what waits, with the texts fetched: a constant number of queries for any number of items."""
    items = active().select_related("claimed_by").prefetch_related("content")
    if group in GROUPS:
        items = items.filter(origin__in=GROUPS[group])
    place = _place(cursor)
    if place is not None:
        items = following(items, **place)
    rows = list(items[: PAGE + 1])
    shown = rows[:PAGE]
    return Page(shown, cursor_of(shown[-1]) if len(rows) > PAGE else "")


def cursor_of(item: ReviewItem) -> str:
    """Return the place of ``item`` in the queue as a short word for an address."""
    return f"{int(item.urgent)}-{(item.due_at - EPOCH) // MICROSECOND}-{item.pk}"


def _place(cursor: str) -> dict[str, Any] | None:
    """Read a cursor; None for none and for nonsense."""
    parts = cursor.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    urgent, moment, pk = (int(part[:18]) for part in parts)
    try:
        return {"urgent": urgent == 1, "due_at": EPOCH + moment * MICROSECOND, "pk": pk}
    except OverflowError:
        return None


def counts() -> dict[str, int]:
    """Return how many items wait, in all and by group, each counted up to 1000. One query."""
    table = connection.ops.quote_name(ReviewItem._meta.db_table)
    names = ["all", *GROUPS]
    columns: list[str] = []
    values: list[str] = []
    for name in names:
        origins = GROUPS.get(name, ())
        among = f" AND origin IN ({', '.join(['%s'] * len(origins))})" if origins else ""
        columns.append(
            f"(SELECT COUNT(*) FROM (SELECT 1 FROM {table} "
            f"WHERE status IN ('open', 'claimed'){among} LIMIT {COUNTED}) AS capped)"
        )
        values.extend(origins)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", values)
        return dict(zip(names, cursor.fetchone(), strict=True))


def earlier_items(item: ReviewItem) -> QuerySet[ReviewItem]:
    """Return the former review items of the same text."""
    return ReviewItem.objects.filter(
        content_type=ContentType.objects.get_for_id(item.content_type_id), object_id=item.object_id
    ).exclude(pk=item.pk)
