"""Pages of a debate: in the right order, all of it, at the same cost however long it is."""

import random
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from discussions.models import Comment, CommentSupport, Solution
from discussions.reading import NEWEST, OLDEST, SUPPORTED, Debate
from moderation.models import Status
from notifications.actions import mute
from sharek.benches.debates import grow
from tests.factories import CitizenFactory, CommentFactory, ModeratorFactory, SolutionFactory, TopicFactory

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def debate(solution: Solution, user: Any = VISITOR) -> Debate:
    return Debate(solution.topic, Solution.objects.get(pk=solution.pk), user)


def read_through(debate: Debate, sort: str) -> list[list[int]]:
    """Return the numbers of all pages, one after the other."""
    pages, start = [], None
    while True:
        page = debate.page(sort, start)
        pages.append([comment.number for comment in page.comments])
        if page.next is None:
            return pages
        start = page.next


def expected(solution: Solution, sort: str) -> list[int]:
    key = {
        OLDEST: lambda root: root.pk,
        NEWEST: lambda root: -root.pk,
        SUPPORTED: lambda root: (-root.supports_count, root.pk),
    }[sort]
    roots = sorted(Comment.objects.filter(solution=solution, parent__isnull=True), key=key)
    return [
        number
        for root in roots
        for number in Comment.objects.filter(tree_id=root.pk).order_by("lft").values_list("number", flat=True)
    ]


@pytest.mark.parametrize("roots", [0.0, 0.05, 0.3, 1.0])
@pytest.mark.parametrize("sort", [OLDEST, NEWEST, SUPPORTED])
def test_reading_through_shows_each_comment_once_in_its_order(sort: str, roots: float) -> None:
    solution = SolutionFactory()
    grow(solution, [CitizenFactory()], 180, roots=roots)
    chance = random.Random(1)
    for root in Comment.objects.filter(parent__isnull=True):
        Comment.objects.filter(pk=root.pk).update(supports_count=chance.randint(0, 3))
    pages = read_through(debate(solution), sort)
    assert [number for page in pages for number in page] == expected(solution, sort)
    assert [len(page) for page in pages] == [50, 50, 50, 30]


@pytest.mark.parametrize("sort", [OLDEST, NEWEST, SUPPORTED])
@pytest.mark.parametrize("roots", [0.0, 0.2])
def test_the_page_before_leads_back_to_the_first(sort: str, roots: float) -> None:
    solution = SolutionFactory()
    grow(solution, [CitizenFactory()], 180, roots=roots)
    there = debate(solution)
    starts: list[Any] = [None]
    while (page := there.page(sort, starts[-1])).next is not None:
        starts.append(page.next)
    for start, before in zip(starts[2:], starts[1:], strict=False):
        assert there.start_before(start, sort) == before
    assert there.start_before(starts[1], sort) in {None, expected(solution, sort)[0]}


@pytest.mark.parametrize("roots", [0.0, 0.1, 1.0])
def test_a_comments_own_link_leads_to_a_page_that_shows_it(roots: float) -> None:
    solution = SolutionFactory()
    grow(solution, [CitizenFactory()], 160, roots=roots)
    there = debate(solution)
    for comment in Comment.objects.filter(number__in=[1, 2, 49, 50, 51, 100, 160]):
        page = there.page(OLDEST, there.start_for(comment))
        assert comment.number in [shown.number for shown in page.comments]


def test_a_short_debate_needs_no_start() -> None:
    comment = CommentFactory()
    assert debate(comment.solution).start_for(comment) is None


@pytest.mark.parametrize("start", [0, -1, 10**12, 999])
def test_a_start_that_is_none_gives_the_first_page(start: int) -> None:
    comment = CommentFactory()
    assert [shown.number for shown in debate(comment.solution).page(OLDEST, start).comments] == [1]


def test_an_unknown_order_is_the_oldest_first() -> None:
    assert debate(CommentFactory().solution).page("odd").sort == OLDEST


def test_decidim_12578_a_page_costs_the_same_for_two_and_for_hundreds(query_count: Any) -> None:
    short, long = SolutionFactory(), SolutionFactory()
    for solution, count in ((short, 2), (long, 150)):
        grow(solution, [CitizenFactory() for _ in range(2 if count == 2 else 20)], count)
    user = CitizenFactory()
    counts = {}
    for solution in (short, long):
        for reader in (VISITOR, user):
            there = debate(solution, reader)
            counts[solution.pk, reader.is_authenticated] = query_count(
                lambda there=there: [shown.author.display_name for shown in there.page().comments]
            )
    assert set(counts.values()) == {2}
    there = debate(long)
    assert query_count(lambda: there.page(OLDEST, 60)) == 3
    assert query_count(lambda: there.page(SUPPORTED, 60)) <= 4


class TestWhatIsShown:
    @pytest.mark.parametrize("status", [Status.HIDDEN, Status.REMOVED, Status.WITHDRAWN])
    def test_throat_202_what_was_removed_is_a_stub_without_its_text_and_its_replies_stay(self, status: str) -> None:
        root = CommentFactory(text="كلمة فريدة")
        reply = CommentFactory(parent=root)
        Comment.objects.filter(pk=root.pk).update(status=status)
        for reader in (VISITOR, CitizenFactory(), root.author, ModeratorFactory()):
            stub, shown = debate(root.solution, reader).page().comments
            assert (stub.shown, stub.html, shown.shown, shown.pk) == ("stub", "", "text", reply.pk)
            assert {"text", "text_html"} <= stub.get_deferred_fields()

    def test_what_awaits_review_is_seen_by_its_author_and_moderators_alone(self) -> None:
        first = CommentFactory()
        held = CommentFactory(solution=first.solution, status=Status.PENDING, published_at=None)
        below = CommentFactory(parent=first, status=Status.PENDING, published_at=None)
        seen = lambda reader: {c.pk for c in debate(first.solution, reader).page().comments}  # noqa: E731
        assert seen(VISITOR) == seen(CitizenFactory()) == {first.pk}
        assert seen(held.author) == {first.pk, held.pk}
        assert seen(ModeratorFactory()) == {first.pk, held.pk, below.pk}

    def test_what_was_never_published_leaves_no_stub(self) -> None:
        rejected = CommentFactory(status=Status.REJECTED, published_at=None)
        withdrawn = CommentFactory(solution=rejected.solution, status=Status.WITHDRAWN, published_at=None)
        assert not debate(rejected.solution).page().comments
        assert [c.shown for c in debate(rejected.solution, rejected.author).page().comments] == ["text"]
        assert not debate(rejected.solution, withdrawn.author).page().comments

    def test_held_replies_neither_end_a_debate_nor_hide_what_follows(self) -> None:
        root = CommentFactory()
        for number in range(120):
            held = {"status": Status.PENDING, "published_at": None} if number % 2 else {}
            CommentFactory(parent=root, **held)
        pages = read_through(debate(root.solution), OLDEST)
        assert sum(map(len, pages)) == 61

    def test_a_reply_says_whom_it_answers_also_below_the_deepest_level(self) -> None:
        comment = CommentFactory()
        for _ in range(9):
            comment = CommentFactory(parent=comment)
        answered = [shown.answered_number for shown in debate(comment.solution).page().comments]
        assert answered == [None, *range(1, 10)]

    def test_ones_own_supports_and_mutes_are_marked(self) -> None:
        comment = CommentFactory()
        other = CommentFactory(solution=comment.solution)
        reader = CitizenFactory()
        CommentSupport.objects.create(user=reader, target=comment)
        mute(user=reader, muted=other.author)
        one, two = debate(comment.solution, reader).page().comments
        assert (one.is_supported, one.is_muted) == (True, False)
        assert (two.is_supported, two.is_muted) == (False, True)

    def test_a_mute_does_not_tell_who_hides_behind_an_alias(self) -> None:
        comment = CommentFactory(alias=4821)
        reader = CitizenFactory()
        mute(user=reader, muted=comment.author)
        assert not debate(comment.solution, reader).page().comments[0].is_muted

    def test_a_topic_shows_its_own_comments_and_not_those_of_its_solutions(self) -> None:
        on_solution = CommentFactory()
        topic = on_solution.topic
        on_topic = CommentFactory(topic=topic, solution=None)
        topic.refresh_from_db()
        assert [c.pk for c in Debate(topic, None, VISITOR).page().comments] == [on_topic.pk]

    def test_what_came_after_a_number_is_given_in_the_order_of_writing(self) -> None:
        first = CommentFactory()
        second = CommentFactory(solution=first.solution)
        reply = CommentFactory(parent=first)
        CommentFactory(solution=first.solution, status=Status.PENDING, published_at=None)
        assert [c.pk for c in debate(first.solution).after(1)] == [second.pk, reply.pk]
        assert not debate(first.solution).after(3)

    def test_one_comment_is_given_as_the_page_shows_it(self) -> None:
        comment = CommentFactory()
        there = debate(comment.solution)
        assert there.one(comment.pk).html == comment.text_html
        Comment.objects.update(status=Status.PENDING, published_at=None)
        assert there.one(comment.pk) is None
        assert Debate(TopicFactory(), None, VISITOR).one(comment.pk) is None
