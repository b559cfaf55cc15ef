"""Following and muting: whitelisted kinds, by POST only, once; the feed shows what happened, never through an alias."""

import pytest

from accounts.models import User
from notifications.actions import follow, mute
from notifications.models import Follow, Mute
from tests.factories import (
    AreaFactory,
    CitizenFactory,
    PublicBodyFactory,
    ServiceFactory,
    SolutionFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "factory"),
    [
        ("topic", TopicFactory),
        ("service", ServiceFactory),
        ("body", PublicBodyFactory),
        ("area", AreaFactory),
        ("person", CitizenFactory),
    ],
)
def test_follow_and_no_longer(as_user, kind, factory):
    target, client = factory(), as_user(CitizenFactory())
    path = f"/follow/{kind}/{target.pk}/"
    answer = client.post(path)
    assert (answer.status_code, answer["Location"]) == (303, target.get_absolute_url())
    client.post(path)
    assert Follow.objects.count() == 1
    client.post(path, {"undo": "1"})
    assert not Follow.objects.exists()


def test_with_htmx_the_button_comes_back(as_user):
    topic = TopicFactory()
    answer = as_user(CitizenFactory()).post(f"/follow/topic/{topic.pk}/", headers={"HX-Request": "true"})
    assert 'aria-pressed="true"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_the_followers_of_a_topic_are_counted(as_user):
    topic, client = TopicFactory(), as_user(CitizenFactory())
    client.post(f"/follow/topic/{topic.pk}/")
    topic.refresh_from_db()
    assert topic.follows_count == 1
    client.post(f"/follow/topic/{topic.pk}/", {"undo": "1"})
    topic.refresh_from_db()
    assert topic.follows_count == 0


@pytest.mark.parametrize("path", ["/follow/comment/1/", "/follow/user/1/", "/follow/topic/999999/", "/mute/999999/"])
def test_what_cannot_be_followed_is_not_found(as_user, path):
    assert as_user(CitizenFactory()).post(path).status_code == 404


def test_what_one_may_not_see_cannot_be_followed(as_user):
    topic = TopicFactory(status="pending", published_at=None)
    assert as_user(CitizenFactory()).post(f"/follow/topic/{topic.pk}/").status_code == 404


def test_a_link_changes_nothing(as_user, client):
    topic = TopicFactory()
    asked = as_user(CitizenFactory()).get(f"/follow/topic/{topic.pk}/")
    assert asked.status_code == 200
    assert client.get(f"/follow/topic/{topic.pk}/")["Location"].startswith("/accounts/login/?next=/follow/topic/")
    assert client.post(f"/follow/topic/{topic.pk}/").status_code == 403
    assert not Follow.objects.exists()


def test_next_stays_on_the_portal(as_user):
    topic, client = TopicFactory(), as_user(CitizenFactory())
    assert client.post(f"/follow/topic/{topic.pk}/", {"next": "/topics/"})["Location"] == "/topics/"
    evil = client.post(f"/follow/topic/{topic.pk}/", {"next": "https://evil.example/"})
    assert evil["Location"] == topic.get_absolute_url()


def test_nobody_follows_or_mutes_themselves(as_user):
    user = CitizenFactory()
    client = as_user(user)
    assert client.post(f"/follow/person/{user.pk}/").status_code == 400
    assert client.post(f"/mute/{user.pk}/").status_code == 400


def test_mute_and_no_longer(as_user):
    other, client = CitizenFactory(), as_user(CitizenFactory())
    client.post(f"/mute/{other.pk}/")
    assert Mute.objects.count() == 1
    client.post(f"/mute/{other.pk}/", {"undo": "1"})
    assert not Mute.objects.exists()


# --- the feed --------------------------------------------------------------------------------------------------------


def feed(client, query="") -> str:
    return client.get(f"/feed/{query}").content.decode()


def test_the_feed_shows_what_is_followed_and_nothing_else(as_user):
    reader = CitizenFactory()
    area = AreaFactory()
    district = AreaFactory(parent=area)
    shown = {
        "service": TopicFactory(title="موضوع الخدمة المتابعة"),
        "body": TopicFactory(title="موضوع الجهة المتابعة"),
        "area": TopicFactory(title="موضوع في ناحية المحافظة", area=district),
        "author": TopicFactory(title="موضوع الكاتب المتابع"),
        "topic": TopicFactory(title="موضوع أتابعه بعينه"),
    }
    other = TopicFactory(title="موضوع لا أتابعه")
    for target in (
        shown["service"].service,
        shown["body"].body,
        area,
        shown["author"].author,
        shown["topic"],
    ):
        follow(user=reader, target=target)
    text = feed(as_user(reader))
    assert all(topic.title in text for topic in shown.values())
    assert other.title not in text


def test_following_a_person_never_shows_what_they_posted_without_their_name(as_user):
    reader, author = CitizenFactory(), CitizenFactory()
    follow(user=reader, target=author)
    TopicFactory(author=author, title="باسمي الظاهر")
    TopicFactory(author=author, title="دون إظهار اسمي", alias=4821)
    SolutionFactory(author=author, title="حلّ دون اسمي", alias=4821)
    for query in ("", "?sort=active"):
        text = feed(as_user(reader), query)
        assert "باسمي الظاهر" in text
        assert "دون إظهار اسمي" not in text
        assert "حلّ دون اسمي" not in text


def test_muting_hides_what_stands_under_the_name_only(as_user):
    """If it hid aliases too, whoever mutes one person after another would see through all of them."""
    reader, muted = CitizenFactory(), CitizenFactory()
    topic = TopicFactory(author=muted, title="موضوع المكتوم باسمه")
    hidden = TopicFactory(author=muted, title="موضوع المكتوم دون اسمه", alias=4821, service=topic.service)
    follow(user=reader, target=topic.service)
    mute(user=reader, muted=muted)
    text = feed(as_user(reader))
    assert topic.title not in text
    assert hidden.title in text


def test_hidden_topics_leave_the_feed(as_user):
    reader, topic = CitizenFactory(), TopicFactory()
    follow(user=reader, target=topic)
    topic.status = "hidden"
    topic.save()
    assert topic.title not in feed(as_user(reader))


def test_the_feed_takes_as_many_queries_for_2_as_for_20(as_user, query_count):
    counts = []
    for times in (2, 20):
        reader = CitizenFactory()
        for _ in range(times):
            topic = TopicFactory()
            SolutionFactory(topic=topic)
            follow(user=reader, target=topic)
            follow(user=reader, target=topic.service)
        client = as_user(reader)
        feed(client)
        counts.append(query_count(lambda client=client: feed(client)))
    assert counts[0] == counts[1]
    assert counts[0] <= 18


def test_an_empty_feed_says_what_to_do(as_user):
    assert User.objects.count() == 0
    assert "/topics/" in feed(as_user(CitizenFactory()))
