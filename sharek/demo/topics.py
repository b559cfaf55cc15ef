"""The topics of the demo: raised, reviewed, answered, resolved, reopened, repeated, withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from directory.models import Area, PublicBody, Service
from topics.actions import (
    answer_fixed,
    keep_commitment,
    mark_duplicate,
    open_topic,
    publish_answer,
    resolve_topic,
    support_topic,
    withdraw_topic,
)
from topics.models import OfficialAnswer

from . import desk
from .drawings import drawings
from .story import Story

# Days between raising and review, by turns: always within the promised 24 hours.
REVIEW_AFTER = (0.11, 0.32, 0.19, 0.41, 0.07)


def plan(story: Story) -> None:
    """Plan every topic of both data files with what bodies and citizens said of it."""
    for number, topic in enumerate([*story.data["topics"], *story.extras["topics"]]):
        _plan_topic(story, topic, REVIEW_AFTER[number % len(REVIEW_AFTER)])
    for key, end in story.extras["resolved"].items():
        _plan_resolving(story, key, end, supporters=[user for user, _fixed in end["fixed"]])
        for step, (user, fixed) in enumerate(end["fixed"], start=1):
            days = end["days_ago"] - 0.9 * step
            story.plan(days, lambda k=key, u=user, f=fixed: _say_fixed(story, k, u, f))  # type: ignore[misc]
    for key, kept in story.extras["kept"].items():
        story.plan(kept["days_ago"], lambda k=key, e=kept["evidence_ar"]: _keep(story, k, e))  # type: ignore[misc]


def published_days_ago(topic: dict[str, Any], number: int) -> float:
    """Return how many days ago the topic with this place in the data was published."""
    return float(topic["created_days_ago"]) - REVIEW_AFTER[number % len(REVIEW_AFTER)]


def _plan_topic(story: Story, topic: dict[str, Any], review_after: float) -> None:
    # "Today" and "yesterday" lie some hours back; nothing waits for longer than the promised day.
    raised = {0: 0.14, 1: 0.83}.get(topic["created_days_ago"], float(topic["created_days_ago"]))
    story.plan(raised, lambda: _raise(story, topic))
    state = topic.get("state") or topic["status"]
    if state == "under_review":
        return
    if decision := topic.get("decision") if state == "rejected" else None:
        story.plan(raised - review_after, lambda: desk.take_away(story, story.topics[topic["key"]], decision, "reject"))
        return
    story.plan(raised - review_after, lambda: desk.approve(story, story.topics[topic["key"]]))
    if days := topic.get("withdrawn_days_ago"):
        story.plan(days, lambda: _withdraw(story, topic["key"]))
    if answer := topic["official_answer"]:
        story.plan(answer["days_ago"], lambda: _answer(story, topic))
    if original := topic.get("duplicate_of"):
        story.plan(raised - 1.2, lambda: _mark_duplicate(story, topic["key"], original))
    if kept := topic.get("kept"):
        story.plan(kept["days_ago"], lambda: _keep(story, topic["key"], kept["evidence_ar"]))
    if end := topic.get("resolved"):
        _plan_resolving(story, topic["key"], end, supporters=[word["by"] for word in topic["fixed"]])
        for word in topic["fixed"]:
            story.plan(
                word["days_ago"],
                lambda w=word: _say_fixed(story, topic["key"], w["by"], w["fixed"], w.get("text_ar", "")),  # type: ignore[misc]
            )


def _plan_resolving(story: Story, key: str, end: dict[str, Any], supporters: list[str]) -> None:
    for user in supporters:
        story.plan(end["days_ago"] + 1.5, lambda u=user: _support(story, u, key))  # type: ignore[misc]
    story.plan(end["days_ago"], lambda: _resolve(story, key, end["evidence_ar"]))


def _raise(story: Story, topic: dict[str, Any]) -> None:
    service = Service.objects.select_related("body").get(slug=topic["service"])
    # What waits for review was written by people who came lately: everybody else is published at once by now.
    author = story.extras["newcomers_topics"].get(topic["key"], topic["author"])
    story.topics[topic["key"]] = open_topic(
        author=story.crowd[0] if author == "crowd" else story.users[author],
        kind=topic["kind"],
        service=service,
        area=Area.objects.get(code=topic["area"]),
        title=topic["title_ar"],
        body=topic["body_ar"],
        hide_name=topic.get("hide_name", False),
        photos=drawings(topic["key"]),
    )


def _support(story: Story, user: str, key: str) -> None:
    topic, person = story.topics[key], story.users[user]
    topic.refresh_from_db()
    if topic.author_id != person.pk:
        support_topic(user=person, topic=topic)


def _officer_of(story: Story, body: PublicBody) -> User:
    return story.users[next(p["key"] for p in story.data["users"] if p.get("body") == body.slug)]


def _answer(story: Story, topic: dict[str, Any]) -> None:
    known, answer = story.topics[topic["key"]], topic["official_answer"]
    due_in = answer.get("due_in_days")
    due_on = timezone.localdate(story.now) + timedelta(days=due_in) if due_in is not None else None
    publish_answer(
        representative=story.users[answer["officer"]],
        topic=known,
        body_text=answer["body_ar"],
        public_body=known.body,
        commitment=answer.get("commitment_ar"),
        due_on=due_on,
    )


def _resolve(story: Story, key: str, evidence: str) -> None:
    topic = story.topics[key]
    resolve_topic(representative=_officer_of(story, topic.body), topic=topic, evidence=evidence)


def _keep(story: Story, key: str, evidence: str) -> None:
    answer = OfficialAnswer.objects.select_related("commitment", "author").get(topic=story.topics[key])
    keep_commitment(representative=answer.author, commitment=answer.commitment, evidence=evidence)


def _say_fixed(story: Story, key: str, user: str, fixed: bool, text: str = "") -> None:
    answer_fixed(user=story.users[user], topic=story.topics[key], fixed=fixed, text=text)


def _withdraw(story: Story, key: str) -> None:
    topic = story.topics[key]
    withdraw_topic(author=topic.author, topic=topic)


def _mark_duplicate(story: Story, key: str, original: str) -> None:
    mark_duplicate(moderator=story.users["mod_1"], topic=story.topics[key], original=story.topics[original])
