"""Marking the words of a query in a text that is shown."""

import re
from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from sharek.text.folding import query_terms

_WORD = re.compile(r"[^\W_]+(?:[\u064b-\u0652\u0640]+[^\W_]*)*")


def highlight(text: str, query: str) -> SafeString:
    """Return ``text`` escaped, with ``<mark>`` around each word that shares a stem with ``query``."""
    wanted = set(query_terms(query).stems)
    return mark_safe("".join(_parts(text, wanted))) if wanted else escape(text)


def _parts(text: str, wanted: set[str]) -> Iterator[str]:
    end = 0
    for found in _WORD.finditer(text):
        if wanted.intersection(query_terms(found[0]).stems):
            yield escape(text[end : found.start()])
            yield f"<mark>{escape(found[0])}</mark>"
            end = found.end()
    yield escape(text[end:])
