"""What stands beside the feed: topics by governorate, the clocks of public bodies, the portal in numbers."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Sum

from accounts.models import User
from directory.models import Area, PublicBody
from opinion_polls.models import Poll
from sharek import clock
from topics.models import Commitment, OfficialAnswer, Topic

Reader = User | AnonymousUser
# Numbers and names of places only: nothing that can be hidden is ever kept.
KEPT_SECONDS = 30
LATE_SHOWN, SOON_SHOWN = 2, 1


@dataclass(frozen=True)
class Tile:
    """A governorate on the map: ``code`` places it, ``level`` (1 to 3) colours it."""

    area: Area
    count: int
    level: int

    @property
    def code(self) -> str:
        return self.area.code.rpartition("-")[2].lower()

    @property
    def name(self) -> str:
        """The area's name without what stands in brackets: a tile is small."""
        return self.area.name.partition(" (")[0]


@dataclass(frozen=True)
class Clock:
    """A date that a public body has to meet, or has missed."""

    body: PublicBody
    topic: Topic
    due: Any  # datetime of an answer, date of a commitment
    is_commitment: bool = False

    @property
    def day(self) -> date:
        return self.due.date() if isinstance(self.due, datetime) else self.due


def numbers() -> dict[str, Any]:
    """Return ``figures`` and ``tiles``, at most half a minute old."""
    kept: dict[str, Any] | None = cache.get("home-numbers")
    if kept is None:
        kept = {"figures": figures(), "tiles": tiles()}
        cache.set("home-numbers", kept, KEPT_SECONDS)
    return kept


def figures() -> dict[str, int]:
    """Count what is public: topics, solutions, open polls, official answers."""
    topics = Topic.objects.published().order_by()
    raised = topics.aggregate(count=Count("pk"), solutions=Sum("solutions_count"))
    answers = OfficialAnswer.objects.published().filter(Exists(topics.filter(pk=OuterRef("topic_id"))))
    return {
        "topics": raised["count"],
        "solutions": raised["solutions"] or 0,
        "polls": Poll.objects.visible_to(None).open().count(),
        "answers": answers.count(),
    }


def tiles() -> list[Tile]:
    """Return the governorates in their order with the number of their public topics, districts included."""
    areas = list(Area.objects.order_by("position", "code"))
    counted = dict(Topic.objects.published().order_by().values_list("area").annotate(Count("pk")))
    by_tree: Counter[int] = Counter()
    for area in areas:
        by_tree[area.tree_id] += counted.get(area.pk, 0)
    most = max(by_tree.values(), default=0)
    return [
        Tile(area, by_tree[area.tree_id], _level(by_tree[area.tree_id], most))
        for area in areas
        if area.kind == Area.Kind.GOVERNORATE
    ]


def _level(count: int, most: int) -> int:
    if count < 2:
        return 1
    return 3 if count * 4 >= most * 3 else 2


def clocks(reader: Reader) -> list[Clock]:
    """Return the dates that public bodies have missed the longest, and the one that comes next."""
    now = clock.now()
    topics = Topic.objects.visible_to(reader).published()
    waiting = (
        topics.filter(answer_due_at__isnull=False, answered_at__isnull=True, clock_paused_at__isnull=True)
        .exclude(stage__in=[Topic.Stage.CLOSED, Topic.Stage.DUPLICATE])
        .select_related("body")
        .defer("text", "text_html")
        .order_by("answer_due_at", "pk")
    )
    found = [Clock(t.body, t, t.answer_due_at) for t in waiting.filter(answer_due_at__lt=now)[:LATE_SHOWN]]
    found += [Clock(t.body, t, t.answer_due_at) for t in waiting.filter(answer_due_at__gte=now)[:SOON_SHOWN]]
    answers = OfficialAnswer.objects.visible_to(reader).published()
    answers = answers.filter(Exists(topics.filter(pk=OuterRef("topic_id")).order_by()))
    promised = (
        Commitment.objects.filter(kept_at__isnull=True, due_on__isnull=False)
        .filter(Exists(answers.filter(pk=OuterRef("answer_id")).order_by()))
        .select_related("answer__body", "answer__topic")
        .defer("answer__text", "answer__text_html", "answer__topic__text", "answer__topic__text_html")
        .order_by("due_on", "pk")
    )
    late, ahead = promised.filter(due_on__lt=clock.today()), promised.filter(due_on__gte=clock.today())
    for some, most in ((late, LATE_SHOWN), (ahead, SOON_SHOWN)):
        found += [Clock(c.answer.body, c.answer.topic, c.due_on, is_commitment=True) for c in some[:most]]
    found.sort(key=lambda one: (one.day, one.topic.pk))
    overdue = [one for one in found if _is_late(one, now)]
    return overdue[:LATE_SHOWN] + [one for one in found if not _is_late(one, now)][:SOON_SHOWN]


def _is_late(one: Clock, now: datetime) -> bool:
    return one.due < now if isinstance(one.due, datetime) else one.due < clock.today()
