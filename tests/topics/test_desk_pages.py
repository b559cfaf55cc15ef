"""The desk of a public body, from the list of what is due to the commitment that was kept."""

from datetime import timedelta

import pytest
from django.urls import reverse

from moderation.models import Status
from sharek import clock
from tests.factories import CitizenFactory, PublicBodyFactory, RepresentativeFactory, ServiceFactory
from tests.topics.deeds import answered, moderated, raised, representative_of, supported
from topics.actions import answer_fixed, resolve_topic
from topics.models import OfficialAnswer

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return ServiceFactory()


@pytest.fixture
def representative(service):
    return representative_of(service.body)


@pytest.fixture
def desk(as_user, representative):
    return as_user(representative)


def test_what_is_due_first_stands_first_and_only_ones_own(desk, service):
    with clock.at(clock.now() - timedelta(days=40)):
        late = raised(service=service, title="موضوع قديم لم يُجب عنه أحد")
    fresh = raised(service=service)
    raised()
    answered(raised(service=service, title="موضوع أُجيب عنه من قبل"))
    moderated(raised(service=service, title="موضوع حُجب قبل الجواب"), Status.HIDDEN)
    page = desk.get(reverse("topics:desk"))
    assert page.context["page"].rows == [late, fresh]


@pytest.mark.parametrize("who", [CitizenFactory, lambda: None])
def test_it_is_for_representatives_only(as_user, who):
    assert as_user(who()).get(reverse("topics:desk")).status_code in {302, 403}


@pytest.mark.parametrize("view", ["", "promised", "asked", "all", "nonsense"])
def test_twenty_rows_cost_as_many_queries_as_two(desk, service, representative, query_count, view):
    url = reverse("topics:desk") + f"?view={view}"
    counts = []
    for number in (2, 18):
        for _ in range(number):
            topic = raised(service=service)
            if view in {"promised", "asked"}:
                answered(topic, representative, commitment="وعد", due_on=clock.today())
            if view == "asked":
                resolve_topic(representative=representative, topic=topic, evidence="تمّ.")
        desk.get(url)
        counts.append(query_count(lambda: desk.get(url)))
    assert counts[0] == counts[1] <= 8


def test_answering_with_a_commitment_in_arabic_digits(desk, service):
    topic = raised(service=service)
    day = clock.today() + timedelta(days=20)
    typed = f"{day:%d/%m/%Y}".translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    url = reverse("topics:answer", args=[topic.pk])
    assert desk.get(url).status_code == 200
    response = desk.post(
        url, {"public_body": service.body.pk, "body": "سنعالج الأمر.", "commitment": "نشر البرنامج", "due_on": typed}
    )
    assert response.status_code == 303
    assert OfficialAnswer.objects.get().commitment.due_on == day


def test_what_is_wrong_is_said_and_the_words_stay(desk, service):
    topic = raised(service=service)
    url = reverse("topics:answer", args=[topic.pk])
    response = desk.post(url, {"public_body": service.body.pk, "body": "كلام طويل", "due_on": "12/45/2026"})
    assert response.context["form"].errors["due_on"]
    assert "كلام طويل" in response.content.decode()
    response = desk.post(url, {"public_body": service.body.pk, "body": "كلام", "due_on": "17/12/2030"})
    assert response.context["form"].errors["commitment"]


@pytest.mark.parametrize("name", ["answer", "resolve"])
def test_other_bodies_and_citizens_are_turned_away(as_user, name):
    topic = raised()
    for user in (RepresentativeFactory().user, CitizenFactory(), topic.author):
        assert as_user(user).get(reverse(f"topics:{name}", args=[topic.pk])).status_code == 403
        assert as_user(user).post(reverse(f"topics:{name}", args=[topic.pk]), {"body": "ردّ"}).status_code == 403


def test_a_regulator_answers_from_the_same_page(as_user):
    regulator = PublicBodyFactory()
    topic = raised(service=ServiceFactory(regulator=regulator))
    client = as_user(representative_of(regulator))
    url = reverse("topics:answer", args=[topic.pk])
    assert client.post(url, {"public_body": topic.body_id, "body": "ردّ"}).status_code == 200
    assert client.post(url, {"public_body": regulator.pk, "body": "نتابع الأمر."}).status_code == 303
    assert client.get(reverse("topics:resolve", args=[topic.pk])).status_code == 403


def test_resolving_editing_and_keeping_each_have_their_page(desk, service, representative):
    topic = raised(service=service)
    answer = answered(topic, representative, commitment="نشر البرنامج")
    edit, keep = (reverse(f"topics:{name}", args=[topic.pk, answer.pk]) for name in ("answer_edit", "keep"))
    resolve = reverse("topics:resolve", args=[topic.pk])
    for url in (edit, keep, resolve):
        assert desk.get(url).status_code == 200
        assert desk.post(url, {}).context["form"].errors
    assert desk.post(edit, {"body": "صيغة أوضح."}).status_code == 303
    assert desk.post(keep, {"evidence": "نُشر البرنامج."}).status_code == 303
    assert desk.post(keep, {"evidence": "نُشر البرنامج."}).status_code == 409
    assert desk.post(resolve, {"evidence": "عولج الأمر."}).status_code == 303
    topic.refresh_from_db()
    assert topic.stage == "resolved"


def test_the_desk_counts_what_citizens_say(desk, service, representative):
    topic = raised(service=service)
    people = supported(topic, 3)
    resolve_topic(representative=representative, topic=topic, evidence="تمّ.")
    for person, fixed in zip(people, (True, False, False), strict=True):
        answer_fixed(user=person, topic=topic, fixed=fixed)
    (row,) = desk.get(reverse("topics:desk") + "?view=asked").context["page"].rows
    assert (row.yes, row.no) == (1, 2)
