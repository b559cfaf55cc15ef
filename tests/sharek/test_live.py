"""Who may hear what: the same people who may see it."""

import pytest
from django.contrib.auth.models import AnonymousUser

from moderation.models import Status
from realtime.streams import parse
from sharek.live import RULES
from tests.factories import CitizenFactory, ModeratorFactory, RepresentativeFactory, SolutionFactory, TopicFactory

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def hears(stream: str, user=VISITOR) -> bool:
    name = parse(stream)
    assert name is not None
    return RULES.may_hear(name, user, {})


def test_a_public_topic_is_heard_by_everybody_a_hidden_one_by_those_who_may_read_it():
    topic = TopicFactory()
    solution = SolutionFactory(topic=topic)
    assert hears(f"topic.{topic.pk}")
    assert hears(f"solution.{solution.pk}")
    for status in (Status.PENDING, Status.REMOVED):
        type(topic).objects.filter(pk=topic.pk).update(status=status)
        assert not hears(f"topic.{topic.pk}")
        assert not hears(f"solution.{solution.pk}")
        assert not hears(f"topic.{topic.pk}", CitizenFactory())
        assert hears(f"topic.{topic.pk}", topic.author)
        assert hears(f"topic.{topic.pk}", ModeratorFactory())


def test_what_does_not_exist_is_heard_by_nobody():
    moderator = ModeratorFactory()
    for stream in (
        "topic.999",
        "solution.999",
        "poll.999",
        "topic.1.part",
        "topic",
        "home.1",
        "moderation.2",
        "nothing",
    ):
        assert not hears(stream, moderator)


def test_desks_are_heard_by_those_who_work_at_them():
    person = RepresentativeFactory()
    assert hears(f"body.{person.body_id}", person.user)
    assert not hears(f"body.{person.body_id}", ModeratorFactory())
    assert not hears(f"body.{person.body_id}")
    assert hears("moderation", ModeratorFactory())
    assert not hears("moderation", person.user)
    assert not hears("moderation")


def test_whoever_is_no_longer_a_representative_hears_nothing_of_the_body():
    person = RepresentativeFactory()
    type(person.user).objects.filter(pk=person.user_id).update(role="citizen")
    person.user.refresh_from_db()
    assert not hears(f"body.{person.body_id}", person.user)


def test_the_home_page_says_how_much_there_is_and_what_is_newest(django_assert_max_num_queries):
    topics = [TopicFactory() for _ in range(3)]
    TopicFactory(status=Status.PENDING, published_at=None)
    assert hears("home")
    with django_assert_max_num_queries(5):
        state = RULES.states(["home"])["home"]
    assert (state["topics"], state["topic"], state["solution"], state["polls"]) == (3, topics[-1].pk, None, 0)


def test_the_queue_says_how_much_waits():
    state = RULES.states(["moderation"])["moderation"]
    assert (state["waiting"], state["unclaimed"], state["urgent"], state["item"]) == (0, 0, 0, None)


def test_a_state_of_nothing_is_no_state():
    assert RULES.states(["poll.999"]) == {}
