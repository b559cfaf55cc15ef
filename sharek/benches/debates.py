"""Large debates, inserted in bulk: whole trees with their counters, as if they had been written one by one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.management.color import no_style
from django.db import connection
from django.db.models import F

from accounts.models import User
from discussions.models import Comment, Solution
from discussions.threads import MAX_LEVEL
from moderation.models import Status
from sharek import clock
from topics.models import Topic

_SENTENCES = (
    "الخدمة تأخرت كثيرًا هذا الشهر والمواطن يدفع الثمن مرتين لذلك نطلب أن يُعلن الموعد وأن يُكتب السبب على باب "
    "المركز كل يوم حتى يعرف الناس متى يعودون ومن يسألون وأين يجدون الجواب الصحيح من أول مرة"
)


def text_of(chance: random.Random, length: int = 200) -> str:
    """Return an Arabic text of about ``length`` characters on average."""
    wanted = chance.randint(length // 2, length + length // 2)
    known, words = _SENTENCES.split(), [""]
    while sum(map(len, words)) + len(words) < wanted:
        words.append(chance.choice(known))
    return " ".join(words).strip()


def grow(
    debate: Topic | Solution,
    authors: Sequence[User],
    count: int,
    *,
    seed: int = 1,
    roots: float = 0.2,
    since: datetime | None = None,
) -> None:
    """Add ``count`` published comments to ``debate``, a minute apart; ``roots`` is the share of new trees.

    Keys are given here, so that nobody else may write meanwhile. Replies choose among the last sixty comments, as
    people do; ``roots=0`` makes one tree of all.
    """
    chance = random.Random(seed)
    topic, solution = (debate, None) if isinstance(debate, Topic) else (debate.topic, debate)
    first = (Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    moment = since or clock.now() - timedelta(minutes=count)
    made: list[Comment] = []
    children: dict[int, list[Comment]] = {}
    for step in range(count):
        text = text_of(chance)
        comment = Comment(
            pk=first + step, topic=topic, solution=solution, number=debate.last_comment_number + step + 1,
            author=chance.choice(authors), status=Status.PUBLISHED, text=text, text_html=f'<p dir="auto">{text}</p>',
            created_at=moment + timedelta(minutes=step), published_at=moment + timedelta(minutes=step),
        )  # fmt: skip
        if made and chance.random() >= roots:
            answered = chance.choice(made[-60:])
            parent = answered
            if answered.level >= MAX_LEVEL:
                parent, comment.in_reply_to = answered.parent, answered  # type: ignore[assignment]
            comment.parent, comment.level, comment.tree_id = parent, parent.level + 1, parent.tree_id
            children.setdefault(parent.pk, []).append(comment)
        else:
            comment.level, comment.tree_id = 0, comment.pk
        made.append(comment)
    for comment in made:
        if comment.parent_id is None:
            _number_edges(comment, children)
    Comment.objects.bulk_create(made, batch_size=500)
    _go_on_after_given_keys()
    _raise_counters(topic, solution, count)


def _number_edges(root: Comment, children: dict[int, list[Comment]]) -> None:
    edge = 1
    path: list[tuple[Comment, int]] = [(root, 0)]
    root.lft = edge
    while path:
        comment, seen = path.pop()
        edge += 1
        below = children.get(comment.pk, ())
        if seen < len(below):
            path += [(comment, seen + 1), (below[seen], 0)]
            below[seen].lft = edge
        else:
            comment.rght = edge


def _go_on_after_given_keys() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Comment]):
            cursor.execute(statement)


def _raise_counters(topic: Topic, solution: Solution | None, count: int) -> None:
    numbers = {"last_comment_number": F("last_comment_number") + count}
    Topic.objects.filter(pk=topic.pk).update(
        comments_count=F("comments_count") + count, **({} if solution else numbers), last_activity_at=clock.now()
    )
    if solution is not None:
        Solution.objects.filter(pk=solution.pk).update(comments_count=F("comments_count") + count, **numbers)
        solution.refresh_from_db()
    topic.refresh_from_db()
