"""What public bodies say: answers, commitments, "it is resolved"; and what citizens think of an answer."""

from __future__ import annotations

from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from accounts.models import User
from directory.models import PublicBody
from moderation.actions import revise, submit
from moderation.models import Revision, Status
from notifications.actions import notify, tell_followers
from realtime.doors import Refused, door
from realtime.publishing import publish
from realtime.streams import stream_name
from sharek import clock
from sharek.text.rendering import render

from ..models import AnswerRating, Commitment, OfficialAnswer, Topic
from ..permissions import (
    check_can_answer,
    check_can_edit_answer,
    check_can_keep,
    check_can_rate,
    check_can_resolve,
)
from ..timeline import MAX_REASON, Kind, record
from ..visibility import save
from ..wording import clean_answer, clean_evidence, clean_short

MAX_COMMITMENT = 200


@door
def publish_answer(
    *,
    representative: User,
    topic: Topic,
    body_text: str,
    public_body: PublicBody,
    commitment: str | None = None,
    due_on: date | None = None,
) -> OfficialAnswer:
    """Answer ``topic`` in the name of ``public_body``, if wished with a public commitment and the day it is due.

    The answer appears at once. Only the responsible body's answers move the topic's stage and stop its clock.
    """
    fresh = Topic.get_locked(topic.pk)
    check_can_answer(representative, fresh, public_body)
    text = clean_answer(body_text)
    promise = clean_short(commitment or "", most=MAX_COMMITMENT, field="commitment", required=False)
    if due_on is not None and not promise:
        raise Refused(_("Say what will be done by that day."), field="commitment")
    if due_on is not None and due_on < clock.today():
        raise Refused(_("A commitment is due today or later."), field="due_on")
    answer = OfficialAnswer(
        topic=fresh,
        body=public_body,
        author=representative,
        text=text,
        text_html=render(text),
        status=Status.DRAFT,
        created_at=clock.now(),
    )
    answer.save()
    if promise:
        Commitment.objects.create(answer=answer, text=promise, due_on=due_on)
    submit(content=answer, by=representative)
    topic.refresh_from_db()
    return answer


@door
def edit_answer(*, representative: User, answer: OfficialAnswer, body_text: str) -> Revision | None:
    """Reword an official answer, visibly: every wording that was public is kept. None where nothing changed."""
    fresh = OfficialAnswer.get_locked(answer.pk)
    check_can_edit_answer(representative, fresh)
    revision = revise(content=fresh, editor=representative, body=clean_answer(body_text))
    if revision is not None:
        publish(stream_name("topic", fresh.topic_id), "topic.changed", answer=fresh.pk)
    answer.refresh_from_db()
    return revision


@door
def keep_commitment(*, representative: User, commitment: Commitment, evidence: str) -> None:
    """Record that a commitment was kept, with what citizens can see of it."""
    topic = Topic.get_locked(commitment.answer.topic_id)
    fresh = Commitment.objects.select_related("answer__body", "answer__topic").get(pk=commitment.pk)
    check_can_keep(representative, fresh)
    fresh.evidence, fresh.kept_at = clean_evidence(evidence, most=2000), clock.now()
    fresh.save(update_fields=["evidence", "kept_at"])
    topic.last_activity_at = clock.now()
    save(topic, "last_activity_at")
    record(topic=topic, kind=Kind.KEPT, body=fresh.answer.body, facts={"answer": fresh.answer_id})
    publish(stream_name("topic", topic.pk), "topic.changed", answer=fresh.answer_id)
    publish(stream_name("body", fresh.answer.body_id), "topic.changed", topic=topic.pk)
    commitment.refresh_from_db()


@door
def resolve_topic(*, representative: User, topic: Topic, evidence: str) -> None:
    """Say in the name of the responsible body that the matter is resolved, with what citizens can see of it.

    Opens a new round of the question "was it fixed?" to the author and to all who said "me too".
    """
    fresh = Topic.get_locked(topic.pk)
    check_can_resolve(representative, fresh)
    words = clean_evidence(evidence, most=MAX_REASON)
    now = clock.now()
    fresh.stage, fresh.resolved_at, fresh.last_activity_at = Topic.Stage.RESOLVED, now, now
    fresh.fixed_round += 1
    fresh.answered_at = fresh.answered_at or now
    save(fresh, "stage", "resolved_at", "last_activity_at", "fixed_round", "answered_at")
    record(topic=fresh, kind=Kind.RESOLVED, body=fresh.body, reason=words, facts={"round": fresh.fixed_round})
    publish(stream_name("topic", fresh.pk), "topic.changed", stage=fresh.stage)
    publish(stream_name("body", fresh.body_id), "topic.changed", topic=fresh.pk)
    notify(recipients=[fresh.author], event="topic.fixed_asked", target=fresh, actor=representative)
    async_task("topics.jobs.ask_supporters", fresh.pk, fresh.fixed_round)
    tell_followers(followed=[fresh], event="topic.resolved", target=fresh, actor=representative)
    topic.refresh_from_db()


@door
def rate_answer(*, user: User, answer: OfficialAnswer, helpful: bool) -> None:
    """Say whether an official answer helped; said again, it replaces what was said before."""
    fresh = OfficialAnswer.get_locked(answer.pk)
    check_can_rate(user, fresh)
    known = AnswerRating.objects.filter(answer=fresh, user=user).first()
    if known is None:
        AnswerRating.objects.create(answer=fresh, user=user, helpful=helpful, created_at=clock.now())
        _count(fresh, helpful, 1)
    elif known.helpful != helpful:
        known.helpful = helpful
        known.save(update_fields=["helpful"])
        _count(fresh, helpful, 1)
        _count(fresh, not helpful, -1)
    answer.refresh_from_db(fields=["helpful_count", "unhelpful_count"])


def _count(answer: OfficialAnswer, helpful: bool, change: int) -> None:
    column = "helpful_count" if helpful else "unhelpful_count"
    OfficialAnswer.objects.filter(pk=answer.pk).update(**{column: F(column) + change})
