"""Solutions and comments of the large portal: whole trees, and the counters that follow from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from discussions.models import Comment, Solution
from discussions.threads import MAX_LEVEL
from moderation.models import Status
from topics.models import Topic

from . import words

if TYPE_CHECKING:
    from .dataset import Dataset

BATCH = 2000
POOL = 2000
ROOTS = 0.3  # the share of comments that begin a tree
REACH = 40  # replies choose among so many of the last comments


def plan(made: Dataset) -> None:
    """Make the solutions, unsaved, and decide how many comments each debate has: all counters are known then."""
    sizes, chance = made.sizes, made.chance
    pool = words.texts(200, average=250, seed=7)
    # The first ones stand together on the topic with the largest debate: its page shows solutions and comments.
    places = [len(made.topics) // 2] * 3 + [chance.randrange(len(made.topics)) for _one in range(sizes.solutions - 3)]
    for number, place in enumerate(places, start=1):
        topic, text = made.topics[place], chance.choice(pool)
        topic.last_solution_number += 1
        topic.solutions_count += 1
        published = made.since(topic, 0.1 + 0.8 * chance.random())
        made.solutions.append(
            Solution(
                pk=number, topic=topic, number=topic.last_solution_number, author=made.someone(),
                title=words.title(number), text=text, text_html=f'<p dir="auto">{text}</p>', status=Status.PUBLISHED,
                created_at=published, published_at=published,
            )
        )  # fmt: skip
    _set(made.busy_topic, sizes.largest)
    _set(made.busy_solution, sizes.largest // 5)
    left = sizes.comments - sizes.largest - sizes.largest // 5
    debates: list[Topic | Solution] = [*made.topics, *made.solutions]
    for debate in chance.choices(debates, k=left):
        if debate not in (made.busy_topic, made.busy_solution):
            _set(debate, 1)
        else:
            _set(made.topics[0], 1)


def _set(debate: Topic | Solution, count: int) -> None:
    debate.last_comment_number += count
    debate.comments_count += count
    if isinstance(debate, Solution):
        debate.topic.comments_count += count


def write(made: Dataset) -> None:
    """Write solutions and comments, some thousands at a time."""
    Solution.objects.bulk_create(made.solutions, batch_size=1000)
    comments = _comments(made)
    while some := list(islice(comments, BATCH)):
        Comment.objects.bulk_create(some)


def _comments(made: Dataset) -> Iterator[Comment]:
    pool, first = words.texts(POOL), 1
    for topic in made.topics:
        yield from _debate(made, topic, None, first, pool)
        first += topic.last_comment_number
    for solution in made.solutions:
        yield from _debate(made, solution.topic, solution, first, pool)
        first += solution.last_comment_number


def _debate(made: Dataset, topic: Topic, solution: Solution | None, first: int, pool: list[str]) -> Iterator[Comment]:
    debate = solution or topic
    count = debate.last_comment_number
    for place in plant(count, made.chance):
        text = made.chance.choice(pool)
        moment = made.since(debate, (place.index + 1) / (count + 1))
        yield Comment(
            pk=first + place.index, topic=topic, solution=solution, number=place.index + 1, author=made.someone(),
            parent_id=first + place.parent if place.parent is not None else None,
            in_reply_to_id=first + place.answered if place.answered is not None else None,
            text=text, text_html=f'<p dir="auto">{text}</p>', status=Status.PUBLISHED, created_at=moment,
            published_at=moment, lft=place.lft, rght=place.rght, level=place.level, tree_id=first + place.root,
        )  # fmt: skip


@dataclass(slots=True)
class Place:
    """Where a comment stands in its tree; ``answered`` names whom it answers below the deepest level."""

    index: int
    parent: int | None
    answered: int | None
    root: int
    level: int
    lft: int = 0
    rght: int = 0


def plant(count: int, chance: Random) -> list[Place]:
    """Return the places of ``count`` comments in the order of their writing, in whole trees."""
    places: list[Place] = []
    below: list[list[int]] = []
    for index in range(count):
        below.append([])
        if index == 0 or chance.random() < ROOTS:
            places.append(Place(index, None, None, index, 0))
            continue
        other = places[chance.randrange(max(0, index - REACH), index)]
        if other.level >= MAX_LEVEL:
            parent, answered = other.parent, other.index
        else:
            parent, answered = other.index, None
        assert parent is not None
        below[parent].append(index)
        places.append(Place(index, parent, answered, other.root, places[parent].level + 1))
    for place in places:
        if place.parent is None:
            _number_edges(place.index, places, below)
    return places


def _number_edges(root: int, places: list[Place], below: list[list[int]]) -> None:
    """Number the edges of one tree from the left: each comment opens, then its replies, then it closes."""
    edge, path = 0, [(root, False)]
    while path:
        index, closes = path.pop()
        edge += 1
        if closes:
            places[index].rght = edge
            continue
        places[index].lft = edge
        path.append((index, True))
        path += [(reply, False) for reply in reversed(below[index])]
