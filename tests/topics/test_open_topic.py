"""Raising a topic: published or reviewed first, once only, with a number, a clock and people told."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from directory.models import Holiday
from moderation.authorship import public_author
from moderation.models import Status
from notifications.models import Follow, Notification
from realtime.doors import Refused
from realtime.models import Event
from sharek import clock
from tests.factories import (
    AreaFactory,
    CitizenFactory,
    RepresentativeFactory,
    ServiceFactory,
    TrustedCitizenFactory,
    UserFactory,
)
from tests.topics.deeds import raised
from topics.answer_clock import due_day
from topics.models import Topic
from topics.references import parse_reference
from topics.search import search_topics

pytestmark = pytest.mark.django_db


def test_a_new_citizens_topic_waits_for_a_moderator_and_is_seen_by_its_author_only():
    topic = raised(CitizenFactory())
    assert topic.status == Status.PENDING
    assert not Topic.objects.visible_to(None).exists()
    assert not Topic.objects.visible_to(CitizenFactory()).exists()
    assert Topic.objects.visible_to(topic.author).get() == topic
    assert topic.answer_due_at is None
    assert not search_topics("الكهرباء")
    assert not Event.objects.filter(stream_id=f"topic.{topic.pk}").exists()


def test_a_trusted_citizens_topic_is_public_at_once_and_found():
    topic = raised()
    assert topic.status == Status.PUBLISHED
    assert Topic.objects.visible_to(None).get() == topic
    assert list(search_topics("كهربا")) == [topic]
    assert [entry.kind for entry in topic.timeline.all()] == ["raised", "forwarded"]
    assert Event.objects.get(stream_id=f"topic.{topic.pk}").kind == "topic.published"


def test_it_has_a_reference_number_with_a_check_digit():
    assert parse_reference(raised().reference)


def test_its_author_follows_it_and_the_body_is_told():
    service = ServiceFactory()
    representative = RepresentativeFactory(body=service.body).user
    topic = raised(service=service)
    assert topic.follows_count == 1
    assert Follow.objects.get().user == topic.author
    assert Notification.objects.get(user=representative).event == "topic.forwarded"
    assert not Notification.objects.filter(user=topic.author).exists()


def test_the_regulator_of_a_licensed_service_is_told_too():
    regulator = RepresentativeFactory()
    raised(service=ServiceFactory(regulator=regulator.body))
    assert Notification.objects.get(user=regulator.user).event == "topic.forwarded"


def test_the_answer_clock_starts_at_publication_and_counts_working_days():
    service = ServiceFactory(body__answer_days=10)
    # A Wednesday; Thursday is a holiday, Friday and Saturday are free.
    wednesday = timezone.make_aware(datetime(2026, 11, 25, 10, 0))
    Holiday.objects.create(day=datetime(2026, 11, 26).date(), name="عطلة")
    with clock.at(wednesday):
        topic = raised(service=service)
    assert due_day(topic.answer_due_at) == datetime(2026, 12, 10).date()
    with clock.at(topic.answer_due_at - timedelta(seconds=1)):
        assert not topic.is_overdue
        assert not Topic.objects.overdue().exists()
    with clock.at(topic.answer_due_at):
        assert topic.is_overdue
        assert Topic.objects.overdue().get() == topic


def test_the_same_token_sent_again_makes_no_second_topic():
    author, token = TrustedCitizenFactory(), uuid4()
    first = raised(author, token=token)
    assert raised(author, token=token).pk == first.pk
    assert Topic.objects.count() == 1


def test_five_sends_at_once_make_one_topic_with_one_number(in_threads):
    author, token = TrustedCitizenFactory(), uuid4()
    service, area = ServiceFactory(), AreaFactory()
    sent = in_threads(lambda number: raised(author, service=service, area=area, token=token).reference, times=5)
    assert len(set(sent)) == 1
    assert Topic.objects.get().reference == sent[0]


def test_without_the_name_an_alias_stands_on_it_and_nobody_who_follows_the_author_learns_of_it():
    from django_q.models import OrmQ

    author = TrustedCitizenFactory()
    topic = raised(author, hide_name=True)
    shown = public_author(topic)
    assert shown.is_alias
    assert author.display_name not in shown.name
    job = next(job.task for job in OrmQ.objects.all() if job.task["func"] == "notifications.jobs.tell_followers")
    followed, *__, actor = job["args"]
    assert (ContentType.objects.get_for_model(author).pk, author.pk) not in followed
    assert actor is None


def test_the_alias_differs_between_topics_and_stays_within_one():
    from topics.aliases import alias_for

    author = TrustedCitizenFactory()
    first, second = raised(author, hide_name=True), raised(author, hide_name=True, title="موضوع ثانٍ من الشخص نفسه")
    assert alias_for(first, author) == first.alias
    assert 1000 <= first.alias <= 9999
    assert alias_for(second, author) == second.alias


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("title", "قصير"),
        ("title", "ع" * 121),
        ("title", " \u200f\u202e "),
        ("body", ""),
        ("body", "م" * 10_001),
        ("place", "م" * 121),
        ("kind", "rumour"),
        ("show_place", "everywhere"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence_and_its_field(field, given):
    with pytest.raises(Refused) as refusal:
        raised(**{field: given})
    assert refusal.value.field == field
    assert str(refusal.value)
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    "title", ["🚰" * 12, "؟" * 12, "ع" * 120, "ADSL عطل في الخط منذ أيام", "a\u202eb" * 8, "solve!!!!!!", "topic......"]
)
def test_odd_titles_have_an_address_that_works(title, client):
    topic = raised(title=title)
    assert "\u202e" not in topic.title
    assert client.get(topic.get_absolute_url()).status_code == 200
    assert client.get(f"/t/{topic.pk}/").headers["location"] == topic.get_absolute_url()


def test_an_unverified_person_cannot_raise_one():
    with pytest.raises(PermissionDenied):
        raised(UserFactory(verified_at=None))
