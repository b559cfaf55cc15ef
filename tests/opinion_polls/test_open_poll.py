"""Opening: by a moderator, on frozen texts, for good."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from moderation.models import AuditEntry, Status
from opinion_polls import answers
from opinion_polls.actions import open_poll, tell_due
from opinion_polls.models import Poll
from realtime.doors import Conflict, Refused
from realtime.models import Event
from sharek import clock
from tests.factories import CitizenFactory, ModeratorFactory, SolutionFactory, TopicFactory, UserFactory
from topics.models import TimelineEntry, Topic

from .conftest import choices_of

pytestmark = pytest.mark.django_db


def test_choices_are_the_solutions_as_they_stood_and_none_of_these(poll):
    solution = poll.topic.solutions.first()
    labels = [choice.label for choice in choices_of(poll)]
    assert labels == [
        *poll.topic.solutions.order_by("number").values_list("title", flat=True),
        "لا أؤيّد أيًّا من هذه الحلول",
    ]
    solution.title = solution.text = "صيغة جديدة"
    solution.save()
    assert [choice.label for choice in choices_of(poll)] == labels
    assert "كيف يعمل هذا الحلّ." in choices_of(poll)[0].text


def test_the_schema_hash_holds_the_question_and_the_choices(poll):
    assert poll.schema_hash == answers.schema_hash(poll, choices_of(poll))
    poll.question = "سؤال آخر"
    assert poll.schema_hash != answers.schema_hash(poll, choices_of(poll))


@pytest.mark.parametrize(
    "role", [User.Role.CITIZEN, User.Role.REPRESENTATIVE, User.Role.APPEAL_REVIEWER, User.Role.ADMINISTRATOR]
)
def test_only_moderators_open_polls(make_poll, role):
    with pytest.raises(PermissionDenied):
        make_poll(moderator=UserFactory(role=role))


def test_nobody_opens_a_poll_on_their_own_topic_or_solution(make_poll):
    moderator = ModeratorFactory()
    with pytest.raises(PermissionDenied):
        make_poll(moderator=moderator, topic=TopicFactory(author=moderator))
    topic = TopicFactory()
    own = SolutionFactory(topic=topic, author=moderator)
    with pytest.raises(PermissionDenied):
        make_poll(moderator=moderator, topic=topic, solutions=[own, SolutionFactory(topic=topic)])


@pytest.mark.parametrize("facts", [{"status": Status.HIDDEN}, {"stage": Topic.Stage.CLOSED}])
def test_a_topic_that_is_hidden_or_closed_takes_no_poll(make_poll, facts):
    with pytest.raises(Conflict):
        make_poll(topic=TopicFactory(**facts))


def refusal(make_poll, **facts):
    with pytest.raises(Refused) as refused:
        make_poll(**facts)
    return refused.value.field


def test_what_cannot_be_asked_is_refused_at_its_field(make_poll):
    now = clock.now()
    assert refusal(make_poll, question=" \u202e ") == "question"
    assert refusal(make_poll, question="س" * 201) == "question"
    assert refusal(make_poll, kind="lottery") == "kind"
    assert refusal(make_poll, kind=Poll.Kind.SCALE, none_of_these=True) == "none_of_these"
    assert refusal(make_poll, solutions=[]) == "solutions"
    assert refusal(make_poll, closes_at=now + timedelta(minutes=20)) == "closes_at"
    assert refusal(make_poll, closes_at=now + timedelta(days=400)) == "closes_at"
    assert refusal(make_poll, visibility="never") == "visibility"
    assert refusal(make_poll, kind=Poll.Kind.MULTIPLE, max_choices=1) == "max_choices"
    topic = TopicFactory()
    assert refusal(make_poll, topic=topic, solutions=[SolutionFactory(topic=topic)], none_of_these=False) == "solutions"
    assert refusal(make_poll, topic=topic, solutions=[SolutionFactory(topic=topic) for _ in range(12)]) == "solutions"
    assert refusal(make_poll, solutions=[SolutionFactory()]) == "solutions"
    assert (
        refusal(make_poll, topic=topic, solutions=[SolutionFactory(topic=topic, status=Status.HIDDEN)]) == "solutions"
    )
    assert not Poll.objects.exists()


def test_a_question_is_cleaned_of_direction_controls(make_poll):
    assert make_poll(question="أي \u202eحلّ  تفضّل؟").question == "أي حلّ تفضّل؟"


def test_opening_is_told_to_timeline_topic_stream_and_record(poll):
    entry = TimelineEntry.objects.get(kind=TimelineEntry.Kind.POLL_OPENED)
    assert (entry.topic_id, entry.facts) == (poll.topic_id, {"poll": poll.pk, "solutions": 3})
    event = Event.objects.get(kind="poll.opened")
    assert (event.stream_id, event.facts) == (f"topic.{poll.topic_id}", {"poll": poll.pk})
    assert AuditEntry.objects.filter(verb="poll.opened").count() == 1


def test_the_clock_opens_and_ends_a_poll_and_the_worker_only_tells_of_it(make_poll):
    now = clock.now()
    poll = make_poll(opens_at=now + timedelta(hours=1), closes_at=now + timedelta(hours=3))
    assert poll.state == Poll.State.SCHEDULED
    assert not TimelineEntry.objects.filter(kind=TimelineEntry.Kind.POLL_OPENED).exists()
    with clock.at(now + timedelta(hours=2)):
        assert Poll.objects.get(pk=poll.pk).is_open
        assert tell_due() == 1
        assert tell_due() == 0
    assert TimelineEntry.objects.get(kind=TimelineEntry.Kind.POLL_OPENED).at == poll.opens_at
    with clock.at(now + timedelta(hours=9)):
        assert Poll.objects.get(pk=poll.pk).is_closed
        assert tell_due() == 1
        assert tell_due() == 0
    assert TimelineEntry.objects.get(kind=TimelineEntry.Kind.POLL_CLOSED).at == poll.closes_at


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.REMOVED, Status.WITHDRAWN])
def test_a_solution_that_is_no_longer_public_stays_a_choice_without_its_words(poll, status):
    hidden = choices_of(poll)[0].solution
    words = hidden.title
    hidden.status = status
    hidden.save()
    choice = choices_of(poll)[0]
    assert words not in choice.label
    assert "1" in choice.label
    assert choice.text == ""


def test_a_visitor_sees_no_poll_of_a_hidden_topic(poll):
    assert Poll.objects.visible_to(None).get() == poll
    poll.topic.status = Status.HIDDEN
    poll.topic.save()
    assert not Poll.objects.visible_to(None).exists()
    assert not Poll.objects.visible_to(CitizenFactory()).exists()


def test_a_poll_is_opened_with_few_queries_whatever_it_asks_about(make_poll, query_count):
    def opening(number):
        topic, moderator = TopicFactory(), ModeratorFactory()
        chosen = [SolutionFactory(topic=topic) for _ in range(number)]
        facts = {"moderator": moderator, "topic": topic, "question": "س؟", "kind": "single", "solutions": chosen}
        return query_count(lambda: open_poll(closes_at=clock.now() + timedelta(days=1), **facts))

    opening(2)
    assert opening(2) == opening(10)
