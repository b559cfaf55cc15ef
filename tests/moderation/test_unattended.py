"""What waits too long is published by the rule that is public, and stays in the queue."""

from datetime import timedelta
from typing import Any

import pytest

from moderation import audit
from moderation.actions import claim, submit
from moderation.jobs import publish_overdue
from moderation.models import Decision, ReviewItem, Status
from sharek import clock
from tests.factories import ModeratorFactory, TopicFactory
from tests.moderation.texts import item_of, policy

pytestmark = pytest.mark.django_db


def waiting_topic(hours: int, **fields: Any) -> Any:
    with clock.at(clock.now() - timedelta(days=30)):
        policy()
    with clock.at(clock.now() - timedelta(hours=hours)):
        topic = TopicFactory(status=Status.DRAFT, published_at=None, **fields)
        submit(content=topic)
    return topic


def test_what_waited_48_hours_is_published_by_the_rule_and_still_looked_at() -> None:
    topic = waiting_topic(49)
    assert publish_overdue() == 1
    topic.refresh_from_db()
    decision = Decision.objects.get()
    item = item_of(topic)
    assert topic.status == Status.PUBLISHED
    assert (decision.decider, decision.decided_by_rule, decision.outcome) == (None, True, "approve")
    assert (item.status, item.origin) == (ReviewItem.Status.OPEN, ReviewItem.Origin.ROUTINE)
    assert audit.verify() == (1, None)
    assert publish_overdue() == 0


def test_what_a_filter_matched_waits_for_a_person_however_long() -> None:
    topic = waiting_topic(490, text="اتصلوا على 0944123456")
    assert publish_overdue() == 0
    topic.refresh_from_db()
    assert topic.status == Status.PENDING


def test_what_waited_less_or_is_with_a_moderator_is_left() -> None:
    waiting_topic(47)
    claim(moderator=ModeratorFactory(), item=item_of(waiting_topic(49)))
    assert publish_overdue() == 0


def test_it_can_be_switched_off(settings: Any) -> None:
    settings.PUBLISH_UNREVIEWED_HOURS = None
    waiting_topic(490)
    assert publish_overdue() == 0
