"""Reading a debate: pages of fifty comments, in a number of queries that does not depend on how many there are.

The trees of a debate stand in the chosen order; within a tree it is always the order of reading (``lft``). A page
begins with a comment, named by its number, and so stays where it is while others write. Where a comment stands in its
tree follows from its edge: before the edge ``lft`` of a comment on level d, (lft - 1 + d) / 2 comments open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from notifications.models import Mute
from topics.models import Topic

from .models import Comment, CommentQuerySet, CommentSupport, Solution
from .threads import MAX_LEVEL

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

PAGE: Final = 50
_NO_NUMBER: Final = 2**31  # beyond what the column holds
OLDEST, NEWEST, SUPPORTED = "oldest", "newest", "supported"
SORTS: Final = {OLDEST: _("Oldest"), NEWEST: _("Newest"), SUPPORTED: _("Most supported")}
_ORDERS: Final[dict[str, tuple[str, ...]]] = {
    OLDEST: ("pk",),
    NEWEST: ("-pk",),
    SUPPORTED: ("-supports_count", "pk"),
}


@dataclass
class DebatePage:
    """A page of a debate in the order of reading.

    ``next`` is the number of the comment that the next page begins with, ``start`` that of this one; None where there
    is no next page, or this is the first one.
    """

    comments: list[Comment] = field(default_factory=list)
    next: int | None = None
    start: int | None = None
    sort: str = OLDEST


class Debate:
    """The comments on ``topic``, or on its ``solution``, as ``user`` may read them."""

    def __init__(self, topic: Topic, solution: Solution | None, user: User | AnonymousUser) -> None:
        self.topic, self.solution, self.user = topic, solution, user

    @property
    def container(self) -> Topic | Solution:
        """What is debated: it carries the counters and the numbers."""
        return self.solution or self.topic

    def comments_count(self) -> int:
        """Return how many comments can be read here. A topic's own number holds those of its solutions too: a query,
        unless whoever fetched the solutions has counted theirs (``topic.comments_elsewhere``).
        """
        if self.solution is not None:
            return self.solution.comments_count
        elsewhere = getattr(self.topic, "comments_elsewhere", None)
        if elsewhere is None:
            solutions = Solution.objects.published().filter(topic=self.topic)
            elsewhere = solutions.aggregate(sum=Sum("comments_count"))["sum"] or 0
        return max(0, self.topic.comments_count - elsewhere)

    # --- pages -------------------------------------------------------------------------------------------------------

    def page(self, sort: str = OLDEST, start: int | None = None) -> DebatePage:
        """Return the page that begins with comment number ``start``; without one, or for none, the first page.

        Two queries, trees and comments, and a third where ``start`` is given. May hold fewer than fifty comments where
        some between them await review.
        """
        sort = sort if sort in _ORDERS else OLDEST
        first = self._by_number(start)
        trees = self._trees(sort, first)
        rows = self._rows(trees, first)
        return DebatePage(
            [self._dressed(row) for row in rows[:PAGE] if row.shown != "absent"],  # type: ignore[attr-defined]
            next=rows[PAGE].number if len(rows) > PAGE else None,
            start=first.number if first else None,
            sort=sort,
        )

    def start_before(self, number: int, sort: str = OLDEST) -> int | None:
        """Return the number that the page before the one of ``number`` begins with; None where it is the first page."""
        first = self._by_number(number)
        if first is None:
            return None
        wanted = PAGE
        rank = rank_of(first)
        if rank >= wanted:
            return self._number_at(first.tree_id, rank - wanted)
        wanted -= rank
        for tree, size in self._trees(sort, first, backwards=True)[1:]:
            if size >= wanted:
                return self._number_at(tree, size - wanted)
            wanted -= size
        return None

    def start_for(self, comment: Comment) -> int | None:
        """Return the number that a page with ``comment`` begins with: its tree's first, or one in the midst of it."""
        if self.container.last_comment_number <= PAGE:
            return None
        if comment.parent_id is None:
            return comment.number
        return self._number_at(comment.tree_id, rank_of(comment) // PAGE * PAGE)

    def after(self, number: int) -> list[Comment]:
        """Return the comments after ``number`` in the order of writing, at most a page of them."""
        rows = self._shown().filter(number__gt=number).present().order_by("number")[:PAGE]
        return [self._dressed(row) for row in rows]

    def one(self, pk: int) -> Comment | None:
        """Return one comment as a page shows it; None where this reader sees nothing in its place."""
        row = self._shown().filter(pk=pk).present().first()
        return self._dressed(row) if row else None

    def numbered(self, number: int) -> Comment | None:
        """Return the comment with ``number`` as a page shows it; None where this reader sees nothing in its place."""
        if not 0 < number < _NO_NUMBER:
            return None
        row = self._shown().filter(number=number).present().first()
        return self._dressed(row) if row else None

    # --- rows --------------------------------------------------------------------------------------------------------

    def _all(self) -> CommentQuerySet:
        return Comment.objects.on(self.topic, self.solution)

    def _shown(self) -> CommentQuerySet:
        """Return the comments with all that a page shows of each: author, whom it answers, the reader's support."""
        rows = (
            self._all()
            .in_thread(self.user)
            .select_related("author", "decision")
            # What was removed may stand in the decision's own words.
            .defer("decision__facts", "decision__explanation", "author__password", "author__email")
            .annotate(answered_number=Coalesce(F("in_reply_to__number"), F("parent__number")))
        )
        if not self.user.is_authenticated:
            return rows.annotate(is_supported=Value(False), is_muted=Value(False))
        return rows.annotate(
            is_supported=Exists(CommentSupport.objects.filter(target=OuterRef("pk"), user=self.user)),
            is_muted=Exists(Mute.objects.filter(user=self.user, muted=OuterRef("author"))),
        )

    def _dressed(self, comment: Any) -> Comment:
        comment.topic, comment.solution = self.topic, self.solution
        # Whoever hides their name is muted by nobody: otherwise a mute would tell who it is.
        comment.is_muted = comment.is_muted and comment.alias is None and comment.shown == "text"
        comment.is_mine = self.user.is_authenticated and comment.author_id == self.user.pk
        return comment  # type: ignore[no-any-return]

    def _by_number(self, number: int | None) -> Comment | None:
        if not number or not 0 < number < _NO_NUMBER:
            return None
        return self._all().filter(number=number).only("number", "tree_id", "lft", "level").first()

    def _number_at(self, tree: int, rank: int) -> int | None:
        """Return the number of the comment with ``rank`` (from 0) in a tree."""
        edge = 2 * rank + 1
        rows = self._all().filter(tree_id=tree, lft__gte=edge - MAX_LEVEL, lft__lte=edge).only("number", "lft", "level")
        return next((row.number for row in rows if rank_of(row) == rank), None)

    def _trees(self, sort: str, first: Comment | None, *, backwards: bool = False) -> list[tuple[int, int]]:
        """Return (tree, number of its comments) in their order from that of ``first`` on, enough for a page."""
        order = _ORDERS[sort]
        roots = self._all().filter(parent__isnull=True).in_thread(self.user).present()
        if first is not None:
            roots = roots.filter(self._from(sort, first.tree_id, backwards=backwards))
        if backwards:
            order = tuple(key[1:] if key.startswith("-") else f"-{key}" for key in order)
        rows = roots.order_by(*order).values_list("pk", "rght")[: PAGE + 1]
        return [(tree, edge // 2) for tree, edge in rows]

    def _from(self, sort: str, tree: int, *, backwards: bool) -> Q:
        """Return the condition "this tree or one after it" ("before it", when ``backwards``)."""
        if sort != SUPPORTED:
            return Q(pk__gte=tree) if (sort == OLDEST) is not backwards else Q(pk__lte=tree)
        supports = Comment.objects.filter(pk=tree).values_list("supports_count", flat=True).first() or 0
        if backwards:
            return Q(supports_count__gt=supports) | Q(supports_count=supports, pk__lte=tree)
        return Q(supports_count__lt=supports) | Q(supports_count=supports, pk__gte=tree)

    def _rows(self, trees: list[tuple[int, int]], first: Comment | None) -> list[Any]:
        """Return the comments of ``trees`` in their order from ``first`` on: a page, and one more for the next."""
        skipped = rank_of(first) if first else 0
        place: dict[int, int] = {}
        some = -skipped
        for tree, size in trees:
            place[tree] = len(place)
            some += size
            if some > PAGE:
                break
        # No tree gives more than a page: of a large one, only the edges that a page can reach are asked for.
        wanted = Q(tree_id__in=[tree for tree in place if not first or tree != first.tree_id], lft__lte=_reach(0))
        if first is not None:
            wanted |= Q(tree_id=first.tree_id, lft__gte=first.lft, lft__lte=_reach(skipped))
        rows = self._shown().filter(wanted) if place else []
        return sorted(rows, key=lambda row: (place.get(row.tree_id, -1), row.lft))[: PAGE + 1]


def rank_of(comment: Comment) -> int:
    """Return how many comments of its tree stand before ``comment``."""
    return (comment.lft - 1 + comment.level) // 2


def _reach(rank: int) -> int:
    """Return the highest left edge of the comment that stands a page after the one with ``rank``."""
    return 2 * (rank + PAGE) + 1
