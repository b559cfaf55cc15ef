"""Authorship has one exit: the name, the alias, the body, or a former participant."""

from typing import Any

import pytest
from django.utils import translation

from moderation.authorship import public_author
from sharek import clock
from tests.factories import CitizenFactory, RepresentativeFactory, TopicFactory
from tests.moderation.texts import comment
from topics.models import OfficialAnswer

pytestmark = pytest.mark.django_db


def test_a_name_is_shown_as_its_owner_wrote_it() -> None:
    topic = TopicFactory(author__display_name="أم يوسف")
    author = public_author(topic)
    assert (author.name, author.initial, author.is_alias, author.is_topic_author) == ("أم يوسف", "أ", False, True)


def test_an_alias_says_nothing_of_the_person(query_count: Any) -> None:
    topic = TopicFactory(alias=4821, author__display_name="أم يوسف", author__handle="umm-yusuf")
    topic.refresh_from_db(fields=["author"])
    assert query_count(lambda: public_author(topic)) == 0
    author = public_author(topic)
    assert author.name == "مشارك 4821"
    assert author.is_alias
    assert "umm" not in repr(author)
    with translation.override("en"):
        assert public_author(topic).name == "Participant 4821"


@pytest.mark.parametrize(("topics", "comments", "marked"), [
    (None, None, True), (4821, 4821, True), (None, 4821, False), (4821, None, False),
])  # fmt: skip
def test_the_topics_author_is_marked_only_under_the_name_that_the_topic_stands_under(
    topics: int | None, comments: int | None, marked: bool
) -> None:
    topic = TopicFactory(alias=topics)
    assert public_author(comment(author=topic.author, topic=topic, alias=comments)).is_topic_author is marked


def test_who_deleted_their_account_is_a_former_participant_without_a_page() -> None:
    author = public_author(TopicFactory(author=CitizenFactory(deleted_at=clock.now())))
    assert (author.name, author.url) == ("مشارك سابق", "")


def test_an_official_answer_speaks_as_the_body_and_never_names_the_person() -> None:
    person = RepresentativeFactory(user__display_name="سمير")
    answer = OfficialAnswer.objects.create(
        topic=TopicFactory(), body=person.body, author=person.user, text="نعالجها.", text_html="", status="published"
    )
    author = public_author(answer)
    assert author.is_body
    assert author.name == person.body.name
    assert "سمير" not in repr(author)
