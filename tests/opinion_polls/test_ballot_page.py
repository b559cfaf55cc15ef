"""The ballot and its answer, as browsers meet them; all of it without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from opinion_polls import tallies
from opinion_polls.actions import cast_ballot, close_poll
from opinion_polls.keys import cookie_name, token_in
from opinion_polls.models import Ballot, Poll
from opinion_polls.views import voting
from sharek import clock
from tests.factories import CitizenFactory, ModeratorFactory

from .conftest import choices_of, choose

pytestmark = pytest.mark.django_db


def address(poll, tail=""):
    return f"/p/{poll.pk}/{tail}"


def page_of(client, path, status=200, **headers):
    response = client.get(path, headers=headers)
    assert response.status_code == status
    return response.content.decode()


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)


def form_of(client, poll):
    """Open the ballot; return what its form would send without a choice."""
    page = page_of(client, address(poll))
    return {"version": hidden(page, "version"), "key": hidden(page, "key")}


def vote(client, poll, number=1, **form):
    return client.post(address(poll), {"choice": choose(poll, number)["choices"], **form})


def columns(poll):
    return tallies.ballots_by_channel([poll.pk])[poll.pk]


@pytest.mark.parametrize("kind", Poll.Kind.values)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_kind_is_answered_in_two_steps_without_javascript(client, make_poll, kind, prefix):
    poll = make_poll(kind=kind)
    page = page_of(client, prefix + address(poll))
    assert " checked" not in page
    assert " selected" not in page
    keys = [choice.pk for choice in choices_of(poll)]
    form = {"version": hidden(page, "version"), "key": hidden(page, "key")}
    form |= {f"c{key}": number for number, key in enumerate(keys, 1)}
    response = client.post(prefix + address(poll), form | {"choice": keys[:1]})
    assert response.status_code == 303
    assert response["Location"] == f"{prefix}{address(poll, 'results/')}?done=cast"
    assert columns(poll) == {"registered": 0, "visitor": 1}
    change = page_of(client, prefix + address(poll, "?change"))
    assert change.count(" checked") + change.count(" selected") == (1 if kind in {"single", "multiple"} else len(keys))


def test_the_browser_s_token_is_signed_and_out_of_reach_and_never_on_a_page(client, poll):
    page = page_of(client, address(poll))
    cookie = client.cookies[cookie_name()]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    token = token_in({cookie_name(): cookie.value})
    assert len(token) == 16
    assert token.hex() not in page
    assert token_in({cookie_name(): cookie.value[:-1] + "x"}) is None
    assert token_in({cookie_name(): token.hex()}) is None
    vote(client, poll)
    assert token.hex() not in page_of(client, address(poll, "results/"))
    assert client.cookies[cookie_name()].value == cookie.value


def test_over_tls_the_cookie_belongs_to_this_host_alone(poll, settings):
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    page_of(client, address(poll))
    assert client.cookies["__Host-sharek-voter"]["secure"]
    assert not client.cookies["__Host-sharek-voter"]["domain"]
    assert "sharek-voter" not in client.cookies


def test_no_cache_may_keep_what_depends_on_who_looks(client, poll):
    for path in (address(poll), address(poll, "results/"), address(poll, "receipt/"), "/polls/"):
        response = client.get(path)
        assert "private" in response["Cache-Control"]
        assert "Cookie" in response["Vary"]


def test_of_two_tabs_of_one_browser_the_second_is_told_and_shows_the_ballot(client, poll):
    first, second = form_of(client, poll), form_of(client, poll)
    assert vote(client, poll, 1, **first).status_code == 303
    answer = vote(client, poll, 2, **second)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "صوّتّ هنا في هذه الأثناء" in page
    assert choices_of(poll)[0].label in page
    assert Ballot.objects.get().answer == choose(poll, 1)


def test_two_fresh_browsers_are_two_voters_with_two_receipts(poll):
    codes = set()
    for number in (1, 2):
        client = Client()
        vote(client, poll, number, **form_of(client, poll))
        codes |= set(re.findall(r">(\w{4}-\w{4})</bdi>", page_of(client, address(poll, "results/"))))
    assert len(codes) == 2
    assert columns(poll)["visitor"] == 2


def test_browsers_that_send_no_cookie_at_all_are_never_one_voter(poll):
    for number in (1, 2):
        assert vote(Client(), poll, number).status_code == 303
    assert columns(poll)["visitor"] == 2


def test_a_form_sent_twice_before_the_first_cookie_comes_from_one_browser(client, poll):
    """As from the home page, which sets no voter's cookie: only the CSRF cookie is there."""
    page_of(client, address(poll))
    csrf = client.cookies[settings.CSRF_COOKIE_NAME].value
    for _ in range(2):
        fresh = Client()
        fresh.cookies[settings.CSRF_COOKIE_NAME] = csrf
        assert vote(fresh, poll, key="oneform", version="0").status_code == 303
    assert columns(poll)["visitor"] == 1


def test_a_visitor_s_form_needs_its_proof_of_origin(poll):
    client = Client(enforce_csrf_checks=True)
    assert vote(client, poll).status_code == 403
    page = page_of(client, address(poll))
    token = hidden(page, "csrfmiddlewaretoken")
    assert vote(client, poll, csrfmiddlewaretoken=token).status_code == 303


def test_a_double_click_gets_the_same_receipt(client, poll):
    form = form_of(client, poll)
    assert vote(client, poll, 1, **form).status_code == 303
    again = vote(client, poll, 1, **form)
    assert again["Location"].endswith("?done=repeated")
    assert columns(poll)["visitor"] == 1


def test_without_a_choice_the_page_says_so_twice_and_keeps_nothing(client, poll):
    answer = client.post(address(poll), form_of(client, poll))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "<title>خطأ:" in page
    assert page.count("اختر حلًّا ثم صوّت.") == 2
    assert 'href="#answer"' in page
    assert not Ballot.objects.exists()


def test_what_was_chosen_stands_again_where_the_answer_is_refused(client, make_poll):
    poll = make_poll(kind=Poll.Kind.MULTIPLE)
    keys = [choice.pk for choice in choices_of(poll)]
    answer = client.post(address(poll), {"choice": [keys[0], keys[-1]], **form_of(client, poll)})
    assert answer.status_code == 400
    assert answer.content.decode().count(" checked") == 2


@pytest.mark.parametrize("field", ["choice", "version", "key", "c1"])
@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "١", "\x00", "<script>", "\u202e" * 9, "4" * 10_001])
def test_no_form_makes_the_page_fail(client, make_poll, field, value):
    for kind in Poll.Kind.values:
        poll = make_poll(kind=kind)
        answer = client.post(address(poll), {field: value})
        assert answer.status_code in {303, 400, 409}
    poll = make_poll()
    answer = client.post(
        address(poll), {"choice": choose(poll, 1)["choices"], "version": "0", "key": "k", field: value}
    )
    assert answer.status_code in {303, 400, 409}


def test_a_vote_one_second_late_is_told_that_the_poll_is_closed(client, poll):
    form = form_of(client, poll)
    with clock.at(poll.closes_at + timedelta(seconds=1)):
        answer = vote(client, poll, **form)
    assert answer.status_code == 409
    assert "انتهى هذا الاستطلاع، ولم يُحسب صوتك." in answer.content.decode()
    assert not Ballot.objects.exists()


def test_a_poll_closed_under_an_open_form_answers_with_its_results(client, poll, monkeypatch):
    form = form_of(client, poll)
    real = voting.cast_ballot

    def closed_first(**facts):
        close_poll(moderator=ModeratorFactory(), poll=Poll.objects.get(pk=poll.pk), reason="نُشر بنصّ ناقص.")
        return real(**facts)

    monkeypatch.setattr(voting, "cast_ballot", closed_first)
    answer = vote(client, poll, **form)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "ولم يُحسب صوتك" in page
    assert '<form class="ballot' not in page


def test_signed_in_signed_out_and_in_again_is_never_silently_two(client, poll):
    citizen = CitizenFactory()
    client.force_login(citizen)
    vote(client, poll, 1, **form_of(client, poll))
    client.cookies.pop(settings.SESSION_COOKIE_NAME)  # Client.logout() would forget the browser too
    page = page_of(client, address(poll))
    assert "صوّت أحدهم بحسابه من هذا المتصفّح" in page
    assert '<form class="ballot' not in page
    assert vote(client, poll, 2).status_code == 409
    client.force_login(citizen)
    assert choices_of(poll)[0].label in page_of(client, address(poll))
    assert columns(poll) == {"registered": 1, "visitor": 0}


def test_whoever_signs_in_is_offered_to_take_the_visitor_s_vote_along(client, poll):
    vote(client, poll, 2, **form_of(client, poll))
    client.force_login(CitizenFactory())
    page = page_of(client, address(poll))
    assert "أجبتَ هنا زائرًا" in page
    assert choices_of(poll)[1].label in page
    assert f'href="{address(poll)}">احسبه مع حسابي' in page_of(client, "/")
    answer = client.post(address(poll, "convert/"))
    assert (answer.status_code, answer["Location"]) == (303, f"{address(poll, 'results/')}?done=converted")
    assert columns(poll) == {"registered": 1, "visitor": 0}
    assert "أجبتَ هنا زائرًا" not in page_of(client, address(poll))


def test_a_vote_by_htmx_swaps_the_card_and_errors_stay_in_it(client, poll):
    form = {"form": "card", "version": "0", "key": "k"}
    htmx = {"HX-Request": "true"}
    answer = client.post(address(poll), form, headers=htmx)
    assert answer.status_code == 400
    assert answer["HX-Retarget"] == f"#poll-card-{poll.pk}"
    answer = client.post(address(poll), form | {"choice": choose(poll, 1)["choices"]}, headers=htmx)
    assert answer.status_code == 200
    card = answer.content.decode()
    assert card.lstrip().startswith("<article")
    assert "سُجّل صوتك:" in card
    assert f"poll.{poll.pk}" in card
    stale = client.post(address(poll), form | {"choice": choose(poll, 2)["choices"], "key": "z"}, headers=htmx)
    assert stale.status_code == 409
    assert choices_of(poll)[0].label in stale.content.decode()


def test_a_receipt_tells_what_became_of_a_vote_but_not_what_it_says(client, poll):
    first = cast_ballot(poll=poll, browser_token=b"1" * 16, answer=choose(poll, 1))
    found = page_of(client, address(poll, f"receipt/?code={first.code.lower()}"))
    assert "محسوب في عمود غير المسجّلين" in found
    assert choices_of(poll)[0].label not in found
    cast_ballot(poll=poll, browser_token=b"1" * 16, answer=choose(poll, 2))
    assert "استُبدل" in page_of(client, address(poll, f"receipt/?code={first.code}"))
    for code in ("AAAA-AAAA", "؟؟؟", "<script>", "%00"):
        page = page_of(client, address(poll, f"receipt/?code={code}"))
        assert "لا صوت بهذا الرمز" in page
        assert "<script>" not in page.split("</head>")[1].split("<main")[1]


def test_a_scheduled_poll_shows_its_choices_and_takes_nothing(client, make_poll):
    poll = make_poll(opens_at=clock.now() + timedelta(hours=2))
    page = page_of(client, address(poll))
    assert page.count(" disabled") == 4
    assert vote(client, poll).status_code == 409
    assert not Ballot.objects.exists()


def test_closing_early_and_its_reason_are_shown(client, poll):
    close_poll(moderator=ModeratorFactory(), poll=poll, reason="نُشر بنصّ ناقص.")
    page = page_of(client, address(poll))
    assert "أُغلق قبل موعده" in page
    assert "نُشر بنصّ ناقص." in page


@pytest.mark.parametrize("signed_in", [False, True])
def test_pages_cost_the_same_for_2_choices_and_for_10(as_user, make_poll, query_count, signed_in):
    costs = set()
    for number in (2, 10):
        poll = make_poll(solutions=number, visibility="always")
        client = as_user(CitizenFactory() if signed_in else None)
        page_of(client, address(poll))
        ballot = query_count(lambda client=client, poll=poll: page_of(client, address(poll)))
        post = query_count(lambda client=client, poll=poll: vote(client, poll))
        results = query_count(lambda client=client, poll=poll: page_of(client, address(poll, "results/")))
        costs.add((ballot, post, results))
    assert len(costs) == 1
    ballot, post, results = costs.pop()
    assert ballot <= 10
    assert results <= 10
    assert post - 4 <= 10  # the test's own transaction makes savepoints of the doors'
