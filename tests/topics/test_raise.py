"""Raising a topic through the question pages, from the first choice to the receipt."""

import re
from urllib.parse import quote

import pytest
from django.urls import reverse

from moderation.models import Status
from tests.factories import AreaFactory, CitizenFactory, ServiceFactory, TrustedCitizenFactory, UserFactory
from tests.topics.deeds import moderated, raised
from topics.models import Draft, Topic, TopicSupport

pytestmark = pytest.mark.django_db
WORDS = {"title": "الكهرباء مقطوعة منذ يومين", "body": "لا برنامج معلن في حيّنا."}


def step(name):
    return reverse("topics:new_step", args=[name])


@pytest.fixture
def places():
    return ServiceFactory(), AreaFactory()


@pytest.fixture
def walk(as_user, places):
    """Return ``walk(user, until="check")``: the client of ``user`` after answering the pages before ``until``."""

    def go(user, until="check", **changes):
        service, area = places
        client = as_user(user)
        posts = [
            ("start", reverse("topics:new"), {"kind": changes.pop("kind", "problem")}),
            ("service", step("service"), {"service": service.pk}),
            ("place", step("place"), {"area": area.pk, "place": "حيّ الميدان", "show_place": "area"}),
            ("details", step("details"), {**WORDS, **changes}),
        ]
        for name, url, data in posts:
            if name == until:
                break
            response = client.post(url, data)
            assert response.status_code == 303, (name, response.context and response.context["form"].errors)
        client.last = response
        return client

    return go


def send(client):
    html = client.get(step("check")).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', html).group(1)
    return client.post(step("check"), {"token": token}), token


def test_a_citizen_raises_a_topic_page_by_page_and_gets_a_receipt(walk):
    citizen = CitizenFactory()
    client = walk(citizen)
    response, __ = send(client)
    topic = Topic.objects.get()
    assert response.headers["location"] == f"{reverse('topics:done')}?topic={topic.pk}"
    assert (topic.author, topic.place, topic.title, topic.status) == (citizen, "حيّ الميدان", WORDS["title"], "pending")
    receipt = client.get(response.headers["location"]).content.decode()
    reference = topic.reference
    assert f"{reference[:4]} {reference[4:8]} {reference[8:]}" in receipt
    assert not Draft.objects.exists()


def test_the_demand_to_sign_in_stands_before_the_first_word_and_the_way_goes_on_after_it(client, places):
    service, __ = places
    response = client.get(f"{reverse('topics:new')}?service={service.slug}")
    html = response.content.decode()
    assert response.status_code == 200
    assert "<textarea" not in html
    after = quote(f"{reverse('topics:new')}?service={service.slug}")
    assert f'href="{reverse("account_login")}?next={after}"' in html
    for name in ("service", "place", "details", "similar", "check"):
        assert client.get(step(name)).headers["location"] == reverse("topics:new")


@pytest.mark.parametrize("who", [lambda: UserFactory(verified_at=None), lambda: CitizenFactory(accepted=False)])
def test_whoever_may_not_post_yet_is_told_what_is_missing_before_writing(as_user, who):
    from tests.factories import PolicyVersionFactory

    PolicyVersionFactory()
    html = as_user(who()).get(reverse("topics:new")).content.decode()
    assert 'name="kind"' not in html
    assert 'class="banner' in html


def test_the_service_of_a_directory_page_is_chosen_already(as_user, places):
    service, __ = places
    client = as_user(CitizenFactory())
    response = client.post(f"{reverse('topics:new')}?service={service.slug}", {"kind": "problem"})
    assert response.headers["location"] == step("place")
    assert Draft.objects.get().answers["service"] == service.pk


def test_steps_cannot_be_skipped(as_user, walk):
    citizen = CitizenFactory()
    assert as_user(citizen).get(step("details")).headers["location"] == reverse("topics:new")
    client = walk(citizen, until="place")
    assert client.get(step("check")).headers["location"] == step("place")
    assert client.get(step("nowhere")).status_code == 404


def test_what_was_typed_is_kept_although_it_cannot_be_sent_yet(walk):
    citizen = CitizenFactory()
    client = walk(citizen, until="details")
    response = client.post(step("details"), {"title": "قصير", "body": "نصّ كتبته بعناية"})
    assert response.status_code == 200
    assert "errors-title" in response.content.decode()
    assert Draft.objects.get().answers["body"] == "نصّ كتبته بعناية"
    assert "نصّ كتبته بعناية" in client.get(step("details")).content.decode()


def test_the_draft_is_saved_while_typing_and_offered_back(as_user, walk):
    citizen = CitizenFactory()
    client = walk(citizen, until="details")
    typed = {"title": "نصف عنوان", "keep": "1"}
    assert client.post(step("details"), typed, headers={"HX-Request": "true"}).status_code == 204
    elsewhere = as_user(citizen).get(reverse("topics:new")).content.decode()
    assert "نصف عنوان" in elsewhere
    assert step("details") in elsewhere
    as_user(citizen).post(reverse("topics:new"), {"discard": "1"})
    assert not Draft.objects.exists()


def test_a_draft_is_its_owners_alone(as_user, walk):
    walk(CitizenFactory())
    other = as_user(CitizenFactory())
    assert WORDS["body"] not in other.get(reverse("topics:new")).content.decode()
    assert other.get(step("check")).headers["location"] == reverse("topics:new")


def test_sending_five_times_makes_one_topic_with_one_number(walk):
    client = walk(TrustedCitizenFactory())
    first, token = send(client)
    for _ in range(4):
        again = client.post(step("check"), {"token": token})
        assert again.headers["location"] == first.headers["location"]
    assert Topic.objects.count() == 1


def test_five_browsers_sending_at_once_make_one_topic(walk, as_user, in_threads):
    citizen = TrustedCitizenFactory()
    walk(citizen)
    token = Draft.objects.get().token
    clients = [as_user(citizen) for _ in range(5)]
    results = in_threads(lambda n: clients[n].post(step("check"), {"token": token}).headers["location"], times=5)
    assert len(set(results)) == 1
    assert Topic.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "11111111-1111-4111-8111-111111111111"])
def test_a_token_of_nobodys_draft_sends_nothing(walk, token):
    client = walk(TrustedCitizenFactory())
    assert client.post(step("check"), {"token": token}).status_code in {404, 409}
    assert not Topic.objects.exists()


def test_similar_topics_are_shown_and_i_have_this_too_ends_the_form(walk, places):
    service, area = places
    known = raised(service=service, area=area, title="انقطاع الكهرباء يومين كاملين", body="لا برنامج معلن.")
    citizen = TrustedCitizenFactory()
    client = walk(citizen)
    assert client.last.headers["location"] == step("similar")
    assert known.title in client.get(step("similar")).content.decode()
    response = client.post(step("similar"), {"same": known.pk})
    assert response.headers["location"] == known.get_absolute_url()
    assert TopicSupport.objects.filter(user=citizen, target=known).exists()
    assert not Draft.objects.exists()
    assert Topic.objects.count() == 1


def test_mine_is_different_leads_to_the_check(walk, places):
    service, area = places
    raised(service=service, area=area, title="انقطاع الكهرباء يومين كاملين")
    client = walk(TrustedCitizenFactory())
    assert client.post(step("similar")).headers["location"] == step("check")


def test_hidden_topics_are_not_among_the_similar_ones(walk, places):
    service, area = places
    moderated(raised(service=service, area=area, title="انقطاع الكهرباء يومين كاملين"), Status.HIDDEN)
    client = walk(TrustedCitizenFactory())
    assert client.get(step("similar")).headers["location"] == step("check")


def test_a_danger_to_life_brings_up_the_emergency_numbers_first(walk):
    client = walk(CitizenFactory(), body="اندلع حريق في غرفة المحوّل الآن")
    assert client.last.headers["location"] == reverse("topics:new_danger")
    html = client.get(reverse("topics:new_danger")).content.decode()
    assert "110" in html
    assert "113" in html
    assert client.post(reverse("topics:new_danger")).headers["location"] == step("similar")
    again = client.post(step("details"), {**WORDS, "body": "اندلع حريق في غرفة المحوّل الآن"})
    assert again.headers["location"] == step("similar")


@pytest.mark.parametrize(("kind", "name"), [("danger", "new_danger"), ("own", "new_own")])
def test_what_does_not_belong_here_is_led_elsewhere(as_user, kind, name):
    response = as_user(CitizenFactory()).post(reverse("topics:new"), {"kind": kind})
    assert response.headers["location"] == reverse(f"topics:{name}")
    assert not Draft.objects.exists()


def test_an_individual_complaint_takes_its_words_along(walk, settings):
    settings.TALABI_URL = "https://talabi.example/new"
    html = walk(CitizenFactory()).get(reverse("topics:new_own")).content.decode()
    assert 'href="https://talabi.example/new?title=' in html
    assert WORDS["body"] in html


def test_a_change_from_the_check_leads_back_to_it(walk):
    client = walk(CitizenFactory())
    other = ServiceFactory()
    assert client.post(f"{step('service')}?change=1", {"service": other.pk}).headers["location"] == step("check")
    assert other.name_ar in client.get(step("check")).content.decode()


def test_the_receipt_is_the_authors_alone(as_user, walk):
    client = walk(CitizenFactory())
    response, __ = send(client)
    assert as_user(CitizenFactory()).get(response.headers["location"]).status_code == 404
    assert as_user(CitizenFactory()).get(reverse("topics:done")).status_code == 404
    assert client.get(reverse("topics:done")).status_code == 200


def test_the_question_pages_cost_few_queries(walk, query_count):
    client = walk(CitizenFactory())
    for name in ("service", "place", "details", "check"):
        client.get(step(name))
        assert query_count(lambda name=name: client.get(step(name))) <= 12


def test_a_draft_that_nobody_came_back_to_is_forgotten_after_half_a_year(walk):
    from datetime import timedelta

    from sharek import clock
    from topics.jobs import forget_drafts

    walk(CitizenFactory())
    assert forget_drafts() == 0
    with clock.at(clock.now() + timedelta(days=181)):
        assert forget_drafts() == 1
    assert not Draft.objects.exists()
