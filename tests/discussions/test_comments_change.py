"""The doors ``edit_comment`` and ``withdraw_comment``."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from discussions.actions import edit_comment, post_comment, withdraw_comment
from discussions.models import Comment, Solution
from discussions.recounts import recount_discussions
from moderation.models import ReviewItem, Revision, Status
from realtime.doors import Conflict, Refused
from realtime.models import Event
from tests.factories import CitizenFactory, CommentFactory, SolutionFactory, TrustedCitizenFactory
from topics.models import Topic

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


class TestEditing:
    def test_a_trusted_authors_wording_is_public_at_once_and_the_old_one_kept(self) -> None:
        comment = CommentFactory(author=TrustedCitizenFactory(), text="قديم")
        revision = edit_comment(editor=comment.author, comment=comment, body="جديد")
        assert (comment.text, comment.version, revision.state) == ("جديد", 2, Revision.State.APPLIED)
        assert comment.edited_at is not None
        assert list(Revision.objects.order_by("version").values_list("body", flat=True)) == ["قديم", "جديد"]
        assert kinds() == ["comment.changed"]

    def test_a_wording_with_a_link_waits_while_the_approved_one_stays(self) -> None:
        comment = CommentFactory(text="قديم")
        revision = edit_comment(editor=comment.author, comment=comment, body="https://example.com/x")
        assert (comment.text, revision.state) == ("قديم", Revision.State.PENDING)
        assert ReviewItem.objects.filter(object_id=comment.pk, revision=revision).exists()
        assert not kinds()

    def test_nothing_changed_is_no_edit(self) -> None:
        comment = CommentFactory()
        assert edit_comment(editor=comment.author, comment=comment, body=f" {comment.text}\n") is None
        assert comment.edited_at is None

    def test_an_edit_leaves_the_tree_alone(self) -> None:
        comment = CommentFactory()
        CommentFactory(parent=comment)
        edit_comment(editor=comment.author, comment=Comment.objects.get(pk=comment.pk), body="جديد")
        comment.refresh_from_db()
        assert (comment.lft, comment.rght) == (1, 4)

    def test_only_its_author_edits(self) -> None:
        with pytest.raises(PermissionDenied):
            edit_comment(editor=CitizenFactory(), comment=CommentFactory(), body="جديد")

    @pytest.mark.parametrize("status", [Status.HIDDEN, Status.REMOVED, Status.WITHDRAWN, Status.REJECTED])
    def test_what_is_gone_cannot_be_edited(self, status: str) -> None:
        comment = CommentFactory()
        Comment.objects.update(status=status)
        with pytest.raises(Conflict):
            edit_comment(editor=comment.author, comment=comment, body="جديد")

    def test_in_a_closed_discussion_nothing_is_edited(self) -> None:
        comment = CommentFactory()
        Topic.objects.update(stage="closed")
        with pytest.raises(Conflict):
            edit_comment(editor=comment.author, comment=comment, body="جديد")

    def test_an_empty_wording_is_refused(self) -> None:
        comment = CommentFactory()
        with pytest.raises(Refused):
            edit_comment(editor=comment.author, comment=comment, body="  ")


class TestWithdrawing:
    def test_its_place_is_kept_and_every_counter_is_what_can_be_seen(self) -> None:
        root = CommentFactory()
        CommentFactory(parent=root)
        withdraw_comment(author=root.author, comment=root)
        assert root.status == Status.WITHDRAWN
        solution = Solution.objects.get()
        assert (solution.comments_count, solution.last_comment_number, solution.topic.comments_count) == (1, 2, 1)
        assert kinds() == ["comment.removed"]
        assert Event.objects.get().facts == {"type": "comment", "id": root.pk, "number": 1}
        assert not recount_discussions(mend=False)

    def test_a_held_comment_is_withdrawn_without_a_word_to_others(self) -> None:
        solution = SolutionFactory()
        held = post_comment(
            author=CitizenFactory(), topic=solution.topic, solution=solution, body="https://example.com/x"
        )
        withdraw_comment(author=held.author, comment=held)
        assert not kinds()
        assert ReviewItem.objects.get().status == ReviewItem.Status.MOOT
        assert not recount_discussions(mend=False)

    def test_even_in_a_closed_discussion_one_takes_ones_words_back(self) -> None:
        comment = CommentFactory()
        Topic.objects.update(stage="closed")
        withdraw_comment(author=comment.author, comment=comment)
        assert comment.status == Status.WITHDRAWN

    def test_only_once_and_only_its_author(self) -> None:
        comment = CommentFactory()
        with pytest.raises(PermissionDenied):
            withdraw_comment(author=CitizenFactory(), comment=comment)
        withdraw_comment(author=comment.author, comment=comment)
        with pytest.raises(Conflict):
            withdraw_comment(author=comment.author, comment=comment)


class TestWhatModeratorsDecide:
    """Through the hook that moderation's doors call."""

    def change(self, post: Any, new: str) -> None:
        from realtime.doors import door

        old, post.status = post.status, new
        type(post)._base_manager.filter(pk=post.pk).update(status=new)
        door(lambda: type(post).get_locked(post.pk).on_visibility_changed(old, new))()

    def test_talk_4749_after_hiding_a_root_with_ten_replies_every_counter_is_what_can_be_seen(self) -> None:
        root = CommentFactory()
        for _ in range(10):
            CommentFactory(parent=root)
        self.change(root, Status.REMOVED)
        assert Solution.objects.get().comments_count == Topic.objects.get().comments_count == 10
        self.change(root, Status.PUBLISHED)
        assert Solution.objects.get().comments_count == Topic.objects.get().comments_count == 11
        assert kinds() == ["comment.removed", "comment.changed"]
        assert not recount_discussions(mend=False)

    def test_a_hidden_solution_takes_its_debate_out_of_the_topics_count(self) -> None:
        comment = CommentFactory()
        CommentFactory(topic=comment.topic, solution=None)
        solution = Solution.objects.get()
        self.change(solution, Status.HIDDEN)
        topic = Topic.objects.get()
        assert (topic.comments_count, topic.solutions_count) == (1, 0)
        self.change(comment, Status.HIDDEN)
        assert Topic.objects.get().comments_count == 1
        self.change(Solution.objects.get(), Status.PUBLISHED)
        topic = Topic.objects.get()
        assert (topic.comments_count, topic.solutions_count) == (1, 1)
        assert not recount_discussions(mend=False)

    def test_a_rejected_comment_changes_no_counter(self) -> None:
        comment = CommentFactory(status=Status.PENDING, published_at=None)
        self.change(comment, Status.REJECTED)
        assert Topic.objects.get().comments_count == 0
        assert not kinds()
