"""Counting anew what is kept in columns."""

import pytest

from discussions.mentions import MOST_MENTIONED, mentioned_handles
from discussions.models import Comment, Solution
from discussions.recounts import recount_discussions
from moderation.models import Status
from sharek.benches.debates import grow
from tests.factories import CitizenFactory, CommentFactory, SolutionFactory, TopicFactory
from topics.models import Topic


@pytest.mark.django_db
class TestRecounting:
    def test_what_differs_is_named_and_set_right(self) -> None:
        comment = CommentFactory()
        CommentFactory(topic=comment.topic, solution=None)
        Topic.objects.update(comments_count=9, solutions_count=9, last_comment_number=9)
        Solution.objects.update(comments_count=9, supports_count=9)
        Comment.objects.filter(pk=comment.pk).update(supports_count=9)
        assert len(recount_discussions(mend=False)) == 6
        lines = recount_discussions()
        assert f"topics.Topic {comment.topic_id}: comments_count was 9, is 2" in lines
        assert f"discussions.Comment {comment.pk}: supports_count was 9, is 0" in lines
        assert not recount_discussions()

    def test_what_is_right_is_left_alone(self, django_assert_max_num_queries: object) -> None:
        for _ in range(3):
            CommentFactory()
        with django_assert_max_num_queries(3):  # type: ignore[operator]
            assert not recount_discussions()

    def test_debates_written_in_bulk_are_right(self) -> None:
        authors = [CitizenFactory()]
        grow(SolutionFactory(), authors, 30)
        grow(TopicFactory(), authors, 30)
        assert not recount_discussions(mend=False)

    def test_only_what_can_be_read_counts(self) -> None:
        comment = CommentFactory()
        CommentFactory(parent=comment)
        Solution.objects.update(status=Status.HIDDEN)
        assert f"topics.Topic {comment.topic_id}: comments_count was 2, is 0" in recount_discussions()
        assert Solution.objects.get().comments_count == 2


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("@nour ما رأيك؟", ["nour"]),
        ("(@nour، @سامر-2): نعم @nour", ["nour", "سامر-2"]),
        ("بريدي someone@example.org", []),
        ("https://example.org/@nour", []),
        ("@", []),
        ("@@nour", []),
        ("@a" + "b" * 60, ["a" + "b" * 47]),
        (" ".join(f"@person-{n}" for n in range(30)), [f"person-{n}" for n in range(MOST_MENTIONED)]),
    ],
)
def test_mentions_are_found_where_people_write_them(text: str, handles: list[str]) -> None:
    assert mentioned_handles(text) == handles
