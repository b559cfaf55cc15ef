"""Was it fixed? The author and the supporters are asked, and their word counts."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from moderation.models import Status
from notifications.models import Notification
from realtime.doors import Conflict, Refused
from sharek import clock
from tests.factories import TrustedCitizenFactory
from tests.topics.deeds import answered, kinds, moderated, raised, representative_of, supported
from topics.actions import answer_fixed, publish_answer, resolve_topic
from topics.jobs import ask_supporters
from topics.models import FixedAnswer, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def resolved():
    """Return a resolved topic with nine supporters and a representative of its body."""
    topic = raised()
    topic.people = supported(topic, 9)
    topic.representative = representative_of(topic.body)
    answered(topic, topic.representative)
    resolve_topic(representative=topic.representative, topic=topic, evidence="أُصلح المحوّل ويمكن التحقق في الموقع.")
    return topic


def say(topic, *words):
    for person, fixed in zip(topic.people, words, strict=False):
        answer_fixed(user=person, topic=topic, fixed=fixed)


def test_resolving_stands_in_the_timeline_with_its_evidence_and_asks_author_and_supporters(resolved):
    assert resolved.stage == Topic.Stage.RESOLVED
    assert resolved.timeline.last().reason.startswith("أُصلح")
    assert Notification.objects.filter(user=resolved.author, event="topic.fixed_asked").exists()
    assert ask_supporters(resolved.pk, resolved.fixed_round) == 9
    assert ask_supporters(resolved.pk, resolved.fixed_round + 1) == 0


def test_resolving_without_evidence_is_refused():
    topic = raised()
    with pytest.raises(Refused):
        resolve_topic(representative=representative_of(topic.body), topic=topic, evidence=" ")


def test_resolving_is_the_responsible_bodys(resolved):
    with pytest.raises(PermissionDenied):
        resolve_topic(representative=TrustedCitizenFactory(), topic=resolved, evidence="تم")
    with pytest.raises(Conflict):
        resolve_topic(representative=resolved.representative, topic=resolved, evidence="تم")


def test_the_authors_yes_confirms_and_closes(resolved):
    answer_fixed(user=resolved.author, topic=resolved, fixed=True)
    assert resolved.stage == Topic.Stage.CLOSED
    assert kinds(resolved)[-1] == "confirmed"


def test_the_authors_no_without_text_stands_in_the_timeline_and_the_body_is_told(resolved):
    answer_fixed(user=resolved.author, topic=resolved, fixed=False)
    assert resolved.stage == Topic.Stage.RESOLVED
    assert kinds(resolved)[-1] == "not_fixed"
    assert Notification.objects.filter(user=resolved.representative, event="topic.not_fixed").exists()


def test_four_times_no_is_not_yet_enough(resolved):
    say(resolved, False, False, False, False)
    assert resolved.stage == Topic.Stage.RESOLVED


def test_more_no_than_yes_among_five_reopens_and_the_clock_starts_anew(resolved):
    say(resolved, True, True, False, False, False)
    assert resolved.stage == Topic.Stage.OPEN
    assert kinds(resolved)[-1] == "reopened"
    assert resolved.timeline.last().facts == {"round": 1, "yes": 2, "no": 3}
    assert resolved.answered_at is None
    assert resolved.answer_due_at > clock.now()
    assert Notification.objects.filter(user=resolved.representative, event="topic.reopened").exists()


def test_a_majority_of_yes_among_five_confirms(resolved):
    say(resolved, False, True, True, True)
    assert resolved.stage == Topic.Stage.RESOLVED
    answer_fixed(user=resolved.people[4], topic=resolved, fixed=True)
    assert resolved.stage == Topic.Stage.CLOSED


def test_supporters_can_still_reopen_what_the_author_confirmed(resolved):
    answer_fixed(user=resolved.author, topic=resolved, fixed=True)
    say(resolved, False, False, False, False)
    assert resolved.stage == Topic.Stage.OPEN


def test_a_second_round_counts_anew(resolved):
    say(resolved, False, False, False, False, False)
    publish_answer(
        representative=resolved.representative, topic=resolved, public_body=resolved.body, body_text="نعيد العمل."
    )
    assert resolved.stage == Topic.Stage.ANSWERED
    resolve_topic(representative=resolved.representative, topic=resolved, evidence="أُعيد العمل كاملًا.")
    answer_fixed(user=resolved.people[0], topic=resolved, fixed=True)
    assert resolved.fixed_round == 2
    assert FixedAnswer.objects.filter(topic=resolved, user=resolved.people[0]).count() == 2


def test_old_answers_do_not_count_as_answered_after_reopening(resolved):
    say(resolved, False, False, False, False, False)
    moderated(resolved.official_answers.get(), Status.HIDDEN)
    resolved.refresh_from_db()
    assert resolved.stage == Topic.Stage.OPEN
    assert resolved.answered_at is None


def test_a_person_answers_once_in_a_round(resolved):
    answer_fixed(user=resolved.author, topic=resolved, fixed=False)
    with pytest.raises(Conflict):
        answer_fixed(user=resolved.author, topic=resolved, fixed=True)


def test_who_neither_raised_nor_supported_it_is_not_asked(resolved):
    with pytest.raises(PermissionDenied):
        answer_fixed(user=TrustedCitizenFactory(), topic=resolved, fixed=True)


def test_after_thirty_days_nobody_is_asked_any_more(resolved):
    with clock.at(clock.now() + timedelta(days=30, seconds=1)), pytest.raises(Conflict):
        answer_fixed(user=resolved.author, topic=resolved, fixed=False)


def test_what_was_never_resolved_is_not_asked():
    topic = raised()
    with pytest.raises(Conflict):
        answer_fixed(user=topic.author, topic=topic, fixed=True)


def test_nine_at_once_are_all_heard_and_the_topic_reopens_once(resolved, in_threads):
    results = in_threads(lambda n: answer_fixed(user=resolved.people[n], topic=resolved, fixed=False), times=9)
    heard = [result for result in results if isinstance(result, FixedAnswer)]
    assert len(heard) == FixedAnswer.objects.count() == 5
    assert all(isinstance(result, FixedAnswer | Conflict) for result in results)
    assert kinds(resolved).count("reopened") == 1
