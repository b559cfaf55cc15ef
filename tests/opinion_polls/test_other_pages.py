"""The list of polls, polls on other pages, and the pages of moderators."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from moderation.models import AuditEntry, Status
from opinion_polls.actions import cast_ballot
from opinion_polls.models import Poll
from sharek import clock
from tests.factories import CitizenFactory, ModeratorFactory, SolutionFactory, TopicFactory

from .conftest import choices_of, choose

pytestmark = pytest.mark.django_db


def page_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


# --- the list ----------------------------------------------------------------------


def test_open_polls_come_by_their_end_and_pages_lead_on(client, make_poll):
    now = clock.now()
    for day in range(1, 14):
        make_poll(question=f"سؤال رقم {day:02}", closes_at=now + timedelta(days=day))
    first = page_of(client, "/polls/")
    assert re.findall(r">سؤال رقم (\d\d)</a>", first) == [f"{day:02}" for day in range(1, 11)]
    more = re.search(r'href="(\?after=[^"]+)"', first).group(1)
    assert re.findall(r">سؤال رقم (\d\d)</a>", page_of(client, f"/polls/{more}")) == ["11", "12", "13"]


def test_each_state_has_its_list(client, make_poll):
    now = clock.now()
    make_poll(question="سؤال مفتوح")
    make_poll(question="سؤال لاحق", opens_at=now + timedelta(days=1))
    with clock.at(now - timedelta(days=9)):
        make_poll(question="سؤال سابق", closes_at=now - timedelta(days=1))
    for state, word in (("open", "مفتوح"), ("scheduled", "لاحق"), ("closed", "سابق")):
        found = re.findall(r">سؤال (\w+)</a>", page_of(client, f"/polls/?state={state}"))
        assert found == [word]
    assert re.findall(r">سؤال (\w+)</a>", page_of(client, "/polls/?state=%00&after=x")) == ["مفتوح"]


def test_the_list_says_which_polls_one_has_answered(as_user, poll):
    citizen = CitizenFactory()
    assert "أجبتَ عنه" not in page_of(as_user(citizen), "/polls/")
    cast_ballot(poll=poll, user=citizen, answer=choose(poll, 1))
    assert "أجبتَ عنه" in page_of(as_user(citizen), "/polls/")


def test_empty_lists_say_so(client):
    assert "لا استطلاع مفتوح الآن" in page_of(client, "/polls/")
    assert "لا استطلاعات هنا" in page_of(client, "/polls/?state=closed")


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_list_costs_the_same_for_2_and_for_10(as_user, make_poll, query_count, signed_in):
    client = as_user(CitizenFactory() if signed_in else None)
    for _ in range(2):
        make_poll(visibility="always")
    page_of(client, "/polls/")
    few = query_count(lambda: page_of(client, "/polls/"))
    for _ in range(8):
        make_poll(visibility="always")
    assert query_count(lambda: page_of(client, "/polls/")) == few <= 8


# --- on the topic's page ----------------------------------------------------------------------


def test_a_topic_shows_its_polls_to_be_answered_in_place(client, poll):
    page = page_of(client, poll.topic.get_absolute_url())
    assert "رأي الناس في الحلول" in page
    assert poll.question in page
    assert f'hx-post="/p/{poll.pk}/"' in page
    assert f'data-live-text="poll.{poll.pk}:visitor"' in page


def test_a_topic_s_polls_cost_the_same_for_1_and_for_5(client, make_poll, query_count):
    topic = TopicFactory()
    make_poll(topic=topic)
    page_of(client, topic.get_absolute_url())
    few = query_count(lambda: page_of(client, topic.get_absolute_url()))
    for _ in range(4):
        make_poll(topic=topic, solutions=[*topic.solutions.all()])
    assert query_count(lambda: page_of(client, topic.get_absolute_url())) == few


def test_only_moderators_find_the_way_to_a_new_poll(as_user, poll):
    path, link = poll.topic.get_absolute_url(), f"/t/{poll.topic_id}/poll/new/"
    assert link not in page_of(as_user(), path)
    assert link not in page_of(as_user(CitizenFactory()), path)
    assert link in page_of(as_user(ModeratorFactory()), path)


# --- opening ----------------------------------------------------------------------


@pytest.fixture
def topic():
    topic = TopicFactory()
    for _ in range(3):
        SolutionFactory(topic=topic)
    return topic


def filled(topic, **facts):
    return {
        "question": "أي حلّ تفضّل؟",
        "kind": "multiple",
        "solutions": [solution.pk for solution in topic.solutions.all()],
        "none_of_these": "on",
        "closes_on": facts.get("closes_on", "٩/١٢/٢٠٩٩"),
        "closes_time": "٢٠:٣٠",
        "visibility": "after_vote",
        "step": "preview",
        **facts,
    }


def in_days(number):
    return f"{clock.today() + timedelta(days=number):%d/%m/%Y}"


def test_only_moderators_open_polls(as_user, topic):
    path = f"/t/{topic.pk}/poll/new/"
    for user in (None, CitizenFactory()):
        assert as_user(user).get(path).status_code in {302, 403}
        assert as_user(user).post(path, filled(topic, step="open")).status_code in {302, 403}
    assert not Poll.objects.exists()


def test_the_preview_shows_the_ballot_and_opens_nothing(as_user, topic):
    client, path = as_user(ModeratorFactory()), f"/t/{topic.pk}/poll/new/"
    page_of(client, path)
    answer = client.post(path, filled(topic, closes_on=in_days(7)))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "راجع الاستطلاع قبل فتحه" in page
    assert page.count(" disabled") == 4
    assert not Poll.objects.exists()
    back = client.post(path, filled(topic, closes_on=in_days(7), step="edit", question="س" * 300)).content.decode()
    assert "س" * 300 in back
    assert back.count(" checked") == 6
    assert "errsum" not in back


def test_opening_takes_both_kinds_of_digits_and_damascus_hours(as_user, topic):
    day = in_days(7).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    client = as_user(ModeratorFactory())
    answer = client.post(f"/t/{topic.pk}/poll/new/", filled(topic, closes_on=day, step="open"))
    assert answer.status_code == 303
    poll = Poll.objects.get()
    assert answer["Location"] == f"/p/{poll.pk}/"
    closes = timezone.localtime(poll.closes_at)
    assert (closes.date(), closes.hour, closes.minute) == (clock.today() + timedelta(days=7), 20, 30)
    assert len(choices_of(poll)) == 4
    assert poll.is_open


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"question": " "}, "id_question", ""),
        ({"solutions": []}, "id_solutions_0", "اختر الحلول التي يُسأل الناس عنها."),
        ({"kind": "scale"}, "id_none_of_these", "لا يصلح لهذا النوع"),
        ({"closes_on": "31/02/2027"}, "id_closes_on", ""),
        ({"closes_on": "01/01/2020"}, "id_closes_on", "ساعة على الأقل"),
        ({"closes_on": "09/12/2099"}, "id_closes_on", "180 يومًا"),
        ({"opens_time": "10:00"}, "id_opens_on", "حدّد يوم البدء"),
        ({"max_choices": "1"}, "id_max_choices", ""),
    ],
)
@pytest.mark.parametrize("step", ["preview", "open"])
def test_what_cannot_be_opened_is_said_in_a_summary_and_at_its_field(as_user, topic, facts, field, words, step):
    client = as_user(ModeratorFactory())
    answer = client.post(f"/t/{topic.pk}/poll/new/", filled(topic, **{"closes_on": in_days(7), "step": step, **facts}))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "<title>خطأ:" in page
    assert f'href="#{field}"' in page
    assert words in page
    assert not Poll.objects.exists()


# --- changing and closing ----------------------------------------------------------------------


def test_saving_a_closing_time_twice_does_not_move_it(as_user, make_poll):
    poll = make_poll(opens_at=clock.now() + timedelta(days=1))
    Poll.objects.filter(pk=poll.pk).update(closes_at=poll.closes_at.replace(second=0, microsecond=0))
    before = Poll.objects.get().closes_at
    client, path = as_user(ModeratorFactory()), f"/p/{poll.pk}/edit/"
    for _ in range(2):
        page = page_of(client, path)
        form = dict(re.findall(r'name="((?:opens|closes)_\w+)" value="([^"]+)"', page))
        assert len(form) == 4
        form |= {"question": poll.question, "visibility": "after_vote"}
        assert client.post(path, form).status_code == 303
        assert Poll.objects.get().closes_at == before


def test_extending_a_closed_poll_is_refused_and_on_record(as_user, poll):
    client = as_user(ModeratorFactory())
    form = {"question": poll.question, "visibility": "after_vote", "closes_on": in_days(60), "closes_time": "20:00"}
    with clock.at(poll.closes_at + timedelta(days=1)):
        answer = client.post(f"/p/{poll.pk}/edit/", form)
    assert answer.status_code == 409
    assert "مغلق ويبقى مغلقًا" in answer.content.decode()
    assert Poll.objects.get().closes_at == poll.closes_at
    assert AuditEntry.objects.filter(verb="poll.change_refused").count() == 1


def test_closing_asks_why(as_user, poll):
    client, path = as_user(ModeratorFactory()), f"/p/{poll.pk}/close/"
    page_of(client, path)
    answer = client.post(path, {"reason": " "})
    assert answer.status_code == 400
    assert 'href="#id_reason"' in answer.content.decode()
    assert client.post(path, {"reason": "نُشر بنصّ ناقص."}).status_code == 303
    assert Poll.objects.get().is_closed
    assert client.post(path, {"reason": "ثانية"}).status_code == 409


@pytest.mark.parametrize("tail", ["edit/", "close/"])
def test_citizens_neither_change_nor_close(as_user, poll, tail):
    for user in (None, CitizenFactory()):
        assert as_user(user).get(f"/p/{poll.pk}/{tail}").status_code in {302, 403}
        assert as_user(user).post(f"/p/{poll.pk}/{tail}", {"reason": "س"}).status_code in {302, 403}
    assert Poll.objects.get().is_open


@pytest.mark.parametrize("tail", ["", "results/", "receipt/", "convert/", "edit/", "close/"])
def test_a_poll_of_a_hidden_topic_is_nowhere(client, poll, tail):
    poll.topic.status = Status.HIDDEN
    poll.topic.save()
    method = client.post if tail == "convert/" else client.get
    assert method(f"/p/{poll.pk}/{tail}").status_code in {302, 403, 404}
    assert poll.question not in page_of(client, "/polls/")
    assert poll.question not in page_of(client, "/")
