"""The large portal of the benchmarks: 20 000 topics and 200 000 comments, written in bulk into an empty database.

What is written is as the doors would have left it: trees, counters, tallies and the search index are whole, so that
``check_trees``, ``recount --check`` and ``recount_poll`` find no fault. Keys are given here; nobody else may write
meanwhile.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.color import no_style
from django.db import connection, models, transaction

from accounts.models import User
from directory.importing import import_directory
from directory.models import PublicBody, Representative
from discussions.models import Comment, Solution
from moderation.models import PolicyAcceptance, PolicyVersion
from moderation.policy_loading import load_policy
from opinion_polls.models import Poll
from sharek import clock
from sharek.demo.story import read
from sharek.text.names import name_skeleton
from topics.models import OfficialAnswer, Topic

from . import dataset_debates, dataset_polls, dataset_queue, dataset_topics

BATCH = 1000
DAYS = 300.0  # how far back the oldest topic lies


@dataclass(frozen=True)
class Sizes:
    """How much is written. ``largest`` comments stand on one topic, and a fifth as many on one solution."""

    people: int = 3_000
    topics: int = 20_000
    solutions: int = 12_000
    comments: int = 200_000
    largest: int = 10_000
    supports: int = 60_000
    answers: int = 3_000
    polls: int = 60
    ballots: int = 20_000
    waiting: int = 2_000


SMALL = Sizes(
    people=400, topics=150, solutions=90, comments=900, largest=300, supports=600, answers=40, polls=8, ballots=400,
    waiting=60,
)  # fmt: skip


@dataclass
class Dataset:
    """What was written, and what the measurements open: the largest debates, an open poll, people to act as."""

    now: datetime
    chance: random.Random
    sizes: Sizes
    people: list[User] = field(default_factory=list)
    moderator: Any = None
    topics: list[Topic] = field(default_factory=list)
    solutions: list[Solution] = field(default_factory=list)
    poll: Poll | None = None

    @property
    def busy_topic(self) -> Topic:
        """The topic with the largest discussion: it stands in the middle of the list."""
        return self.topics[len(self.topics) // 2]

    @property
    def busy_solution(self) -> Solution:
        return self.solutions[0]

    def since(self, post: Topic | Solution, share: float) -> datetime:
        """Return the moment at ``share`` (0 to 1) of the time since ``post`` was published."""
        assert post.published_at is not None
        return post.published_at + (self.now - post.published_at) * share

    def someone(self) -> User:
        return self.chance.choice(self.people)


def build(sizes: Sizes | None = None, *, seed: int = 1) -> Dataset:
    """Write everything in one transaction; the same seed writes the same."""
    made = Dataset(now=clock.now(), chance=random.Random(seed), sizes=sizes or Sizes())
    with transaction.atomic():
        import_directory(read("demo_data.json"))
        version, _made = load_policy(effective_at=made.now - timedelta(days=DAYS + 2))
        _people(made, version)
        dataset_topics.plan(made)
        dataset_debates.plan(made)
        dataset_topics.write(made)
        dataset_debates.write(made)
        go_on_after_given_keys([Topic, Solution, Comment, OfficialAnswer])
        dataset_polls.write(made)
        dataset_queue.write(made)
    return made


def _people(made: Dataset, version: PolicyVersion) -> None:
    moment = made.now - timedelta(days=DAYS + 1)
    made.people = _accounts(made.sizes.people, "citizen", User.Role.CITIZEN, moment)
    (made.moderator,) = _accounts(1, "moderator", User.Role.MODERATOR, moment)
    (speaker,) = _accounts(1, "speaker", User.Role.REPRESENTATIVE, moment)
    Representative.objects.bulk_create([Representative(user=speaker, body=body) for body in PublicBody.objects.all()])
    # Whoever moderates has a second factor, or is sent to its set-up.
    Authenticator.objects.create(user=made.moderator, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    everybody = [*made.people, made.moderator, speaker]
    PolicyAcceptance.objects.bulk_create(
        [PolicyAcceptance(user=user, version=version, accepted_at=moment) for user in everybody], batch_size=BATCH
    )


def _accounts(count: int, word: str, role: str, moment: datetime) -> list[User]:
    return User.objects.bulk_create(
        [
            User(
                email=f"{word}-{number}@bench.invalid", display_name=f"{word} {number}", handle=f"{word}-{number}",
                name_skeleton=name_skeleton(f"{word} {number}"), role=role, password="!", verified_at=moment,
                joined_at=moment,
            )
            for number in range(1, count + 1)
        ],
        batch_size=BATCH,
    )  # fmt: skip


def go_on_after_given_keys(kinds: Iterable[type[models.Model]]) -> None:
    """Let PostgreSQL's sequences go on after the keys that were given here."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(kinds)):
            cursor.execute(statement)
