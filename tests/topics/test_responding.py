"""One press on a topic: me too, was it fixed, did it help; with and without JavaScript, signed in and out."""

import pytest
from django.urls import reverse

from moderation.models import Status
from tests.factories import CitizenFactory, TrustedCitizenFactory
from tests.topics.deeds import answered, moderated, raised, representative_of, supported
from topics.actions import resolve_topic
from topics.models import AnswerRating, FixedAnswer, Topic, TopicSupport

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_without_javascript_the_press_leads_back_to_the_topic(as_user):
    topic, citizen = raised(), TrustedCitizenFactory()
    url = reverse("topics:support", args=[topic.pk])
    response = as_user(citizen).post(url)
    assert (response.status_code, response.headers["location"]) == (303, topic.get_absolute_url())
    assert TopicSupport.objects.filter(user=citizen, target=topic).exists()
    as_user(citizen).post(url, {"undo": "1"})
    assert not TopicSupport.objects.exists()


def test_with_htmx_only_the_button_comes_back(as_user):
    topic = raised()
    response = as_user(TrustedCitizenFactory()).post(reverse("topics:support", args=[topic.pk]), headers=HTMX)
    html = response.content.decode()
    assert html.startswith("<form")
    assert 'aria-pressed="true"' in html
    assert "<b>1</b>" in html


def test_a_visitor_is_led_to_sign_in_and_finds_one_press_left(client, as_user):
    topic = raised()
    url = reverse("topics:support", args=[topic.pk])
    response = client.get(url)
    assert response.status_code == 302
    assert response.headers["location"].endswith(f"?next={url}")
    citizen = TrustedCitizenFactory()
    assert as_user(citizen).get(url).status_code == 200
    assert not TopicSupport.objects.exists()


@pytest.mark.parametrize("name", ["support", "fixed"])
def test_a_hidden_topic_takes_no_press(as_user, name):
    topic = moderated(raised(), Status.HIDDEN)
    url = reverse(f"topics:{name}", args=[topic.pk])
    assert as_user(TrustedCitizenFactory()).post(url).status_code == 404


def test_fixed_is_answered_with_one_press_or_with_a_note(as_user):
    topic = raised()
    supporter, second = supported(topic, 2)
    resolve_topic(representative=representative_of(topic.body), topic=topic, evidence="أُصلح.")
    url = reverse("topics:fixed", args=[topic.pk])
    assert "أُصلح." in as_user(supporter).get(url).content.decode()
    assert as_user(supporter).post(url, {}).status_code == 200
    assert as_user(supporter).post(url, {"fixed": "no"}).status_code == 303
    assert as_user(second).post(url, {"fixed": "yes", "text": "نعم، رأيته"}).status_code == 303
    assert sorted(FixedAnswer.objects.values_list("fixed", "text")) == [(False, ""), (True, "نعم، رأيته")]
    assert as_user(second).post(url, {"fixed": "no"}).status_code == 409
    assert as_user(CitizenFactory()).get(url).status_code == 403


def test_the_note_reaches_the_body_and_nobody_else(client, as_user):
    topic = raised()
    representative = representative_of(topic.body)
    resolve_topic(representative=representative, topic=topic, evidence="أُصلح.")
    as_user(topic.author).post(reverse("topics:fixed", args=[topic.pk]), {"fixed": "no", "text": "كلمات خاصّة جدًّا"})
    assert "كلمات خاصّة جدًّا" not in client.get(topic.get_absolute_url()).content.decode()
    page = as_user(representative).get(reverse("topics:answer", args=[topic.pk]))
    assert "كلمات خاصّة جدًّا" in page.content.decode()


def test_an_answer_is_rated_with_one_press(as_user):
    topic = raised()
    answer, citizen = answered(topic), CitizenFactory()
    url = reverse("topics:rate", args=[topic.pk, answer.pk])
    assert as_user(citizen).post(url, {"helpful": "1"}).status_code == 303
    html = as_user(citizen).post(url, {"helpful": "0"}, headers=HTMX).content.decode()
    assert html.count('aria-pressed="true"') == 1
    assert AnswerRating.objects.get().helpful is False
    assert as_user(citizen).post(url, {}).status_code == 409
    assert as_user(citizen).get(url).status_code == 405


def test_supporting_is_limited_by_person(as_user):
    client, topic = as_user(TrustedCitizenFactory()), raised()
    url = reverse("topics:support", args=[topic.pk])
    answers = {client.post(url, {"undo": str(n % 2 or "")}).status_code for n in range(62)}
    assert answers == {303, 429}


def test_withdrawing_asks_first_and_then_the_topic_is_gone(client, as_user):
    topic = raised()
    author = as_user(topic.author)
    url = reverse("topics:withdraw", args=[topic.pk])
    assert author.get(url).status_code == 200
    assert client.get(topic.get_absolute_url()).status_code == 200
    assert author.post(url).status_code == 303
    assert client.get(topic.get_absolute_url()).status_code == 404
    assert Topic.objects.get().status == Status.WITHDRAWN
    assert author.post(url).status_code == 409


def test_editing_keeps_what_was_typed_when_it_is_refused(as_user):
    topic = raised()
    url = reverse("topics:edit", args=[topic.pk])
    response = as_user(topic.author).post(url, {"title": "قصير", "body": "نصّ كتبته بعناية"})
    html = response.content.decode()
    assert "errors-title" in html
    assert "نصّ كتبته بعناية" in html
    assert as_user(topic.author).post(url, {"title": "عنوان جديد تمامًا", "body": "نصّ"}).status_code == 303
    assert as_user(CitizenFactory()).get(url).status_code == 403


def test_moderators_lock_close_reopen_and_mark_duplicates_from_one_page(as_user, moderator):
    topic, original = raised(), raised(title="الموضوع الأصلي الأول")
    desk, url = as_user(moderator), reverse("topics:moderate", args=[topic.pk])

    def post(**data):
        response = desk.post(url, data)
        topic.refresh_from_db()
        return response.status_code

    assert desk.get(url).status_code == 200
    assert (post(deed="lock"), topic.locked) == (303, True)
    assert (post(deed="unlock"), topic.locked) == (303, False)
    assert post(deed="close") == 200
    assert (post(deed="close", **{"reason-reason": "انتهى"}), topic.stage) == (303, "closed")
    assert (post(deed="reopen", **{"reason-reason": "عاد"}), topic.stage) == (303, "open")
    assert post(deed="duplicate", **{"duplicate-original": "123"}) == 200
    assert (post(deed="duplicate", **{"duplicate-original": original.reference}), topic.stage) == (303, "duplicate")
    assert as_user(CitizenFactory()).get(url).status_code == 403
