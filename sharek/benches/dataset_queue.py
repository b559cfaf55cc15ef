"""The queue of the large portal: new topics before publication, comments to be looked at, reports."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType

from discussions.models import Comment
from moderation.models import Clause, Report, ReviewItem, Status
from topics.models import TimelineEntry, Topic
from topics.references import new_reference

from . import words

if TYPE_CHECKING:
    from .dataset import Dataset

BATCH = 1000


def write(made: Dataset) -> None:
    """Fill the queue: a third each of waiting topics, of comments published already, and of reported ones."""
    count = made.sizes.waiting // 3
    topics = _waiting_topics(made, count)
    comments = list(Comment.objects.filter(solution=None).select_related("topic").order_by("-pk")[: 2 * count])
    items = [
        *(_item(made, topic, topic, ReviewItem.Origin.NEW_AUTHOR, hours) for hours, topic in enumerate(topics)),
        *(
            _item(made, comment, comment.topic, (ReviewItem.Origin.ROUTINE, ReviewItem.Origin.REPORT)[hours % 2], hours)
            for hours, comment in enumerate(comments)
        ),
    ]
    items = ReviewItem.objects.bulk_create(items, batch_size=BATCH)
    clause = Clause.objects.get(code="respect")
    Report.objects.bulk_create(
        [
            Report(item=item, reporter=made.someone(), clause=clause, created_at=item.created_at)
            for item in items
            if item.report_count
        ],
        batch_size=BATCH,
    )


def _waiting_topics(made: Dataset, count: int) -> list[Topic]:
    pattern, chance = made.topics[0], made.chance
    topics = Topic.objects.bulk_create(
        [
            Topic(
                author=made.someone(), status=Status.PENDING, reference=new_reference(), service=pattern.service,
                body=pattern.body, area=chance.choice(made.topics).area, title=words.title(number), text=pattern.text,
                text_html=pattern.text_html, created_at=made.now - timedelta(minutes=number),
                last_activity_at=made.now - timedelta(minutes=number),
            )
            for number in range(count)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    TimelineEntry.objects.bulk_create(
        [TimelineEntry(topic=topic, kind=TimelineEntry.Kind.RAISED, at=topic.created_at) for topic in topics],
        batch_size=BATCH,
    )
    return topics


def _item(made: Dataset, content: Topic | Comment, topic: Topic, origin: str, hours: int) -> ReviewItem:
    created = made.now - timedelta(minutes=hours)
    return ReviewItem(
        content_type=ContentType.objects.get_for_model(content), object_id=content.pk, author_id=content.author_id,
        origin=origin, body_id=topic.body_id, area_id=topic.area_id, created_at=created,
        due_at=created + timedelta(hours=24), report_count=int(origin == ReviewItem.Origin.REPORT),
    )  # fmt: skip
