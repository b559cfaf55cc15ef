"""Saying "me too": once per person, counted rightly under any haste."""

import pytest
from django.core.exceptions import PermissionDenied

from moderation.models import Status
from notifications.models import Notification
from realtime.doors import Conflict
from tests.factories import TrustedCitizenFactory, UserFactory
from tests.topics.deeds import moderated, raised, supported
from topics.actions import lock_topic, support_topic, unsupport_topic
from topics.models import Topic, TopicSupport
from topics.recounts import recount_topics

pytestmark = pytest.mark.django_db


def count(topic):
    return Topic.objects.values_list("supports_count", flat=True).get(pk=topic.pk)


def test_supporting_twice_counts_once():
    topic, citizen = raised(), TrustedCitizenFactory()
    assert support_topic(user=citizen, topic=topic)
    assert not support_topic(user=citizen, topic=topic)
    assert (topic.supports_count, count(topic)) == (1, 1)


def test_taking_it_back_twice_counts_once_and_never_below_nothing():
    topic, citizen = raised(), TrustedCitizenFactory()
    support_topic(user=citizen, topic=topic)
    assert unsupport_topic(user=citizen, topic=topic)
    assert not unsupport_topic(user=citizen, topic=topic)
    assert count(topic) == 0


def test_the_author_hears_of_it_in_one_line_with_a_count():
    topic = raised()
    supported(topic, 3)
    line = Notification.objects.get(user=topic.author)
    assert (line.event, line.count) == ("support.given", 3)


def test_the_author_is_counted_already():
    topic = raised()
    with pytest.raises(PermissionDenied):
        support_topic(user=topic.author, topic=topic)


def test_whoever_found_it_while_raising_the_same_follows_it_too():
    topic = raised()
    support_topic(user=TrustedCitizenFactory(), topic=topic, and_follow=True)
    topic.refresh_from_db()
    assert topic.follows_count == 2


def test_unverified_people_are_refused():
    with pytest.raises(PermissionDenied):
        support_topic(user=UserFactory(verified_at=None), topic=raised())


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.REMOVED, Status.WITHDRAWN])
def test_what_is_not_public_takes_no_support(status):
    topic = moderated(raised(), status)
    with pytest.raises(Conflict):
        support_topic(user=TrustedCitizenFactory(), topic=topic)


def test_a_locked_topic_takes_no_support_but_gives_it_back(moderator):
    topic = raised()
    (citizen,) = supported(topic)
    lock_topic(moderator=moderator, topic=topic)
    with pytest.raises(Conflict):
        support_topic(user=TrustedCitizenFactory(), topic=topic)
    assert unsupport_topic(user=citizen, topic=topic)


def test_many_at_once_are_all_counted(in_threads):
    topic = raised()
    people = [TrustedCitizenFactory() for _ in range(8)]
    assert in_threads(lambda number: support_topic(user=people[number], topic=topic)) == [True] * 8
    assert count(topic) == TopicSupport.objects.count() == 8


def test_one_person_from_eight_devices_is_counted_once(in_threads):
    topic, citizen = raised(), TrustedCitizenFactory()
    results = in_threads(lambda number: support_topic(user=citizen, topic=topic))
    assert sorted(results) == [False] * 7 + [True]
    assert count(topic) == 1


def test_supporting_and_taking_back_at_once_leaves_the_counter_right(in_threads):
    topic, people = raised(), [TrustedCitizenFactory() for _ in range(4)]

    def deed(number):
        (support_topic if number % 2 else unsupport_topic)(user=people[number // 2], topic=topic)

    assert in_threads(deed) == [None] * 8
    assert count(topic) == TopicSupport.objects.count()
    assert recount_topics() == []


def test_the_recount_finds_and_mends_a_wrong_counter():
    topic = raised()
    supported(topic, 2)
    Topic.objects.filter(pk=topic.pk).update(supports_count=9)
    assert len(recount_topics(mend=False)) == 1
    assert len(recount_topics()) == 1
    assert (count(topic), recount_topics()) == (2, [])
