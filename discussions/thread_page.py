"""A debate on a page: what the solution's page, the topic's page and the fragments of both show of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from .composing import composer_for
from .entries import entries_of
from .forms import CommentForm
from .models import Comment
from .reading import OLDEST, SORTS, Debate


def number_in(request: HttpRequest, name: str) -> int | None:
    """Return the number that the query gives under ``name``; None for anything that is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def thread_context(request: HttpRequest, debate: Debate, form: CommentForm | None = None) -> dict[str, Any]:
    """Return what ``discussions/_thread.html`` shows: the page that the query asks for, its order, the composer."""
    page = debate.page(request.GET.get("sort", OLDEST), number_in(request, "from"))
    entries, tail = entries_of(page.comments)
    composer = composer_for(request, debate, form)
    sort = {} if page.sort == OLDEST else {"sort": page.sort}
    start = {"from": page.start} if page.start else {}
    return {
        "debate": debate,
        "container": debate.container,
        "stream": debate.container.streams()[-1],
        "report_base": _report_base(),
        "entries": entries,
        "tail": tail,
        "composer": composer,
        "sorts": [(name, words, "" if name == OLDEST else f"?sort={name}") for name, words in SORTS.items()],
        "sort": page.sort,
        # Where the links of a comment lead: the same page, with the composer turned to it.
        "reply_query": f"?{urlencode({**sort, **start, 'reply': ''})}",
        "takes_replies": not composer.closed,
        "pages": {
            "next": f"?{urlencode({**sort, 'from': page.next})}#debate" if page.next else "",
            "previous": f"{composer.url}?{urlencode({**sort, 'before': page.start})}" if page.start else "",
        },
        "is_first_page": page.start is None,
    }


def _report_base() -> str:
    """Return the address where comments are reported, without the key: reversed once for all of a page."""
    return reverse("moderation:report", args=["comment", 0]).removesuffix("0/")


def comment_context(request: HttpRequest, debate: Debate, comments: list[Comment]) -> dict[str, Any]:
    """Return what ``discussions/_entries.html`` shows of comments that are fetched on their own."""
    entries, _tail = entries_of(comments, flat=True)
    composer = composer_for(request, debate)
    return {
        "debate": debate,
        "container": debate.container,
        "report_base": _report_base(),
        "entries": entries,
        "tail": "</li>" if entries else "",
        "reply_query": "?reply=",
        "takes_replies": not composer.closed,
    }
