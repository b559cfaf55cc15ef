"""The home page: what goes on, paged by key, at a constant cost; nothing that is not public."""

import gzip
import re
from datetime import timedelta

import pytest
from django.core.cache import cache

from moderation.models import Status
from opinion_polls import keys
from opinion_polls.models import Ballot, Choice, Poll, Tally, TallyDelta
from sharek import clock
from sharek.views import home_feed
from tests.factories import (
    CitizenFactory,
    ModeratorFactory,
    PublicBodyFactory,
    SolutionFactory,
    TopicFactory,
)
from topics.models import Commitment, OfficialAnswer, Topic, TopicSupport

pytestmark = pytest.mark.django_db


def page_of(client, path="/", **headers):
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def answer(topic, **values):
    values = {"author": topic.author, "body": topic.body, "text": "نردّ عليكم.", **values}
    values |= {"status": Status.PUBLISHED, "published_at": values.get("published_at", clock.now())}
    return OfficialAnswer.objects.create(topic=topic, text_html=f"<p>{values['text']}</p>", **values)


def poll(topic, **values):
    now = clock.now()
    values = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=1), **values}
    made = Poll.objects.create(topic=topic, question="أي حلّ تفضّل؟", opened_by=topic.author, **values)
    solution = SolutionFactory(topic=topic, published_at=now - timedelta(days=60))
    Choice.objects.create(poll=made, position=1, frozen_label="الحلّ كما كان", solution=solution)
    Choice.objects.create(poll=made, position=2)
    return made


def fill(times):
    """Make ``times`` of everything that the home page shows."""
    for number in range(times):
        topic = TopicFactory(published_at=clock.now() - timedelta(hours=number))
        SolutionFactory(topic=topic, published_at=clock.now() - timedelta(hours=number, minutes=20))
        said = answer(topic, published_at=clock.now() - timedelta(hours=number, minutes=40))
        Commitment.objects.create(answer=said, text="موعد", due_on=clock.today() + timedelta(days=number - 1))
        due = clock.now() + timedelta(days=number - 1)
        TopicFactory(published_at=clock.now() - timedelta(days=30 + number), answer_due_at=due)
        poll(topic)


def test_a_visitor_learns_what_sharek_is_and_what_to_do_next(client):
    page = page_of(client)
    assert "شارك في تحسين الخدمات العامة" in page
    assert 'class="lede"' in page
    assert "أنشئ حسابًا" in page


def test_who_came_before_is_spared_the_introduction(client, as_user):
    page_of(client)
    assert 'class="mast line"' in page_of(client)
    assert 'class="mast line"' in page_of(as_user(CitizenFactory()))


def test_the_feed_shows_all_kinds_and_each_chip_one(client):
    fill(2)
    everything = page_of(client)
    for words in ("مشكلة في الخدمة", "حلّ رقم", "نردّ عليكم."):
        assert words in everything
    assert "نردّ عليكم." not in page_of(client, "/?kind=topic")
    assert "نردّ عليكم." in page_of(client, "/?kind=answer")
    assert 'aria-current="page">حلول' in page_of(client, "/?kind=solution")


def test_every_entry_appears_once_over_all_pages_even_at_the_same_moment(client):
    moment = clock.now()
    for number in range(9):
        topic = TopicFactory(published_at=moment - timedelta(minutes=number // 4))
        SolutionFactory(topic=topic, published_at=moment)
        answer(topic, published_at=moment - timedelta(minutes=number // 3))
    seen, after = [], None
    while True:
        page = home_feed.page(None or CitizenFactory(), after=after)
        seen += [(entry.kind, entry.thing.pk, entry.thing.published_at) for entry in page.entries]
        if page.next is None:
            break
        assert home_feed.Cursor.parse(str(page.next)) == page.next
        after = page.next
    assert len(seen) == len(set(seen)) == 27
    assert [at for *_rest, at in seen] == sorted((at for *_rest, at in seen), reverse=True)


@pytest.mark.parametrize(
    "after", ["x", "9" * 40 + "-topic-1", "1-user-1", "1-topic-", "-topic-1", "١-topic-1", "1-topic-٢"]
)
def test_a_mangled_link_shows_the_first_page(client, after):
    fill(1)
    assert "مشكلة في الخدمة" in page_of(client, f"/?after={after}")


def test_what_is_not_public_is_in_nobodys_feed(client, as_user):
    author = CitizenFactory()
    shown = TopicFactory()
    for status in (Status.PENDING, Status.HIDDEN, Status.REMOVED, Status.REJECTED, Status.WITHDRAWN):
        hidden = TopicFactory(author=author, status=status, title=f"كلمةخفية {status}", answer_due_at=clock.now())
        SolutionFactory(topic=hidden, title="كلمةخفية تحته")
        poll(hidden)
        answer(hidden, text="كلمةخفية في الردّ")
        SolutionFactory(topic=shown, status=status, title="كلمةخفية وحدها")
    for one in (client, as_user(author), as_user(ModeratorFactory())):
        for path in ("/", "/?kind=topic", "/?kind=solution", "/?kind=answer"):
            assert "كلمةخفية" not in page_of(one, path)


def test_hidden_content_leaves_at_once_with_every_cache_warm(client):
    topic = TopicFactory(title="كلمةفريدة", answer_due_at=clock.now() - timedelta(days=3))
    assert page_of(client).count("كلمةفريدة") >= 2
    Topic.objects.filter(pk=topic.pk).update(status=Status.HIDDEN)
    assert "كلمةفريدة" not in page_of(client)


def test_a_poll_can_be_answered_in_place(client):
    made = poll(TopicFactory(), kind="single")
    Tally.objects.create(poll=made, channel="registered", state="counted", cell="n", count=40)
    TallyDelta.objects.create(poll=made, channel="registered", state="counted", cell="n", change=2)
    TallyDelta.objects.create(poll=made, channel="visitor", state="held", cell="n", change=1)
    page = page_of(client)
    assert f'action="{made.get_absolute_url()}"' in page
    assert page.count('type="radio"') == 2
    assert "checked" not in page
    assert f'data-live-text="poll.{made.pk}:registered">42<' in page
    assert f'data-live-text="poll.{made.pk}:visitor">0<' in page


def test_a_poll_that_was_answered_is_not_asked_again(as_user):
    citizen, made = CitizenFactory(), poll(TopicFactory(), kind="single")
    key = keys.registered_key(made, citizen)
    Ballot.objects.create(
        id=1, poll=made, voter_key=key, channel="registered", answer={"choices": []}, nonce=b"0" * 16, leaf="0" * 64
    )
    assert 'type="radio"' not in page_of(as_user(citizen))
    assert 'type="radio"' in page_of(as_user(CitizenFactory()))


def test_only_open_polls_are_offered(client):
    past = clock.now() - timedelta(hours=1)
    poll(TopicFactory(), closes_at=past)
    poll(TopicFactory(), opens_at=clock.now() + timedelta(hours=1), closes_at=clock.now() + timedelta(hours=2))
    poll(TopicFactory(), closed_early_at=past, closing_reason="انتهى الغرض منه", closed_by=ModeratorFactory())
    assert "أي حلّ تفضّل؟" not in page_of(client)


def test_support_of_ones_own_is_marked(as_user):
    citizen, topic = CitizenFactory(), TopicFactory(supports_count=1)
    assert 'aria-pressed="false"' in page_of(as_user(citizen))
    TopicSupport.objects.create(user=citizen, target=topic)
    assert 'aria-pressed="true"' in page_of(as_user(citizen))


def test_the_clock_shows_what_is_late_the_longest_and_what_comes_next(client):
    for days in (-12, -5, -1, 2, 9):
        TopicFactory(title=f"عمره {days}", answer_due_at=clock.now() + timedelta(days=days, minutes=5))
    TopicFactory(title="أجيب عنه", answer_due_at=clock.now() - timedelta(days=40), answered_at=clock.now())
    TopicFactory(title="موقوف", answer_due_at=clock.now() - timedelta(days=40), clock_paused_at=clock.now())
    aside = page_of(client, "/?kind=solution")
    found = re.findall(r"<bdi>(عمره -?\d+|أجيب عنه|موقوف)</bdi>", aside)
    assert found == ["عمره -12", "عمره -5", "عمره 2"]


def test_numbers_beside_the_feed(client):
    fill(3)
    cache.clear()
    figures = re.findall(r'<dd class="num">(\d+)</dd>', page_of(client))
    assert figures == ["6", "6", "3", "3"]


def test_the_name_of_a_hidden_author_never_appears(client):
    SolutionFactory(author=CitizenFactory(display_name="اسمخفي", handle="hidden-handle"), alias=4821)
    page = page_of(client)
    assert "4821" in page
    assert "اسمخفي" not in page
    assert "hidden-handle" not in page


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_number_of_queries_is_the_same_for_2_and_for_20(as_user, query_count, signed_in):
    client = as_user(CitizenFactory() if signed_in else None)
    fill(2)
    page_of(client)
    few = query_count(lambda: page_of(client))
    fill(18)
    page_of(client)
    assert query_count(lambda: page_of(client)) == few
    assert few <= (16 if signed_in else 11)


def test_the_page_weighs_at_most_14_kb_with_long_texts(client, as_user):
    body = PublicBodyFactory(name_ar="وزارة الإدارة المحلية والبيئة وشؤون المحافظات " * 3)
    for number in range(12):
        text = " ".join(f"كلمة{number}{position}" for position in range(1000))
        topic = TopicFactory(title=f"عنوان طويل جدًّا {number} " * 6, text=text, text_html=f"<p>{text}</p>", body=body)
        SolutionFactory(topic=topic, text=text, text_html=f"<p>{text}</p>")
    for one in (client, as_user(CitizenFactory())):
        assert len(gzip.compress(one.get("/").content)) <= 14 * 1024


def test_an_empty_portal_invites_to_begin(client):
    assert "كن أول من يطرح" in page_of(client)


def test_htmx_gets_the_next_cards_alone(client):
    fill(1)
    assert "<html" not in page_of(client, "/?kind=topic", hx_request="true")
