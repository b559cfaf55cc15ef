"""Trees of comments: whole whatever is replied to, and readable by django-mptt."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from discussions.models import Comment
from discussions.threads import MAX_LEVEL, insert_comment
from discussions.tree_check import find_faults
from moderation.models import Status
from realtime.doors import Conflict
from tests.factories import CitizenFactory, CommentFactory, SolutionFactory, TopicFactory


def tree_of(root: Comment) -> list[tuple[int, int]]:
    """Return (number, level) of a tree in the order of reading."""
    return list(Comment.objects.filter(tree_id=root.tree_id).order_by("lft").values_list("number", "level"))


@pytest.mark.django_db
class TestInsertComment:
    def test_a_top_level_comment_is_a_tree_of_its_own_number(self) -> None:
        root = CommentFactory()
        root.refresh_from_db()
        assert (root.tree_id, root.lft, root.rght, root.level) == (root.pk, 1, 2, 0)

    def test_replies_stand_under_what_they_answer_in_the_order_of_writing(self) -> None:
        root = CommentFactory()
        first = CommentFactory(parent=root)
        second = CommentFactory(parent=root)
        CommentFactory(parent=first)
        CommentFactory(parent=second)
        CommentFactory(parent=first)
        assert tree_of(root) == [(1, 0), (2, 1), (4, 2), (6, 2), (3, 1), (5, 2)]
        assert not list(find_faults())

    def test_a_reply_leaves_other_trees_alone(self) -> None:
        solution = SolutionFactory()
        root, other = CommentFactory(solution=solution), CommentFactory(solution=solution)
        CommentFactory(parent=root)
        other.refresh_from_db()
        assert (other.lft, other.rght) == (1, 2)

    def test_below_the_deepest_level_a_reply_hangs_beside_and_names_what_it_answers(self) -> None:
        comment = CommentFactory()
        for _ in range(MAX_LEVEL):
            comment = CommentFactory(parent=comment)
        assert (comment.level, comment.in_reply_to) == (MAX_LEVEL, None)
        deeper = CommentFactory(parent=comment)
        assert (deeper.level, deeper.parent_id, deeper.in_reply_to) == (MAX_LEVEL, comment.parent_id, comment)
        deepest = CommentFactory(parent=deeper)
        assert (deepest.level, deepest.parent_id, deepest.in_reply_to) == (MAX_LEVEL, comment.parent_id, deeper)
        assert not list(find_faults())

    def test_a_stale_parent_does_no_harm(self) -> None:
        root = CommentFactory()
        stale = Comment.objects.get(pk=CommentFactory(parent=root).pk)
        for _ in range(3):
            CommentFactory(parent=root)
        CommentFactory(parent=stale)
        CommentFactory(parent=Comment.objects.defer("lft", "rght").get(pk=stale.pk))
        assert not list(find_faults())

    @pytest.mark.parametrize("status", [Status.HIDDEN, Status.REMOVED, Status.WITHDRAWN, Status.PENDING])
    def test_a_reply_to_what_is_no_longer_shown_is_refused(self, status: str) -> None:
        stale = CommentFactory()
        Comment.objects.filter(pk=stale.pk).update(status=status)
        with pytest.raises(Conflict):
            CommentFactory(parent=stale)
        assert Comment.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_outside_a_transaction_nothing_is_inserted(self) -> None:
        topic = TopicFactory()
        comment = Comment(topic=topic, author=topic.author, number=1, text="نعم", text_html="<p>نعم</p>")
        with pytest.raises(RuntimeError):
            insert_comment(comment)

    def test_mptt_reads_the_trees(self) -> None:
        root = CommentFactory()
        first = CommentFactory(parent=root)
        last = CommentFactory(parent=first)
        CommentFactory(parent=root)
        root, last = Comment.objects.get(pk=root.pk), Comment.objects.get(pk=last.pk)
        assert [comment.number for comment in root.get_descendants()] == [2, 3, 4]
        assert root.get_descendant_count() == 3
        assert [comment.number for comment in last.get_ancestors()] == [1, 2]
        assert last.get_root() == root
        assert [comment.number for comment in root.get_children()] == [2, 4]
        assert last.is_leaf_node()

    def test_saving_a_comment_again_leaves_its_tree_alone(self) -> None:
        root = CommentFactory()
        reply = CommentFactory(parent=root)
        reply = Comment.objects.get(pk=reply.pk)
        reply.text = "أخرى"
        reply.save()
        assert tree_of(root) == [(1, 0), (2, 1)]
        assert not list(find_faults())

    def test_a_root_takes_two_statements_and_a_reply_three(self, query_count: Any) -> None:
        solution = SolutionFactory()
        author = CitizenFactory()

        def unsaved(number: int) -> Comment:
            return Comment(
                topic=solution.topic, solution=solution, author=author, number=number, text="نعم", text_html="نعم",
                status=Status.PUBLISHED,
            )  # fmt: skip

        root, reply = unsaved(1), unsaved(2)
        assert query_count(lambda: insert_comment(root)) == 2
        assert query_count(lambda: insert_comment(reply, parent=root)) == 3


class Model:
    """The plain picture of a debate: children lists, and where a reply ends up."""

    def __init__(self) -> None:
        self.parent: dict[int, int | None] = {}
        self.level: dict[int, int] = {}

    def add(self, number: int, answered: int | None) -> None:
        if answered is not None and self.level[answered] == MAX_LEVEL:
            answered = self.parent[answered]
        self.parent[number] = answered
        self.level[number] = 0 if answered is None else self.level[answered] + 1

    def reading(self, parent: int | None = None) -> list[tuple[int, int]]:
        read = []
        for number in sorted(number for number, above in self.parent.items() if above == parent):
            read += [(number, self.level[number]), *self.reading(number)]
        return read


class TestAnyDebate(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.one_of(st.none(), st.integers(0, 1000), st.just("last")), min_size=1, max_size=25))
    def test_any_sequence_of_replies_reads_as_its_model_says(self, choices: list[Any]) -> None:
        solution, author = SolutionFactory(), CitizenFactory()
        model, written = Model(), []
        for choice in choices:
            if choice is None or not written:
                parent = None
            else:
                parent = written[-1] if choice == "last" else written[choice % len(written)]
            comment = CommentFactory(solution=solution, author=author, parent=parent)
            model.add(comment.number, parent and parent.number)
            written.append(comment)
        rows = Comment.objects.filter(solution=solution).order_by("tree_id", "lft")
        assert list(rows.values_list("number", "level")) == model.reading()
        assert not list(find_faults())


def check_trees() -> tuple[str, str]:
    """Return what the command writes where all is whole, and what it writes (and says last) where it is not."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("check_trees", stdout=out, stderr=err)
    except CommandError as fault:
        err.write(str(fault))
        status = fault.returncode
    assert status == (1 if err.getvalue() else 0)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
class TestCheckTrees:
    @pytest.fixture
    def tree(self) -> list[Comment]:
        root = CommentFactory()
        first = CommentFactory(parent=root)
        return [root, first, CommentFactory(parent=first), CommentFactory(parent=root)]

    def test_whole_trees_are_counted(self, tree: list[Comment]) -> None:
        CommentFactory()
        assert check_trees() == ("2 trees of 5 comments: all whole.\n", "")

    def test_without_comments_all_is_whole(self) -> None:
        assert "0 trees of 0 comments" in check_trees()[0]

    @pytest.mark.parametrize(
        ("broken", "change", "named"),
        [
            (0, {"lft": 0}, "must open at 1"),
            (0, {"level": 1}, "must open at 1, on level 0"),
            (0, {"rght": 99}, "from 1 to twice its comments"),
            (2, {"level": 5}, "one level below its parent"),
            (2, {"level": 9}, "deeper than level 6"),
            (3, {"tree_id": 999_999}, "in the tree of its parent"),
            (2, {"lft": 6, "rght": 7}, "between those of its parent"),
            (3, {"lft": 5, "rght": 8}, "from 1 to twice its comments"),
            (3, {"lft": 4, "rght": 7}, "must not overlap the one before it"),
        ],
    )
    def test_each_fault_is_named_with_its_comment(
        self, tree: list[Comment], broken: int, change: dict[str, int], named: str
    ) -> None:
        Comment._base_manager.filter(pk=tree[broken].pk).update(**change)
        out, err = check_trees()
        assert out == ""
        assert named in err
        assert f"comment {tree[broken].pk}" in err or "twice its comments" in err

    def test_a_reply_in_another_debate_is_a_fault(self, tree: list[Comment]) -> None:
        Comment._base_manager.filter(pk=tree[1].pk).update(solution=None)
        assert "must belong to the debate of its parent" in check_trees()[1]

    def test_an_answer_in_another_tree_is_a_fault(self, tree: list[Comment]) -> None:
        Comment._base_manager.filter(pk=tree[1].pk).update(in_reply_to=CommentFactory())
        assert "must stand in its tree" in check_trees()[1]

    def test_a_hundred_faults_are_counted_but_not_all_named(self) -> None:
        root = CommentFactory()
        for _ in range(25):
            CommentFactory(parent=root)
        with transaction.atomic():
            Comment._base_manager.filter(tree_id=root.pk, level=1).update(level=4)
        assert "… and 5 more: a reply must stand one level below its parent" in check_trees()[1]
