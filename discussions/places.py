"""Where a comment stands: the address of the page that shows it."""

from __future__ import annotations

from django.utils.http import urlencode

from .models import Comment
from .reading import Debate


def debate_url(debate: Debate) -> str:
    """Return the address of the page that a debate is on."""
    return debate.container.get_absolute_url()


def place_of(comment: Comment, debate: Debate) -> str:
    """Return the address of ``comment`` on its page: ``/t/17/s/2/?from=51#c64``."""
    start = debate.start_for(comment)
    query = f"?{urlencode({'from': start})}" if start else ""
    return f"{debate_url(debate)}{query}#c{comment.number}"
