"""The doors that support, and take the support back."""

import pytest
from django.core.exceptions import PermissionDenied

from discussions.actions import support_comment, support_solution, unsupport_comment, unsupport_solution
from discussions.models import Comment, Solution
from discussions.recounts import recount_discussions
from moderation.models import Status
from moderation.permissions import PolicyNotAccepted
from notifications.models import Notification
from realtime.doors import Conflict
from tests.factories import CitizenFactory, CommentFactory, SolutionFactory, UserFactory
from topics.models import Topic

pytestmark = pytest.mark.django_db


def test_a_person_counts_once() -> None:
    comment, solution = CommentFactory(), SolutionFactory()
    user = CitizenFactory()
    assert [support_comment(user=user, comment=comment) for _ in range(2)] == [True, False]
    assert [support_solution(user=user, solution=solution) for _ in range(2)] == [True, False]
    assert (comment.supports_count, solution.supports_count) == (1, 1)
    assert not recount_discussions(mend=False)
    assert [unsupport_comment(user=user, comment=comment) for _ in range(2)] == [True, False]
    assert [unsupport_solution(user=user, solution=solution) for _ in range(2)] == [True, False]
    assert (comment.supports_count, solution.supports_count) == (0, 0)
    assert not recount_discussions(mend=False)


def test_its_author_is_told_in_one_line() -> None:
    comment = CommentFactory()
    for _ in range(3):
        support_comment(user=CitizenFactory(), comment=comment)
    line = Notification.objects.get()
    assert (line.user, line.event, line.count) == (comment.author, "support.given", 3)


def test_nobody_supports_their_own_words() -> None:
    comment = CommentFactory()
    with pytest.raises(PermissionDenied):
        support_comment(user=comment.author, comment=comment)


def test_only_who_may_write_supports() -> None:
    with pytest.raises(PolicyNotAccepted):
        support_comment(user=UserFactory(), comment=CommentFactory())


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.REMOVED, Status.WITHDRAWN, Status.PENDING])
def test_what_is_not_public_takes_no_support(status: str) -> None:
    comment = CommentFactory()
    Comment.objects.update(status=status)
    with pytest.raises(Conflict):
        support_comment(user=CitizenFactory(), comment=comment)
    Comment.objects.update(status=Status.PUBLISHED)
    Solution.objects.update(status=status)
    with pytest.raises(Conflict):
        support_comment(user=CitizenFactory(), comment=comment)
    with pytest.raises(Conflict):
        support_solution(user=CitizenFactory(), solution=comment.solution)


def test_a_closed_topic_takes_no_support_but_gives_it_back() -> None:
    comment, user = CommentFactory(), CitizenFactory()
    support_comment(user=user, comment=comment)
    Topic.objects.update(stage="closed")
    with pytest.raises(Conflict):
        support_comment(user=CitizenFactory(), comment=comment)
    assert unsupport_comment(user=user, comment=comment)
