"""Changing before the opening, closing before the time; what is frozen stays, in the door and in the database."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from moderation.models import AuditEntry
from opinion_polls.actions import cast_ballot, close_poll, edit_poll
from opinion_polls.actions.opening import Frozen
from opinion_polls.models import Choice, Poll
from realtime.doors import Conflict, Refused
from realtime.models import Event
from sharek import clock, triggers
from tests.factories import CitizenFactory, ModeratorFactory
from topics.models import TimelineEntry

from .conftest import choose

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheduled(make_poll):
    return make_poll(opens_at=clock.now() + timedelta(days=1), closes_at=clock.now() + timedelta(days=9))


def wanted(poll, **facts):
    return {
        "moderator": ModeratorFactory(),
        "poll": poll,
        "question": poll.question,
        "opens_at": poll.opens_at,
        "closes_at": poll.closes_at,
        "visibility": poll.visibility,
        **facts,
    }


def test_question_and_dates_change_until_the_poll_opens(scheduled):
    later = scheduled.closes_at + timedelta(days=3)
    before = scheduled.schema_hash
    poll = edit_poll(**wanted(scheduled, question="سؤال أوضح؟", closes_at=later))
    assert Poll.objects.get().closes_at == later
    assert Poll.objects.get().question == "سؤال أوضح؟"
    assert poll.schema_hash != before


def test_an_open_poll_is_frozen_and_the_attempt_is_on_record(poll):
    with pytest.raises(Frozen):
        edit_poll(**wanted(poll, question="سؤال آخر؟"))
    assert Poll.objects.get().question == poll.question
    assert AuditEntry.objects.filter(verb="poll.change_refused").count() == 1


def test_extending_a_closed_poll_is_refused_and_on_record(poll):
    with clock.at(poll.closes_at + timedelta(minutes=1)):
        with pytest.raises(Frozen):
            edit_poll(**wanted(poll, closes_at=poll.closes_at + timedelta(days=30)))
    assert Poll.objects.get().closes_at == poll.closes_at
    assert AuditEntry.objects.filter(verb="poll.change_refused").count() == 1


def test_closing_early_takes_a_reason_and_is_told(poll):
    cast_ballot(poll=poll, browser_token=b"1" * 16, answer=choose(poll, 1))
    moderator = ModeratorFactory()
    with pytest.raises(Refused):
        close_poll(moderator=moderator, poll=poll, reason="  ")
    closed = close_poll(moderator=moderator, poll=poll, reason="نُشر بنصّ ناقص.")
    assert closed.is_closed
    entry = TimelineEntry.objects.get(kind=TimelineEntry.Kind.POLL_CLOSED)
    assert entry.reason == "نُشر بنصّ ناقص."
    assert Event.objects.filter(kind="poll.closed", stream=f"topic.{poll.topic_id}").count() == 1
    assert AuditEntry.objects.filter(verb="poll.closed_early").count() == 1
    with pytest.raises(Conflict):
        close_poll(moderator=moderator, poll=poll, reason="مرة أخرى")


def test_only_moderators_close_polls_and_not_on_their_own_topic(poll):
    with pytest.raises(PermissionDenied):
        close_poll(moderator=CitizenFactory(), poll=poll, reason="س")
    moderator = ModeratorFactory()
    poll.topic.author = moderator
    poll.topic.save()
    with pytest.raises(PermissionDenied):
        close_poll(moderator=moderator, poll=poll, reason="س")


def test_a_poll_can_be_called_off_before_it_opens(scheduled):
    closed = close_poll(moderator=ModeratorFactory(), poll=scheduled, reason="أُلغي")
    assert closed.is_closed
    with clock.at(scheduled.opens_at + timedelta(hours=1)):
        assert not Poll.objects.open().exists()
        assert not Poll.objects.scheduled().exists()


# --- what the database itself refuses ----------------------------------------------------------------------


def refused_by_the_database(change):
    with pytest.raises(DatabaseError, match=r"frozen|keeps|closes once"), transaction.atomic():
        change()


def test_every_trigger_is_installed():
    assert triggers.missing(connection) == []


@pytest.mark.parametrize(
    "change",
    [
        {"question": "سؤال آخر؟"},
        {"kind": Poll.Kind.RANKED},
        {"visibility": Poll.Visibility.ALWAYS},
        {"max_choices": 5},
        {"schema_hash": "0" * 64},
        {"opens_at": clock.now() - timedelta(days=9)},
        {"closes_at": clock.now() + timedelta(days=99)},
    ],
)
def test_the_database_keeps_what_people_were_asked(poll, change):
    refused_by_the_database(lambda: Poll.objects.filter(pk=poll.pk).update(**change))


def test_the_database_keeps_the_choices(poll):
    first = poll.choices.first()
    refused_by_the_database(lambda: Choice.objects.filter(pk=first.pk).update(frozen_label="غيره"))
    refused_by_the_database(lambda: Choice.objects.filter(pk=first.pk).delete())
    refused_by_the_database(lambda: Choice.objects.create(poll=poll, position=9, frozen_label="جديد"))


def test_the_database_keeps_a_closed_poll_closed_and_a_secret_secret(poll):
    close_poll(moderator=ModeratorFactory(), poll=poll, reason="س")
    found = Poll.objects.filter(pk=poll.pk)
    refused_by_the_database(lambda: found.update(closed_early_at=None, closing_reason="", closed_by=None))
    refused_by_the_database(lambda: found.update(secret=b"x" * 32))
    found.update(secret=None)


def test_a_poll_that_somebody_answered_is_frozen_even_where_clocks_disagree(scheduled):
    with clock.at(scheduled.opens_at):
        cast_ballot(poll=scheduled, browser_token=b"1" * 16, answer=choose(scheduled, 1))
    refused_by_the_database(lambda: Poll.objects.filter(pk=scheduled.pk).update(question="سؤال آخر؟"))
