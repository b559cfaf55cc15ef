"""Official answers: by representatives of the bodies concerned, at once, with commitments, kept or overdue."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from moderation.actions.sanctioning import impose_sanction
from moderation.authorship import public_author
from moderation.models import Revision, Status
from notifications.models import Notification
from realtime.doors import Conflict, Refused
from realtime.models import Event
from sharek import clock
from tests.factories import CitizenFactory, PublicBodyFactory, ServiceFactory, TrustedCitizenFactory
from tests.topics.deeds import answered, kinds, moderated, raised, representative_of
from topics.actions import edit_answer, keep_commitment, publish_answer, rate_answer
from topics.models import Commitment, OfficialAnswer, Topic

pytestmark = pytest.mark.django_db


def test_it_appears_at_once_stops_the_clock_and_stands_in_the_timeline():
    topic = raised()
    answer = answered(topic)
    assert answer.status == Status.PUBLISHED
    assert topic.stage == Topic.Stage.ANSWERED
    assert topic.answered_at is not None
    assert kinds(topic) == ["raised", "forwarded", "answered"]
    assert topic.timeline.last().body == topic.body
    assert "answer.published" in Event.objects.filter(stream_id=f"topic.{topic.pk}").values_list("kind", flat=True)


def test_its_voice_is_the_bodys_never_the_persons():
    answer = answered(raised())
    assert public_author(answer).name == answer.body.name
    assert public_author(answer).is_body


def test_the_author_is_told_and_a_person_who_answers_is_not():
    topic = raised()
    answer = answered(topic)
    assert Notification.objects.get(user=topic.author).event == "answer.published"
    assert not Notification.objects.filter(user=answer.author, event="answer.published").exists()


def test_a_commitment_moves_the_topic_on_and_is_overdue_by_the_clock_alone():
    topic = raised()
    answer = answered(topic, commitment="نشر برنامج التقنين", due_on=clock.today() + timedelta(days=10))
    assert topic.stage == Topic.Stage.COMMITTED
    assert kinds(topic)[-1] == "committed"
    assert not answer.commitment.is_overdue
    with clock.at(clock.now() + timedelta(days=11)):
        assert answer.commitment.is_overdue


def test_a_plain_answer_after_a_commitment_does_not_take_it_back():
    topic = raised()
    answered(topic, commitment="نشر البرنامج")
    answered(topic)
    assert topic.stage == Topic.Stage.COMMITTED


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("body", {"body_text": "  "}),
        ("body", {"body_text": "م" * 10_001}),
        ("commitment", {"commitment": "م" * 201}),
        ("commitment", {"due_on": clock.today() + timedelta(days=3)}),
        ("due_on", {"commitment": "وعد", "due_on": clock.today() - timedelta(days=1)}),
    ],
)
def test_what_cannot_be_taken_is_refused(field, fields):
    topic = raised()
    with pytest.raises(Refused) as refusal:
        answered(topic, **fields)
    assert refusal.value.field == field
    assert not OfficialAnswer.objects.exists()


@pytest.mark.parametrize("who", ["citizen", "other_body", "somebody_elses_body"])
def test_only_representatives_of_a_concerned_body_answer(who):
    topic = raised()
    other = PublicBodyFactory()
    by = {
        "citizen": TrustedCitizenFactory,
        "other_body": lambda: representative_of(other),
        "somebody_elses_body": lambda: representative_of(other),
    }[who]()
    body = other if who == "other_body" else topic.body
    with pytest.raises(PermissionDenied):
        publish_answer(representative=by, topic=topic, public_body=body, body_text="ردّ")


def test_a_regulator_answers_too_but_the_clock_is_the_responsible_bodys():
    topic = raised(service=ServiceFactory(regulator=PublicBodyFactory()))
    regulator = topic.service.regulator
    publish_answer(
        representative=representative_of(regulator), topic=topic, public_body=regulator, body_text="نتابع الأمر."
    )
    topic.refresh_from_db()
    assert topic.stage == Topic.Stage.OPEN
    assert topic.answered_at is None


def test_an_answer_that_is_removed_gives_the_stage_back():
    topic = raised()
    answer = answered(topic)
    moderated(answer, Status.REMOVED)
    topic.refresh_from_db()
    assert topic.stage == Topic.Stage.OPEN
    assert topic.answered_at is None


def test_a_hidden_topic_is_not_answered():
    topic = moderated(raised(), Status.HIDDEN)
    with pytest.raises(Conflict):
        answered(topic)


def test_rewording_keeps_what_was_public():
    topic = raised()
    by = representative_of(topic.body)
    answer = answered(topic, by)
    edit_answer(representative=by, answer=answer, body_text="سنعالج الأمر خلال أسبوع.")
    assert "أسبوع" in answer.text_html
    assert [revision.body for revision in Revision.objects.order_by("version")] == [
        "سنعالج الأمر قريبًا.",
        "سنعالج الأمر خلال أسبوع.",
    ]
    with pytest.raises(PermissionDenied):
        edit_answer(representative=TrustedCitizenFactory(), answer=answer, body_text="غيره")


def test_ratings_count_once_and_can_be_changed():
    answer, citizen = answered(raised()), CitizenFactory()
    for helpful, expected in [(True, (1, 0)), (True, (1, 0)), (False, (0, 1))]:
        rate_answer(user=citizen, answer=answer, helpful=helpful)
        assert (answer.helpful_count, answer.unhelpful_count) == expected


def test_representatives_do_not_rate():
    answer = answered(raised())
    with pytest.raises(PermissionDenied):
        rate_answer(user=answer.author, answer=answer, helpful=True)


def test_many_ratings_at_once_are_all_counted(in_threads):
    answer, people = answered(raised()), [CitizenFactory() for _ in range(8)]
    assert in_threads(lambda n: rate_answer(user=people[n], answer=answer, helpful=n % 2 == 0)) == [None] * 8
    answer.refresh_from_db()
    assert (answer.helpful_count, answer.unhelpful_count) == (4, 4)


def test_a_commitment_is_kept_with_evidence_once_by_its_own_body():
    topic = raised()
    by = representative_of(topic.body)
    commitment = answered(topic, by, commitment="نشر البرنامج").commitment
    with pytest.raises(PermissionDenied):
        keep_commitment(representative=TrustedCitizenFactory(), commitment=commitment, evidence="نُشر")
    with pytest.raises(Refused):
        keep_commitment(representative=by, commitment=commitment, evidence="  ")
    keep_commitment(representative=by, commitment=commitment, evidence="نُشر البرنامج على صفحة الجهة.")
    assert commitment.kept_at is not None
    assert kinds(topic)[-1] == "kept"
    with pytest.raises(Conflict):
        keep_commitment(representative=by, commitment=commitment, evidence="مرة أخرى")


def test_the_table_itself_refuses_a_kept_commitment_without_evidence():
    commitment = answered(raised(), commitment="نشر البرنامج").commitment
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=commitment.pk).update(kept_at=clock.now())


def test_a_suspended_representative_speaks_for_nobody(moderator):
    topic = raised()
    officer = representative_of(topic.body)
    impose_sanction(moderator=moderator, user=officer, kind="suspend", reason="إساءة متكررة.")
    with pytest.raises(PermissionDenied):
        answered(topic, officer)
