"""Locking, marking as a duplicate, closing and reopening: by moderators, with reasons that everybody reads."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from moderation.models import Status
from realtime.doors import Conflict, Refused
from tests.factories import RepresentativeFactory, TrustedCitizenFactory, UserFactory
from tests.topics.deeds import kinds, moderated, raised, supported
from topics.actions import close_topic, lock_topic, mark_duplicate, reopen_topic, support_topic
from topics.models import Topic

pytestmark = pytest.mark.django_db


def test_a_duplicate_points_to_its_original_keeps_its_supporters_and_takes_nothing_new(moderator):
    original, topic = raised(), raised(title="الموضوع نفسه مرة أخرى")
    supported(topic, 2)
    mark_duplicate(moderator=moderator, topic=topic, original=original)
    assert (topic.stage, topic.duplicate_of) == (Topic.Stage.DUPLICATE, original)
    assert topic.supports_count == 2
    assert kinds(topic)[-1] == kinds(original)[-1] == "duplicate"
    with pytest.raises(Conflict):
        support_topic(user=TrustedCitizenFactory(), topic=topic)


def test_chains_of_duplicates_do_not_arise(moderator):
    first, second, third = raised(), raised(title="موضوع ثانٍ مكرّر"), raised(title="موضوع ثالث مكرّر")
    mark_duplicate(moderator=moderator, topic=third, original=second)
    with pytest.raises(Refused):
        mark_duplicate(moderator=moderator, topic=first, original=third)
    mark_duplicate(moderator=moderator, topic=second, original=first)
    third.refresh_from_db()
    assert third.duplicate_of == first


def test_a_topic_does_not_repeat_itself(moderator):
    topic = raised()
    with pytest.raises(Refused):
        mark_duplicate(moderator=moderator, topic=topic, original=topic)
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(stage="duplicate", duplicate_of=topic.pk)


def test_the_original_must_be_public(moderator):
    with pytest.raises(Conflict):
        mark_duplicate(moderator=moderator, topic=raised(), original=moderated(raised(), Status.HIDDEN))


def test_two_moderators_marking_each_way_at_once_do_not_wait_for_each_other(moderator, in_threads):
    pair = [raised(), raised(title="الموضوع نفسه مرة أخرى")]
    results = in_threads(lambda n: mark_duplicate(moderator=moderator, topic=pair[n], original=pair[1 - n]), times=2)
    assert sorted(type(result) for result in results if result is not None) in ([Conflict], [Refused])
    assert Topic.objects.filter(stage="duplicate").count() == 1


@pytest.mark.parametrize("who", [UserFactory, lambda: RepresentativeFactory().user])
def test_others_than_moderators_are_refused(who):
    topic, by = raised(), who()
    for deed in (
        lambda: lock_topic(moderator=by, topic=topic),
        lambda: close_topic(moderator=by, topic=topic, reason="لا شيء"),
        lambda: mark_duplicate(moderator=by, topic=topic, original=raised()),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_closing_and_reopening_carry_their_reason_and_the_clock_starts_anew(moderator):
    topic = raised()
    with pytest.raises(Refused):
        close_topic(moderator=moderator, topic=topic, reason="")
    close_topic(moderator=moderator, topic=topic, reason="انتهى الأمر بإلغاء الخدمة.")
    assert topic.stage == Topic.Stage.CLOSED
    assert not topic.takes_posts
    due = topic.answer_due_at
    reopen_topic(moderator=moderator, topic=topic, reason="عادت الخدمة.")
    assert topic.stage == Topic.Stage.OPEN
    assert topic.answer_due_at >= due
    assert [entry.reason for entry in topic.timeline.all()][-2:] == ["انتهى الأمر بإلغاء الخدمة.", "عادت الخدمة."]
