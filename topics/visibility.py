"""What follows when a topic or an official answer appears, disappears or is reworded.

Called by moderation's doors through the models' hooks, inside their transaction, with the topic's row locked.
"""

from __future__ import annotations

from typing import Final

from django.db import models

from accounts.models import User
from moderation.models import Decision, Status
from notifications.actions import notify, tell_followers
from realtime.control import ask_again
from realtime.publishing import publish
from realtime.streams import stream_name
from sharek import clock

from . import answer_clock
from .models import OfficialAnswer, Photo, Topic
from .search import index_topic, unindex_topic
from .timeline import Kind, record

_TAKEN_DOWN: Final = {Status.HIDDEN, Status.REMOVED}


def save(topic: Topic, *fields: str) -> None:
    """Write some columns of a topic, past what else was changed on the object."""
    Topic.objects.filter(pk=topic.pk).update(**{name: getattr(topic, name) for name in fields})


# --- topics ----------------------------------------------------------------------------------------------------------


def topic_changed(topic: Topic, old: str, new: str) -> None:
    """Answer a change of a topic's status: clock, timeline, photos, search index, events, notices."""
    if new == Status.PUBLISHED:
        if topic.answer_due_at is None:
            _published(topic, was_reviewed=old != Status.DRAFT)
        else:
            _published_again(topic)
        index_topic(topic)
    elif old == Status.PUBLISHED:
        _gone(topic, new)


def _published(topic: Topic, *, was_reviewed: bool) -> None:
    """Publication is the forwarding: the clock of the responsible body starts here."""
    topic.last_activity_at = clock.now()
    answer_clock.start(topic)
    save(topic, "last_activity_at", *answer_clock.FIELDS)
    Photo.objects.filter(topic=topic, state=Photo.State.PENDING).update(state=Photo.State.PUBLISHED)
    record(topic=topic, kind=Kind.FORWARDED, body=topic.body)
    publish(stream_name("topic", topic.pk), "topic.published")
    publish(stream_name("body", topic.body_id), "topic.published", topic=topic.pk)
    if was_reviewed:
        notify(recipients=[topic.author], event="content.published", target=topic)
    notify(
        recipients=representatives_of(topic),
        event="topic.forwarded",
        target=topic,
        actor=None if topic.alias is not None else topic.author,
    )
    followed: list[models.Model] = [topic.service, topic.body, topic.area]
    if topic.alias is None:
        # Whoever follows a person must not learn what that person raised without a name.
        followed.append(topic.author)
    tell_followers(
        followed=followed, event="topic.published", target=topic, actor=topic.author if topic.alias is None else None
    )


def _published_again(topic: Topic) -> None:
    """The clock goes on. Where the hiding was overturned, the time that it stood still counts."""
    decision = topic.decision
    overturned = decision is not None and decision.outcome in {Decision.Outcome.RESTORE, Decision.Outcome.KEEP}
    answer_clock.go_on(topic, paused_time_counts=overturned)
    save(topic, *answer_clock.FIELDS)
    record(topic=topic, kind=Kind.RESTORED)
    publish(stream_name("topic", topic.pk), "topic.published")
    publish(stream_name("body", topic.body_id), "topic.published", topic=topic.pk)


def _gone(topic: Topic, new: str) -> None:
    unindex_topic(topic.pk)
    answer_clock.pause(topic)
    save(topic, *answer_clock.FIELDS)
    if new in _TAKEN_DOWN:
        record(topic=topic, kind=Kind.HIDDEN)
    publish(stream_name("topic", topic.pk), "topic.hidden")
    publish(stream_name("body", topic.body_id), "topic.hidden", topic=topic.pk)
    # Open pages hear no more of it, nor of the debates in it, unless they are those of people who may still read it.
    ask_again(stream=stream_name("topic", topic.pk))
    for solution in topic.solutions.values_list("pk", flat=True):
        ask_again(stream=stream_name("solution", solution))


def topic_reworded(topic: Topic) -> None:
    """Answer a new wording that everybody sees."""
    if topic.status == Status.PUBLISHED:
        index_topic(topic)
        publish(stream_name("topic", topic.pk), "topic.changed")


def representatives_of(topic: Topic) -> list[User]:
    """Return the people who represent a body concerned by ``topic``."""
    bodies = [body.pk for body in topic.concerned_bodies()]
    people = User.objects.filter(role=User.Role.REPRESENTATIVE, is_active=True)
    return list(people.filter(representations__body__in=bodies).distinct())


# --- official answers ------------------------------------------------------------------------------------------------


def answer_changed(answer: OfficialAnswer, old: str, new: str) -> None:
    """Answer a change of an official answer's status: the topic's stage and clock, timeline, events, notices."""
    topic = answer.topic
    if new == Status.PUBLISHED:
        _answer_published(answer, topic, first=old == Status.DRAFT)
    elif old == Status.PUBLISHED:
        take_stage_from_answers(topic)
        publish(stream_name("topic", topic.pk), "topic.changed", answer=answer.pk)


def _answer_published(answer: OfficialAnswer, topic: Topic, *, first: bool) -> None:
    take_stage_from_answers(topic)
    topic.last_activity_at = clock.now()
    save(topic, "last_activity_at")
    publish(stream_name("topic", topic.pk), "answer.published", answer=answer.pk)
    publish(stream_name("body", answer.body_id), "answer.published", topic=topic.pk, answer=answer.pk)
    if not first:
        return
    commitment = getattr(answer, "commitment", None)
    record(
        topic=topic,
        kind=Kind.COMMITTED if commitment else Kind.ANSWERED,
        body=answer.body,
        facts={"answer": answer.pk},
    )
    notify(recipients=[topic.author], event="answer.published", target=answer, actor=answer.author)
    tell_followers(
        followed=[topic, answer.body],
        event="answer.published",
        target=answer,
        actor=answer.author,
        told=[topic.author],
    )


def take_stage_from_answers(topic: Topic) -> None:
    """Set stage and clock by the published answers of the responsible body, while the matter is not resolved or over.

    Other bodies may answer too; neither stage nor clock moves for them.
    """
    if topic.stage not in {Topic.Stage.OPEN, Topic.Stage.ANSWERED, Topic.Stage.COMMITTED}:
        return
    since = topic.reopened_at
    answers = OfficialAnswer.objects.published().filter(topic=topic, body=topic.body_id)
    if since is not None:
        answers = answers.filter(created_at__gt=since)
    rows = list(answers.order_by("created_at").values_list("created_at", "commitment"))
    if not rows:
        topic.stage, topic.answered_at = Topic.Stage.OPEN, None
    else:
        committed = any(commitment is not None for __, commitment in rows)
        topic.stage = Topic.Stage.COMMITTED if committed else Topic.Stage.ANSWERED
        topic.answered_at = rows[0][0]
    save(topic, "stage", "answered_at")
