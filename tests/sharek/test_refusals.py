"""What people see when something is refused or fails: a sentence, their own words back, and a way on."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.sharek.refusing_urls")]

SENTENCES = [
    ("denied", 403, "يلزم قبول السياسة أولًا."),
    ("conflict", 409, "قرّر مشرف آخر قبلك."),
    ("refused", 400, "الموضوع مغلق."),
    ("too-many", 429, "10 دقائق"),
]


def page_of(response):
    return response.content.decode()


@pytest.mark.parametrize(("how", "status", "sentence"), SENTENCES)
def test_a_refusal_is_a_page_with_its_sentence_and_a_way_on(client, how, status, sentence):
    response = client.get(f"/refuse/{how}/")
    assert response.status_code == status
    assert sentence in page_of(response)
    assert '<html lang="ar" dir="rtl">' in page_of(response)
    assert 'class="btn"' in page_of(response)


@pytest.mark.parametrize(("how", "status", "sentence"), SENTENCES)
def test_htmx_gets_the_sentence_alone(client, how, status, sentence):
    response = client.post(f"/refuse/{how}/", headers={"hx-request": "true"})
    assert response.status_code == status
    assert "<html" not in page_of(response)
    if how != "too-many":
        assert sentence in page_of(response)


@pytest.mark.parametrize("how", ["denied", "conflict", "refused"])
def test_what_was_typed_is_given_back(client, how):
    response = client.post(f"/refuse/{how}/", {"body": "كلام طويل كتبته <b>", "password": "my-secret"})
    assert "كلام طويل كتبته &lt;b&gt;" in page_of(response)
    assert "my-secret" not in page_of(response)


def test_a_conflict_shows_the_present_state(client):
    assert "نُشر" in page_of(client.get("/refuse/conflict/"))


def test_too_many_attempts_say_when_to_come_back(client):
    assert client.get("/refuse/too-many/")["Retry-After"] == "600"


def test_a_visitor_without_the_right_is_asked_to_sign_in(client):
    assert "/accounts/login/?next=/refuse/denied/" in page_of(client.get("/refuse/denied/"))


@pytest.mark.parametrize(("how", "status"), [("missing", 404), ("suspicious", 400)])
def test_details_of_a_fault_stay_unsaid(client, how, status):
    response = client.get(f"/refuse/{how}/")
    assert response.status_code == status
    assert "سرّ" not in page_of(response)


def test_a_fault_of_ours_is_a_page_in_both_languages_that_needs_nothing(django_assert_num_queries):
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        response = client.get("/refuse/fault/")
    assert response.status_code == 500
    assert "حدث خلل من جهتنا" in page_of(response)
    assert "Something went wrong on our side" in page_of(response)
    assert "سرّ" not in page_of(response)


def test_a_page_that_does_not_exist_offers_the_search(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert 'role="search"' in page_of(response)
    assert "Page not found" in page_of(client.get("/en/no-such-page/"))


def test_a_form_without_its_proof_of_origin_keeps_the_words():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/form/", {"body": "كتبت هذا"})
    assert response.status_code == 403
    assert "كتبت هذا" in page_of(response)
    assert "لم يُرسل شيء" in page_of(response)
