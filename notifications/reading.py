"""Reading the inbox: lines with what they are about, and what their reader may no longer see left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sharek import clock

from .models import Notification
from .words import Words, words_of

Key = tuple[int, int]
# What words ask of a target, fetched along wherever its model has it.
ALONG = ("author", "topic", "topic__body", "solution", "body", "commitment", "decision")
FILTERS: dict[str, frozenset[str]] = {
    "official": frozenset(
        {
            "answer.published",
            "topic.resolved",
            "topic.fixed_asked",
            "topic.forwarded",
            "topic.reopened",
            "topic.not_fixed",
        }
    ),
    "debate": frozenset(
        {
            "comment.replied",
            "comment.posted",
            "person.mentioned",
            "solution.posted",
            "support.given",
            "topic.published",
            "topic.duplicate",
            "poll.opened",
            "poll.closed",
            "poll.asked",
        }
    ),
    "decisions": frozenset(
        {"content.published", "decision.made", "report.decided", "appeal.decided", "sanction.imposed"}
    ),
}


@dataclass(frozen=True)
class Line:
    """One line of the inbox: the notice, its target as it is now, and its words."""

    notice: Notification
    target: Any
    words: Words


@dataclass(frozen=True)
class Day:
    """The lines of one day: ``label`` is "Today", "Yesterday", "This week" or "Earlier"."""

    label: str | Promise
    lines: list[Line]


def targets_of(notices: Iterable[Any], reader: User) -> dict[Key, Any]:
    """Return what ``notices`` are about, as far as ``reader`` may see it: one query for each kind of target.

    What decisions are about comes along, with one more query for each kind.
    """
    wanted: defaultdict[int, set[int]] = defaultdict(set)
    for notice in notices:
        if notice.target_type_id is not None:
            wanted[notice.target_type_id].add(notice.target_id)
    found = _fetched(wanted, reader)
    inner: defaultdict[int, set[int]] = defaultdict(set)
    outer = [target for target in found.values() if hasattr(target, "object_id") and hasattr(target, "content_type_id")]
    for target in outer:
        inner[target.content_type_id].add(target.object_id)
    contents = _fetched(inner, reader)
    for target in outer:
        content = contents.get((target.content_type_id, target.object_id))
        if content is not None:
            target.content = content
        else:
            type(target).content.set_cached_value(target, None)
    return found


def _fetched(wanted: dict[int, set[int]], reader: User) -> dict[Key, Any]:
    found: dict[Key, Any] = {}
    for type_id, keys in sorted(wanted.items()):
        model = ContentType.objects.get_for_id(type_id).model_class()
        if model is None:
            continue
        manager = model._default_manager
        rows: QuerySet[Any] = manager.visible_to(reader) if hasattr(manager, "visible_to") else manager.all()  # type: ignore[attr-defined]
        names = [name for name in ALONG if _leads_to_one(model, name)]
        if names:
            rows = rows.select_related(*names)
        for target in rows.filter(pk__in=keys):
            found[(type_id, target.pk)] = target
    return found


def _leads_to_one(model: Any, name: str) -> bool:
    for part in name.split("__"):
        relation = next((one for one in model._meta.get_fields() if one.name == part), None)
        if relation is None or not (relation.many_to_one or relation.one_to_one) or relation.related_model is None:
            return False
        model = relation.related_model
    return True


def lines_of(notices: Iterable[Notification], reader: User) -> tuple[list[Line], list[Notification]]:
    """Return the lines that ``reader`` may see, in the order given, and the notices whose target is gone for them."""
    notices = list(notices)
    targets = targets_of(notices, reader)
    lines, gone = [], []
    for notice in notices:
        target = targets.get((notice.target_type_id, notice.target_id))
        if target is None:
            gone.append(notice)
        else:
            lines.append(Line(notice, target, words_of(notice, target)))
    return lines, gone


def by_day(lines: Iterable[Line]) -> list[Day]:
    """Group ``lines`` (newest first) under today, yesterday, this week and earlier, by Damascus's calendar."""
    today = clock.today()
    days: list[Day] = []
    for line in lines:
        label = _label(line.notice.changed_at, today)
        if not days or days[-1].label != label:
            days.append(Day(label, []))
        days[-1].lines.append(line)
    return days


TODAY, YESTERDAY, THIS_WEEK, EARLIER = _("Today"), _("Yesterday"), _("This week"), _("Earlier")


def _label(moment: datetime, today: date) -> str | Promise:
    ago = (today - timezone.localtime(moment).date()).days
    if ago <= 0:
        return TODAY
    return YESTERDAY if ago == 1 else THIS_WEEK if ago < 7 else EARLIER
