"""A debate on a page: what the solution's page, the topic's page and the fragments of both show of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from realtime.doors import Conflict

from .composing import composer_for
from .entries import entries_of
from .forms import CommentForm
from .markup import Pen
from .models import Comment
from .permissions import check_takes_comments
from .places import debate_url
from .reading import OLDEST, SORTS, Debate


def number_in(request: HttpRequest, name: str) -> int | None:
    """Return the number that the query gives under ``name``; None for anything that is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def thread_context(request: HttpRequest, debate: Debate, form: CommentForm | None = None) -> dict[str, Any]:
    """Return what ``discussions/_thread.html`` shows: the page that the query asks for, its order, the composer."""
    page = debate.page(request.GET.get("sort", OLDEST), number_in(request, "from"))
    composer = composer_for(request, debate, form)
    sort: dict[str, str | int] = {} if page.sort == OLDEST else {"sort": page.sort}
    start: dict[str, str | int] = {"from": page.start} if page.start else {}
    # Where the links of a comment lead: the same page, with the composer turned to it.
    reply_query = "" if composer.closed else f"?{urlencode({**sort, **start, 'reply': ''})}".replace("&", "&amp;")
    pen = Pen(debate_url(debate), request.user.is_authenticated, reply_query)
    return {
        "container": debate.container,
        "container_url": pen.container_url,
        "comments_count": debate.comments_count(),
        "stream": debate.container.streams()[-1],
        "comments": pen.draw(*entries_of(page.comments)),
        "comments_base": pen.comments,
        "composer": composer,
        "sorts": [(name, words, "" if name == OLDEST else f"?sort={name}") for name, words in SORTS.items()],
        "sort": page.sort,
        "pages": {
            "next": f"?{urlencode({**sort, 'from': page.next})}#debate" if page.next else "",
            "previous": f"{composer.url}?{urlencode({**sort, 'before': page.start})}" if page.start else "",
        },
    }


def _pen(request: HttpRequest, debate: Debate, *, fresh: bool = False) -> Pen:
    """Return the pen for comments that are fetched on their own."""
    try:
        check_takes_comments(debate.topic, debate.solution)
        reply_query = "?reply="
    except Conflict:
        reply_query = ""
    return Pen(debate_url(debate), request.user.is_authenticated, reply_query, fresh)


def draw_fresh(request: HttpRequest, debate: Debate, comments: Iterable[Comment]) -> SafeString:
    """Return comments that came after the page as items of one flat list; the browser puts them in their places."""
    return _pen(request, debate, fresh=True).draw(*entries_of(comments, flat=True))


def draw_one(request: HttpRequest, debate: Debate, comment: Comment, *, heading: int) -> SafeString:
    """Return one comment anew, with a heading of level ``heading`` as it has on the page."""
    entry = entries_of([comment], flat=True)[0][0]
    entry.heading = heading
    return _pen(request, debate).comment(entry)
