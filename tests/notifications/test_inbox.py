"""The inbox: by day, in the reader's words, without what they may no longer see, with constant queries."""

from datetime import timedelta

import pytest
from django.urls import reverse

from notifications.actions import notify
from notifications.events import KINDS
from notifications.models import Notification
from notifications.words import _SPOKEN
from sharek import clock
from tests.factories import CitizenFactory, SolutionFactory, TopicFactory

pytestmark = pytest.mark.django_db
INBOX = "/me/notifications/"


def page(client, path=INBOX):
    return client.get(path).content.decode()


def test_every_kind_of_event_has_words():
    assert set(_SPOKEN) == set(KINDS)


def test_a_line_says_what_happened_in_the_language_of_the_page(as_user):
    author = CitizenFactory()
    topic = TopicFactory(author=author, title="انقطاع الماء كل مساء")
    notify(recipients=[author], event="support.given", target=topic)
    client = as_user(author)
    assert "انقطاع الماء كل مساء" in page(client)
    assert "person is affected too" in page(client, f"/en{INBOX}")


def test_equal_events_fold_into_one_line_with_a_number(as_user):
    author = CitizenFactory()
    solution = SolutionFactory(author=author)
    for _ in range(12):
        notify(recipients=[author], event="support.given", target=solution)
    assert Notification.objects.count() == 1
    assert "12 people support" in page(as_user(author), f"/en{INBOX}")


def test_lines_are_grouped_by_day(as_user):
    author = CitizenFactory()
    now = clock.now()
    for age in (0, 1, 3, 30):
        with clock.at(now - timedelta(days=age)):
            notify(recipients=[author], event="topic.published", target=TopicFactory(author=author))
    text = page(as_user(author), f"/en{INBOX}")
    places = [text.index(f'<h2 class="mt-l">{label}') for label in ("Today", "Yesterday", "This week", "Earlier")]
    assert places == sorted(places)


def test_what_is_hidden_drops_out_and_is_not_counted_any_more(as_user):
    reader = CitizenFactory()
    topic = TopicFactory(title="كلمةفريدة في عنوان")
    notify(recipients=[reader], event="topic.published", target=topic)
    client = as_user(reader)
    assert "كلمةفريدة" in page(client)
    topic.status = "hidden"
    topic.save()
    assert "كلمةفريدة" not in page(client)
    assert Notification.objects.get().read_at is not None


def test_mark_all_as_read(as_user):
    reader = CitizenFactory()
    notify(recipients=[reader], event="topic.published", target=TopicFactory())
    client = as_user(reader)
    assert 'class="new"' in page(client)
    answer = client.post(reverse("notifications:mark_all_read"))
    assert answer.status_code == 303
    assert 'class="new"' not in page(client)
    assert client.get(reverse("notifications:mark_all_read")).status_code == 405


def test_opening_a_line_marks_it_and_leads_on(as_user):
    reader, topic = CitizenFactory(), TopicFactory()
    notify(recipients=[reader], event="topic.published", target=topic)
    notice = Notification.objects.get()
    answer = as_user(reader).get(reverse("notifications:read", args=[notice.pk]))
    assert answer["Location"] == topic.get_absolute_url()
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_nobody_opens_the_line_of_another(as_user):
    reader = CitizenFactory()
    notify(recipients=[reader], event="topic.published", target=TopicFactory())
    path = reverse("notifications:read", args=[Notification.objects.get().pk])
    assert as_user(CitizenFactory()).get(path).status_code == 404
    assert Notification.objects.get().read_at is None


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(INBOX)["Location"].startswith("/accounts/login/?next=")


def test_filters_show_one_kind_only(as_user):
    reader = CitizenFactory()
    topic = TopicFactory(author=reader, title="موضوع القرار")
    other = TopicFactory(title="موضوع النقاش")
    notify(recipients=[reader], event="content.published", target=topic)
    notify(recipients=[reader], event="topic.published", target=other)
    text = page(as_user(reader), f"{INBOX}?kind=decisions")
    assert "موضوع القرار" in text
    assert "موضوع النقاش" not in text


def fill(reader, times):
    for _ in range(times):
        topic = TopicFactory(author=reader)
        notify(recipients=[reader], event="topic.published", target=topic)
        notify(recipients=[reader], event="solution.posted", target=SolutionFactory(topic=topic))


def test_the_number_of_queries_is_the_same_for_2_and_for_20(as_user, query_count):
    few, many = CitizenFactory(), CitizenFactory()
    fill(few, 1)
    fill(many, 10)
    few_client, many_client = as_user(few), as_user(many)
    page(few_client), page(many_client)
    assert query_count(lambda: page(many_client)) == query_count(lambda: page(few_client)) <= 10


def test_pages_by_key_lose_nothing(as_user):
    reader = CitizenFactory()
    fill(reader, 20)
    client = as_user(reader)
    first = client.get(INBOX)
    second = client.get(INBOX + first.context["page"].next)
    seen = [row.pk for row in first.context["page"]] + [row.pk for row in second.context["page"]]
    assert len(seen) == len(set(seen)) == 40
