"""Topics of the large portal, with supports, timeline, official answers and the search index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection

from accounts.models import User
from directory.models import Area, Service
from moderation.models import Status
from sharek.text.folding import IndexText, index_text
from topics import answer_clock
from topics.models import Commitment, OfficialAnswer, TimelineEntry, Topic, TopicSupport
from topics.references import new_reference

from . import words

if TYPE_CHECKING:
    from .dataset import Dataset

BATCH = 1000
POOL = 500
TextOf = dict[str, IndexText]


def plan(made: Dataset) -> None:
    """Make the topics, oldest first, unsaved: their counters follow from what is planned below them."""
    from .dataset import DAYS

    pool = words.texts(POOL, average=400)
    services = list(Service.objects.select_related("body"))
    areas = list(Area.objects.all())
    count, chance = made.sizes.topics, made.chance
    references: set[str] = set()
    while len(references) < count:
        references.add(new_reference())
    numbers = iter(references)
    holidays = answer_clock.holidays_between((made.now - timedelta(days=400)).date(), made.now.date())
    for place in range(count):
        published = made.now - timedelta(days=DAYS * (count - place) / count)
        service = chance.choice(services)
        text = chance.choice(pool)
        made.topics.append(
            Topic(
                pk=place + 1, author=made.someone(), kind=Topic.Kind.PROBLEM if place % 5 else Topic.Kind.IDEA,
                reference=next(numbers), service=service, body=service.body, area=chance.choice(areas),
                title=words.title(place), text=text, text_html=f'<p dir="auto">{text}</p>', status=Status.PUBLISHED,
                created_at=published - timedelta(hours=5), published_at=published, last_activity_at=published,
                answer_due_at=answer_clock.add_working_days(published, service.body.answer_days, holidays),
                follows_count=0,
            )
        )  # fmt: skip
    _plan_answers(made)


def _plan_answers(made: Dataset) -> None:
    """Mark the topics that have an official answer; every third of them is a commitment."""
    for number, place in enumerate(made.chance.sample(range(len(made.topics)), made.sizes.answers)):
        topic = made.topics[place]
        topic.stage = Topic.Stage.COMMITTED if number % 3 == 0 else Topic.Stage.ANSWERED
        topic.answered_at = made.since(topic, made.chance.random())


def write(made: Dataset) -> None:
    """Write the topics, whose counters are known by now, and what hangs on them."""
    supports = _supports(made)
    Topic.objects.bulk_create(made.topics, batch_size=BATCH)
    TopicSupport.objects.bulk_create(supports, batch_size=BATCH)
    TimelineEntry.objects.bulk_create(_steps(made), batch_size=BATCH)
    _write_answers(made)
    fill_index(made.topics)


def _supports(made: Dataset) -> list[TopicSupport]:
    """Draw who says "me too" to what, older and newer topics alike, and set the counters."""
    chance, count = made.chance, len(made.topics)
    wanted: set[tuple[int, int]] = set()
    most = min(made.sizes.supports, count * len(made.people) // 2)
    while len(wanted) < most:
        # The square draws some topics much oftener than others, as attention does.
        wanted.add((int(count * chance.random() ** 2), chance.randrange(len(made.people))))
    supports = []
    for place, person in sorted(wanted):
        topic = made.topics[place]
        topic.supports_count += 1
        supports.append(TopicSupport(user=made.people[person], target=topic, created_at=made.since(topic, 0.1)))
    return supports


def _steps(made: Dataset) -> Iterator[TimelineEntry]:
    kinds = TimelineEntry.Kind
    for topic in made.topics:
        yield TimelineEntry(topic=topic, kind=kinds.RAISED, at=topic.created_at)
        yield TimelineEntry(topic=topic, kind=kinds.FORWARDED, at=made.since(topic, 0), body=topic.body)
        if topic.answered_at:
            kind = kinds.COMMITTED if topic.stage == Topic.Stage.COMMITTED else kinds.ANSWERED
            yield TimelineEntry(topic=topic, kind=kind, at=topic.answered_at, body=topic.body)


def _write_answers(made: Dataset) -> None:
    speaker = User.objects.get(role=User.Role.REPRESENTATIVE)
    pool = words.texts(POOL, average=300, seed=6)
    answered = [topic for topic in made.topics if topic.answered_at]
    answers = []
    for number, topic in enumerate(answered, start=1):
        text = pool[number % POOL]
        answers.append(
            OfficialAnswer(
                pk=number, topic=topic, body=topic.body, author=speaker, text=text,
                text_html=f'<p dir="auto">{text}</p>', status=Status.PUBLISHED,
                created_at=topic.answered_at or made.now, published_at=topic.answered_at,
            )
        )  # fmt: skip
    OfficialAnswer.objects.bulk_create(answers, batch_size=BATCH)
    due = (made.now + timedelta(days=20)).date()
    Commitment.objects.bulk_create(
        [
            Commitment(answer=answer, text="إنجاز ما وُعد به", due_on=due - timedelta(days=answer.pk % 60))
            for answer in answers
            if answer.topic.stage == Topic.Stage.COMMITTED
        ],
        batch_size=BATCH,
    )


def fill_index(topics: list[Topic]) -> None:
    """Put topics into the search index, many at a time; the same rows as ``topics.search.index_topic`` writes."""
    known: TextOf = {}
    statement = (
        "INSERT INTO topics_search (rowid, topics_search) VALUES (%s, setweight(to_tsvector('simple', %s), 'A') || "
        "setweight(to_tsvector('simple', %s), 'B') || setweight(to_tsvector('simple', %s), 'D'))"
        if connection.vendor == "postgresql"
        else "INSERT INTO topics_search (rowid, title, body, skeletons) VALUES (%s, %s, %s, %s)"
    )
    for start in range(0, len(topics), BATCH):
        with connection.cursor() as cursor:
            cursor.executemany(statement, [_entry(topic, known) for topic in topics[start : start + BATCH]])


def _entry(topic: Topic, known: TextOf) -> tuple[int, str, str, str]:
    """Return the row of ``topic``. Titles and texts repeat here, so that each is folded once."""
    for part, given in ((topic.title, (topic.title, "")), (topic.text, ("", f"{topic.text}\n{topic.place}"))):
        if part not in known:
            known[part] = index_text(*given)
    title, body = known[topic.title], known[topic.text]
    return topic.pk, title.title, body.body, f"{title.skeletons} {body.skeletons}".strip()
