"""What appears and disappears with a topic: clock, timeline, photos, search, events."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from moderation.models import Status
from notifications.models import Notification
from realtime.models import Event
from sharek import clock
from tests.factories import CitizenFactory, RepresentativeFactory, ServiceFactory
from tests.topics.deeds import answered, kinds, moderated, raised
from topics.answer_clock import add_working_days, due_day, is_working_day, share_used, working_days_between
from topics.models import Topic
from topics.search import search_topics

pytestmark = pytest.mark.django_db
SUNDAY = timezone.make_aware(datetime(2026, 11, 22, 9, 0))


def test_approval_publishes_starts_the_clock_and_tells_author_and_body():
    service = ServiceFactory()
    representative = RepresentativeFactory(body=service.body).user
    topic = moderated(raised(CitizenFactory(), service=service), Status.PUBLISHED)
    assert topic.answer_due_at is not None
    assert Notification.objects.get(user=topic.author).event == "content.published"
    assert Notification.objects.get(user=representative).event == "topic.forwarded"
    assert kinds(topic) == ["raised", "forwarded"]


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.REMOVED, Status.WITHDRAWN])
def test_what_goes_is_gone_from_search_and_its_stream_says_so(status):
    topic = raised(title="كلمة زرافة فريدة هنا")
    moderated(topic, status)
    assert not search_topics("زرافة")
    assert not Topic.objects.visible_to(None).exists()
    events = Event.objects.filter(stream_id=f"topic.{topic.pk}").order_by("seq")
    assert [event.kind for event in events][-2:] == ["topic.hidden", "control.ask_again"]


def test_hiding_pauses_the_clock_visibly_and_it_goes_on_by_the_working_days_that_it_stood_still():
    with clock.at(SUNDAY):
        topic = raised(service=ServiceFactory(body__answer_days=5))
    assert due_day(topic.answer_due_at) == datetime(2026, 11, 29).date()
    with clock.at(SUNDAY + timedelta(days=1)):
        moderated(topic, Status.HIDDEN)
    with clock.at(SUNDAY + timedelta(days=20)):
        assert not topic.is_overdue
        assert share_used(topic) < 0.2
    with clock.at(SUNDAY + timedelta(days=4)):  # Thursday: three working days later
        moderated(topic, Status.PUBLISHED)
        assert due_day(topic.answer_due_at) == datetime(2026, 12, 2).date()
    assert topic.clock_paused_at is None
    assert kinds(topic) == ["raised", "forwarded", "hidden", "restored"]


def test_an_answered_topics_clock_neither_pauses_nor_runs():
    topic = raised()
    answered(topic)
    moderated(topic, Status.HIDDEN)
    assert topic.clock_paused_at is None
    assert not topic.is_overdue


@pytest.mark.parametrize(("start", "days", "last"), [
    (datetime(2026, 11, 25, 23, 59), 1, datetime(2026, 11, 26)),
    (datetime(2026, 11, 26, 0, 1), 1, datetime(2026, 11, 29)),
    (datetime(2026, 11, 27, 12, 0), 1, datetime(2026, 11, 29)),
    (datetime(2026, 11, 22, 9, 0), 15, datetime(2026, 12, 13)),
])  # fmt: skip
def test_working_days_leave_out_friday_and_saturday(start, days, last):
    due = add_working_days(timezone.make_aware(start), days)
    assert due_day(due) == last.date()
    assert working_days_between(timezone.make_aware(start), timezone.make_aware(last)) == days


def test_friday_and_saturday_are_free():
    assert [is_working_day(datetime(2026, 11, day).date()) for day in range(22, 29)] == [True] * 5 + [False] * 2
