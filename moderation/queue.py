"""Reading the queue: what waits, in which order, and for whom."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from sharek import clock
from sharek.literal import one_of
from sharek.paging import Page, page_by_key

from .models import Report, ReviewItem

PAGE = 20
KEYS = ("-urgent", "due_at", "id")
COUNTED = 1000  # more than that is "1000+": counting a hundred thousand rows helps nobody

Origin = ReviewItem.Origin
GROUPS: dict[str, tuple[str, ...]] = {
    "reports": (Origin.REPORT,),
    "waiting": (Origin.NEW_AUTHOR, Origin.LINK, Origin.FILTER),
    "edits": (Origin.EDIT,),
    "routine": (Origin.ROUTINE,),
}


def labels() -> dict[str, str]:
    """Return the names of the groups in the reader's language."""
    return {
        "reports": _("Reports"),
        "waiting": _("Awaiting publication"),
        "edits": _("Edits"),
        "routine": _("Published, to be looked at"),
    }


def active() -> QuerySet[ReviewItem]:
    """Return what waits for a decision, in the order in which it is to be decided: urgent first, then by due date."""
    return ReviewItem.objects.filter(one_of("status", "open", "claimed")).order_by(*KEYS)


def free() -> QuerySet[ReviewItem]:
    """Return what waits and is with nobody, by the clock."""
    return active().filter(Q(status=ReviewItem.Status.OPEN) | Q(claimed_until__lte=clock.now()))


def claimable_by(moderator: User, *, after: ReviewItem | None = None) -> QuerySet[ReviewItem]:
    """Return the free items that ``moderator`` may decide on; the claim itself asks again."""
    reported = Report.objects.filter(
        reporter=moderator, item__content_type=OuterRef("content_type"), item__object_id=OuterRef("object_id")
    )
    items = free().exclude(author=moderator).exclude(first_decision__decider=moderator).filter(~Exists(reported))
    if after is None:
        return items
    later = Q(urgent=after.urgent) & (Q(due_at__gt=after.due_at) | Q(due_at=after.due_at, pk__gt=after.pk))
    return items.filter(later | Q(urgent=False) if after.urgent else later)


def page(params: QueryDict, *, group: str = "") -> Page[ReviewItem]:
    """Return the page of what waits that ``params`` ask for, texts fetched; as many queries for 2 items as for 20."""
    items = active().select_related("content_type").prefetch_related("content")
    if group in GROUPS:
        items = items.filter(origin__in=GROUPS[group])
    return page_by_key(items, params, keys=KEYS, size=PAGE)


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
