"""What a page shows of each comment: whose it is, how deep it stands, what stands in its place once it is gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from django.db.models import prefetch_related_objects
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from moderation.authorship import Author, public_author
from moderation.models import Status
from sharek.templatetags.ui import counted

from .models import Comment

DEEPEST_SHOWN: Final = 2  # deeper replies stand flat, below what they answer

# The replies to a top-level comment fold away together; what is deeper stands in them.
_OPEN: Final = ('<details class="branch" open><summary>{}</summary><ol class="kids">', '<ol class="kids">')
_CLOSE: Final = ("</ol></details></li>", "</ol></li>")


@dataclass(slots=True)
class Entry:
    """A comment as a page shows it.

    ``author`` is None for a stub, whose sentence is ``stub``. ``before`` is the markup that leads from the comment
    before to this one: lists opened or closed. ``heading`` is the level of its heading. ``is_near`` says that the
    comment it answers is on this page.
    """

    comment: Any
    author: Author | None
    heading: int
    before: SafeString
    stub: SafeString | str = ""
    is_near: bool = False
    is_new: bool = False


def entries_of(comments: Iterable[Comment], *, flat: bool = False) -> tuple[list[Entry], SafeString]:
    """Return the entries of a page of comments in their order, and the markup that closes the lists after the last.

    A reply stands under the nearest of its ancestors that is on the page. ``flat`` leaves all on one level: for what
    is fetched later and finds its place in the browser. One query where decisions stand behind stubs, else none.
    """
    rows: list[Any] = list(comments)
    _fetch_clauses([row for row in rows if row.shown == "stub"])
    authors: dict[tuple[int, int | None], Author] = {}
    numbers = {row.number for row in rows}
    path: list[tuple[int, int]] = []  # right edge and tree of the ancestors of what comes next
    depths: list[int] = []
    entries = []
    for row in rows:
        while path and not (path[-1][1] == row.tree_id and row.rght < path[-1][0]):
            path.pop()
        depth = 0 if flat else min(len(path), DEEPEST_SHOWN)
        path.append((row.rght, row.tree_id))
        if row.shown == "text":
            key = (row.author_id, row.alias)
            author = authors[key] = authors.get(key) or public_author(row)
        else:
            author = None
        depths.append(depth)
        entries.append(
            Entry(
                comment=row,
                author=author,
                heading=3 + depth,
                before=SafeString(""),
                stub=stub_sentence(row) if author is None else "",
                is_near=row.answered_number in numbers,
            )
        )
    for position, (before, depth) in enumerate(pairwise(depths), start=1):
        entries[position].before = _way(before, depth, depths[position:])
    return entries, mark_safe("</li>" + _closed(depths[-1], 0) if depths else "")


def _way(before: int, depth: int, following: list[int]) -> SafeString:
    """Return the markup between two entries of these depths; ``following`` are the depths from the second one on."""
    if depth <= before:
        return SafeString("</li>" + _closed(before, depth))
    if before:
        return SafeString(_OPEN[1])
    replies = next((count for count, deep in enumerate(following) if deep == 0), len(following))
    return SafeString(_OPEN[0].format(counted(replies, "replies")))


def _closed(before: int, depth: int) -> str:
    """Return the markup that ends the lists between two depths, the inner ones first."""
    return "".join(_CLOSE[min(level, 1)] for level in range(before - 1, depth - 1, -1))


def _fetch_clauses(stubs: list[Any]) -> None:
    decided = [stub for stub in stubs if stub.decision_id]
    if decided:
        prefetch_related_objects(decided, "decision__clauses")


def stub_sentence(comment: Comment) -> SafeString | str:
    """Return what stands in the place of a comment that is no longer shown, with the way to the reasons."""
    if comment.status == Status.WITHDRAWN:
        return _("Withdrawn by its author.")
    decision = comment.decision
    if decision is None:
        return _("This comment is no longer shown.")
    clauses = list(decision.clauses.all())
    if comment.status == Status.HIDDEN:
        sentence = _("Hidden while a second moderator looks at it.")
    elif clauses:
        sentence = _("Removed for breaching clause %(number)s: %(title)s.") % {
            "number": clauses[0].number,
            "title": clauses[0].title,
        }
    else:
        sentence = _("This comment is no longer shown.")
    try:
        url = reverse("moderation:decision", args=[decision.pk])
    except NoReverseMatch:
        return sentence
    return format_html('{} <a href="{}">{}</a>', sentence, url, _("The decision and its reasons"))
