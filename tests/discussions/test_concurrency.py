"""Many writers at once, with real threads and real commits: no fault in any tree, no error, no number twice."""

import random
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from discussions.actions import post_comment, support_comment, withdraw_comment
from discussions.models import Comment, CommentSupport, Solution
from discussions.recounts import recount_discussions
from discussions.threads import insert_comment
from discussions.tree_check import find_faults
from moderation.models import Status
from tests.factories import CommentFactory, SolutionFactory, TopicFactory, TrustedCitizenFactory

WRITERS, EACH = 8, 30


@pytest.fixture
def authors(committed_db: None) -> list[Any]:
    ContentType.objects.get_for_model(Comment)
    return [TrustedCitizenFactory() for _ in range(WRITERS)]


def write(author: Any, solution: Solution, *, roots: float, number: int) -> int:
    """Write thirty comments as one of eight; return how many."""
    chance = random.Random(number)
    for _ in range(EACH):
        rows = Comment.objects.filter(solution=solution, status=Status.PUBLISHED).select_related("topic", "solution")
        parent = None if chance.random() < roots else rows.order_by("?").first()
        post_comment(
            author=author, topic=solution.topic, solution=solution, body=f"رأي {chance.random()}", parent=parent
        )
    return EACH


@pytest.fixture(autouse=True)
def _no_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moderation.filters.HASTE_POSTS", 10_000)


@pytest.mark.parametrize(("what", "roots"), [("a fifth of them roots", 0.2), ("all in one tree", 0.0)])
def test_eight_writers_leave_every_tree_whole(what: str, roots: float, authors: list[Any], in_threads: Any) -> None:
    solution = SolutionFactory()
    CommentFactory(solution=solution)
    results = in_threads(lambda n: write(authors[n], solution, roots=roots, number=n), times=WRITERS)
    assert results == [EACH] * WRITERS
    assert not list(find_faults())
    comments = Comment.objects.filter(solution=solution)
    assert comments.count() == WRITERS * EACH + 1
    assert sorted(comments.values_list("number", flat=True)) == list(range(1, WRITERS * EACH + 2))
    assert not recount_discussions(mend=False)
    if roots == 0:
        assert comments.values("tree_id").distinct().count() == 1


@pytest.mark.parametrize("roots", [0.2, 0.0])
def test_trees_stay_whole_by_the_lock_of_their_roots_alone(roots: float, authors: list[Any], in_threads: Any) -> None:
    """Without the lock of the debate, which the doors hold besides."""
    solution = SolutionFactory()
    CommentFactory(solution=solution)

    def work(number: int) -> int:
        chance = random.Random(number)
        for step in range(EACH):
            rows = Comment.objects.filter(solution=solution)
            parent = None if chance.random() < roots else rows.order_by("?").first()
            with transaction.atomic():
                comment = Comment(
                    author=authors[number], topic=solution.topic, solution=solution, text="رأي", text_html="رأي",
                    number=1000 * (number + 1) + step, status=Status.PUBLISHED,
                )  # fmt: skip
                insert_comment(comment, parent=parent)
        return EACH

    assert in_threads(work, times=WRITERS) == [EACH] * WRITERS
    assert not list(find_faults())
    assert Comment.objects.count() == WRITERS * EACH + 1


def test_writers_in_the_debates_of_one_topic_do_not_wait_in_a_circle(authors: list[Any], in_threads: Any) -> None:
    topic = TopicFactory()
    solutions = [SolutionFactory(topic=topic), SolutionFactory(topic=topic), None]
    for solution in solutions:
        CommentFactory(topic=topic, solution=solution)

    def work(number: int) -> str:
        chance = random.Random(number)
        for step in range(15):
            solution = solutions[(number + step) % 3]
            rows = Comment.objects.on(topic, solution).published().exclude(author=authors[number])
            parent = rows.order_by("?").first()
            mine = post_comment(
                author=authors[number], topic=topic, solution=solution, body=f"رأي {step}", parent=parent
            )
            if parent is not None:
                support_comment(user=authors[number], comment=parent)
            if chance.random() < 0.2:
                withdraw_comment(author=authors[number], comment=mine)
        return "done"

    allowed = []
    for result in in_threads(work, times=WRITERS):
        # What one answers or supports may be withdrawn meanwhile; nothing else may go wrong.
        if result != "done":
            allowed.append(type(result).__name__)
    assert set(allowed) <= {"Conflict"}
    assert not list(find_faults())
    assert not recount_discussions(mend=False)


def test_fifty_supports_of_one_person_are_one(authors: list[Any], in_threads: Any) -> None:
    comment = CommentFactory()
    results = in_threads(lambda _: [support_comment(user=authors[0], comment=comment) for _ in range(6)], times=8)
    assert sum(sum(result) for result in results) == 1
    comment.refresh_from_db()
    assert (comment.supports_count, CommentSupport.objects.count()) == (1, 1)
