"""The doors of solutions: ``propose_solution``, ``edit_solution``, ``withdraw_solution``, ``lock_solution``."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from discussions.actions import edit_solution, lock_solution, propose_solution, withdraw_solution
from discussions.models import Solution
from discussions.recounts import recount_discussions
from moderation.models import ReviewItem, Revision, Status
from notifications.models import Follow, Notification
from realtime.doors import Conflict, Refused
from realtime.models import Event
from tests.factories import (
    CitizenFactory,
    CommentFactory,
    ModeratorFactory,
    SolutionFactory,
    TopicFactory,
    TrustedCitizenFactory,
)
from topics.models import TimelineEntry, Topic

pytestmark = pytest.mark.django_db
TITLE = "لوحة برقم الخط داخل كل مركبة"


def propose(**fields: Any) -> Solution:
    fields.setdefault("author", TrustedCitizenFactory())
    fields.setdefault("topic", TopicFactory())
    return propose_solution(**{"title": TITLE, "body": "يكتب الراكب رقم المركبة.", **fields})


def kinds() -> set[str]:
    return set(Event.objects.values_list("kind", flat=True))


class TestProposing:
    def test_a_trusted_citizens_solution_is_public_with_the_next_number(self) -> None:
        topic = TopicFactory()
        first, second = propose(topic=topic), propose(topic=topic)
        assert [(s.status, s.number) for s in (first, second)] == [("published", 1), ("published", 2)]
        topic.refresh_from_db()
        assert (topic.solutions_count, topic.last_solution_number) == (2, 2)
        assert kinds() == {"solution.posted"}
        assert not recount_discussions(mend=False)

    def test_a_new_citizens_solution_waits_and_is_told_to_nobody(self) -> None:
        solution = propose(author=CitizenFactory())
        assert solution.status == Status.PENDING
        assert Topic.objects.get().solutions_count == 0
        assert ReviewItem.objects.get().object_id == solution.pk
        assert not kinds()
        assert not TimelineEntry.objects.filter(kind="solutions").exists()

    def test_the_first_one_stands_in_the_timeline(self) -> None:
        topic = TopicFactory()
        propose(topic=topic), propose(topic=topic)
        assert TimelineEntry.objects.filter(topic=topic, kind="solutions").count() == 1

    def test_its_author_follows_the_topic(self) -> None:
        solution = propose()
        assert Follow.objects.get().user == solution.author

    def test_the_same_words_sent_again_are_the_same_solution(self) -> None:
        topic, author = TopicFactory(), TrustedCitizenFactory()
        assert propose(topic=topic, author=author) == propose(topic=topic, author=author)
        assert Solution.objects.count() == 1

    def test_whom_it_mentions_is_told(self) -> None:
        person = CitizenFactory(handle="nour-2")
        propose(body="كما قال @nour-2 تمامًا")
        assert Notification.objects.get(event="person.mentioned").user == person

    def test_a_hidden_name_is_an_alias(self) -> None:
        assert propose(hide_name=True).alias is not None

    @pytest.mark.parametrize("changes", [{"title": "قصير"}, {"title": ""}, {"title": "ط" * 121}, {"body": " "}])
    def test_words_that_cannot_be_taken_name_their_field(self, changes: dict[str, str]) -> None:
        with pytest.raises(Refused) as refusal:
            propose(**changes)
        assert refusal.value.field == next(iter(changes))

    @pytest.mark.parametrize("changes", [{"stage": "closed"}, {"locked": True}, {"status": Status.HIDDEN}])
    def test_a_topic_that_takes_no_posts_refuses(self, changes: dict[str, Any]) -> None:
        with pytest.raises(Conflict):
            propose(topic=TopicFactory(**changes))

    def test_titles_of_any_kind_have_an_address(self, client: Any) -> None:
        for title in ("🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂", "؟؟؟؟؟؟؟؟؟؟؟؟", "ع" * 120, "<script>alert(1)</script>"):
            solution = propose(title=title, topic=TopicFactory())
            page = client.get(solution.get_absolute_url())
            assert page.status_code == 200
            assert "<script>alert" not in page.content.decode()


class TestChanging:
    def test_an_edit_keeps_the_old_wording(self) -> None:
        solution = propose()
        edit_solution(editor=solution.author, solution=solution, title=f"{TITLE} الآن", body="نصّ جديد")
        assert solution.title == f"{TITLE} الآن"
        assert Revision.objects.filter(title=TITLE, state=Revision.State.APPLIED).exists()
        assert "solution.changed" in kinds()

    def test_a_new_citizens_edit_waits(self) -> None:
        solution = SolutionFactory()
        revision = edit_solution(editor=solution.author, solution=solution, title=TITLE, body="نصّ جديد")
        assert revision.state == Revision.State.PENDING
        assert solution.title != TITLE

    def test_others_neither_edit_nor_withdraw(self) -> None:
        solution = SolutionFactory()
        with pytest.raises(PermissionDenied):
            edit_solution(editor=CitizenFactory(), solution=solution, title=TITLE, body="نصّ")
        with pytest.raises(PermissionDenied):
            withdraw_solution(author=CitizenFactory(), solution=solution)

    def test_withdrawn_it_leaves_every_count(self) -> None:
        comment = CommentFactory()
        solution = comment.solution
        withdraw_solution(author=solution.author, solution=solution)
        topic = Topic.objects.get()
        assert (topic.solutions_count, topic.comments_count) == (0, 0)
        assert not recount_discussions(mend=False)
        with pytest.raises(Conflict):
            withdraw_solution(author=solution.author, solution=solution)

    def test_a_moderator_locks_the_debate_but_not_on_ones_own_topic(self) -> None:
        solution = SolutionFactory()
        lock_solution(moderator=ModeratorFactory(), solution=solution)
        solution.refresh_from_db()
        assert solution.locked
        with pytest.raises(PermissionDenied):
            lock_solution(moderator=CitizenFactory(), solution=solution)
