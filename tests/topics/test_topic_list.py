"""The list: filters in its address, pages by key, the same number of queries however long it is."""

from datetime import timedelta

import pytest

from moderation.models import Status
from sharek import clock
from tests.factories import (
    AreaFactory,
    CitizenFactory,
    PublicBodyFactory,
    ServiceFactory,
    TopicFactory,
    TrustedCitizenFactory,
)
from tests.topics.deeds import answered, moderated, raised
from topics.actions import support_topic
from topics.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(client):
    """Return the topics that a query lists, in their order."""

    def ask(query="", by=client):
        response = by.get(f"/topics/{query}")
        assert response.status_code == 200
        return response.context["topics"]

    return ask


def many(number, **fields):
    service, area, author = ServiceFactory(), AreaFactory(), CitizenFactory()
    return [
        TopicFactory(
            service=service,
            area=area,
            author=author,
            published_at=clock.now() - timedelta(minutes=n),
            last_activity_at=clock.now() - timedelta(hours=n % 7),
            supports_count=n % 5,
            **fields,
        )
        for n in range(number)
    ]


def test_only_public_topics_are_listed_even_for_their_author(listed, as_user):
    topic = raised(CitizenFactory())
    hidden = moderated(raised(), Status.HIDDEN)
    assert topic not in listed(by=as_user(topic.author))
    assert hidden not in listed()


@pytest.mark.parametrize("sort", ["newest", "supported", "active"])
def test_pages_by_key_show_each_topic_once_whatever_arrives_meanwhile(client, sort):
    topics = many(45)
    seen, query = [], f"?sort={sort}"
    while query:
        response = client.get(f"/topics/{query}")
        seen += response.context["topics"]
        query = response.context["page"].next
        TopicFactory(supports_count=99)
    assert len(seen) == len(set(seen))
    assert set(topics) <= set(seen)
    column = {"newest": "published_at", "supported": "supports_count", "active": "last_activity_at"}[sort]
    own = [topic for topic in seen if topic in topics]
    assert own == sorted(own, key=lambda topic: (getattr(topic, column), topic.pk), reverse=True)


@pytest.mark.parametrize(
    "after", ["x", "1-2-3", "-", "9" * 30 + "-1", "1-" + "9" * 30, "٣-٤", "99999999999999999-1", "\x00"]
)
def test_a_key_that_is_no_key_shows_a_page(client, after):
    raised()
    assert client.get("/topics/", {"after": after}).status_code == 200
    assert client.get("/topics/", {"after": after, "q": "كهرباء"}).status_code == 200


def test_filters_narrow_and_combine(listed):
    body = PublicBodyFactory()
    below = PublicBodyFactory(parent=body)
    governorate = AreaFactory()
    district = AreaFactory(parent=governorate)
    service = ServiceFactory(body=below)
    topic = raised(service=service, area=district)
    idea = raised(kind="idea", title="فكرة لتحسين الدور في المركز")
    answered_one = raised(title="موضوع أُجيب عنه من قبل")
    answered(answered_one)
    assert listed(f"?service={service.slug}") == [topic]
    assert listed(f"?body={body.slug}") == [topic]
    assert listed(f"?area={governorate.slug}") == [topic]
    assert listed("?kind=idea") == [idea]
    assert listed("?state=answered") == [answered_one]
    assert listed(f"?body={body.slug}&kind=idea") == []
    with clock.at(clock.now() + timedelta(days=60)):
        assert listed("?state=overdue") == [idea, topic]


def test_words_find_by_relevance_or_in_the_chosen_order(listed):
    weak = raised(title="موضوع آخر عن الخدمات", body="الماء مقطوع منذ أسبوع في الحي")
    strong = raised(title="انقطاع الماء في الحيّ")
    assert listed("?q=الماء") == [strong, weak]
    assert listed("?q=الماء&sort=newest") == [strong, weak]
    support_topic(user=TrustedCitizenFactory(), topic=weak)
    assert listed("?q=الماء&sort=supported") == [weak, strong]
    assert listed("?q=زرافة") == []


def test_unknown_filters_show_everything(listed):
    topic = raised()
    assert listed("?service=no-such&state=rumour&sort=worst&kind=x") == [topic]


def test_duplicates_are_listed_only_when_asked_for(listed, moderator):
    from topics.actions import mark_duplicate

    original, topic = raised(), raised(title="الموضوع نفسه مرة أخرى")
    mark_duplicate(moderator=moderator, topic=topic, original=original)
    assert listed() == [original]
    assert listed("?state=duplicate") == [topic]


@pytest.mark.parametrize("query", ["", "?q=مشكلة", "?sort=supported&state=open"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_twenty_topics_cost_as_many_queries_as_two(as_user, query_count, query, signed_in):
    from topics.search import index_topic

    client = as_user(CitizenFactory() if signed_in else None)
    counts = []
    for number in (2, 18):
        for topic in many(number):
            index_topic(topic)
        client.get("/topics/")
        counts.append(query_count(lambda: client.get(f"/topics/{query}")))
    assert Topic.objects.count() == 20
    assert counts[0] == counts[1] <= 8


def test_what_the_reader_supports_is_marked(as_user, listed):
    citizen, topic = TrustedCitizenFactory(), raised()
    support_topic(user=citizen, topic=topic)
    assert listed(by=as_user(citizen))[0].is_supported
    assert not listed()[0].is_supported
