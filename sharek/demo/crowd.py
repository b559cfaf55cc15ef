"""The many who only say "me too" and vote: plain accounts without a password, written in bulk.

They stand for the numbers of the demo data, so that every counter equals its rows. Going through a door for each of
some thousands of supports would take minutes at a first start; so rows and counters are written here together, as the
doors would have, but for the single notices ("12 people support this") that a crowd would have caused.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count

from accounts.models import User
from discussions.models import CommentSupport, SolutionSupport
from moderation.models import PolicyAcceptance, PolicyVersion, Status
from sharek.text.names import name_skeleton
from topics.models import AnswerRating, OfficialAnswer, TopicSupport

from .accounts import email_of
from .story import Story

SIZE = 560
NAME = "حساب تجريبي {number}"
BATCH = 1000


def gather(story: Story) -> None:
    """Make the crowd: verified accounts that nobody can sign in to, and that never write."""
    moment = story.ago(117)
    names = [NAME.format(number=number) for number in range(1, SIZE + 1)]
    story.crowd = User.objects.bulk_create(
        [
            User(
                email=email_of(f"demo-{number}"), display_name=name, name_skeleton=name_skeleton(name),
                handle=f"demo-{number}", password=f"!demo-{number}", verified_at=moment, joined_at=moment,
                shows_activity=False,
            )
            for number, name in enumerate(names, start=1)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    version = PolicyVersion.objects.order_by("-number")[0]
    PolicyAcceptance.objects.bulk_create(
        [PolicyAcceptance(user=user, version=version, accepted_at=moment) for user in story.crowd], batch_size=BATCH
    )


def support(story: Story) -> None:
    """Bring topics to the number of supporters that the data names; solutions and comments get a share of it."""
    chance = random.Random(8)
    wanted = {topic["key"]: topic["followers"] for topic in [*story.data["topics"], *story.extras["topics"]]}
    for key, topic in story.topics.items():
        _add(TopicSupport, topic, wanted.get(key, 0), story, chance)
    for number, solution in enumerate(story.solutions.values()):
        if solution.status == Status.PUBLISHED:
            share = (0.55, 0.35, 0.25)[number % 3]
            _add(SolutionSupport, solution, round(solution.topic.supports_count * share), story, chance)
    for comment in story.comments.values():
        if comment.status == Status.PUBLISHED:
            _add(CommentSupport, comment, chance.choice((0, 1, 2, 3, 5, 8, 13)), story, chance)


def _add(model: Any, target: Any, wanted: int, story: Story, chance: random.Random) -> None:
    """Add supports of people in the crowd until ``target`` has ``wanted`` of them."""
    target.refresh_from_db()
    missing = wanted - target.supports_count
    if missing <= 0 or target.published_at is None:
        return
    people = chance.sample(story.crowd, missing)
    moments = _moments(target.published_at, story.now, missing, chance)
    model.objects.bulk_create(
        [model(user=person, target=target, created_at=moment) for person, moment in zip(people, moments, strict=True)],
        batch_size=BATCH,
    )
    target.supports_count = wanted
    type(target)._base_manager.filter(pk=target.pk).update(supports_count=wanted)


def _moments(start: datetime, end: datetime, count: int, chance: random.Random) -> Sequence[datetime]:
    """Return ``count`` moments in their order, most of them soon after ``start``."""
    return sorted(start + (end - start) * (chance.random() ** 2) for _ in range(count))


def rate(story: Story) -> None:
    """Let a part of the crowd say whether the official answers helped."""
    chance = random.Random(9)
    rated: list[AnswerRating] = []
    for answer in OfficialAnswer.objects.published().order_by("pk"):
        share = chance.uniform(0.4, 0.9)
        for person in chance.sample(story.crowd, chance.randint(9, 60)):
            moment = answer.created_at + (story.now - answer.created_at) * chance.random()
            rated.append(AnswerRating(answer=answer, user=person, helpful=chance.random() < share, created_at=moment))
    AnswerRating.objects.bulk_create(rated, batch_size=BATCH)
    _count_ratings(OfficialAnswer.objects.all())


def _count_ratings(answers: Iterable[OfficialAnswer]) -> None:
    counted = {
        (answer, helpful): number
        for answer, helpful, number in AnswerRating.objects.order_by()
        .values_list("answer", "helpful")
        .annotate(Count("pk"))
    }
    for answer in answers:
        OfficialAnswer.objects.filter(pk=answer.pk).update(
            helpful_count=counted.get((answer.pk, True), 0), unhelpful_count=counted.get((answer.pk, False), 0)
        )
