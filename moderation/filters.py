"""What holds a post for review: links, words, personal data, haste. Filters hold and show where; they never delete.

Words are compared on folded text (harakat, tatweel, zero-width marks and spellings of alef fall away), with the
proclitics و ف ب ك ل ال allowed before them, letters stretched, and points or dashes put between them seen through.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.apps import apps
from django.core.cache import cache
from django.db import connection

from sharek import clock
from sharek.text.addresses import BARE_ADDRESS
from sharek.text.digits import ascii_digits
from sharek.text.folding import fold

from .models import FilterWord, ModeratedModel, Standing

log = logging.getLogger(__name__)

HASTE_POSTS = 5
HASTE_MINUTES = 10
_WORDS_KEY = "moderation:filter-words"
_WORDS_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Match:
    """A place in a text (offsets into it as written) where a filter matched, and the clause that it points to."""

    start: int
    end: int
    kind: str  # link, word, personal
    clause: str

    def as_span(self) -> dict[str, int | str]:
        """Return the form that a review item keeps."""
        return {"start": self.start, "end": self.end, "kind": self.kind, "clause": self.clause}


# Digits may stand apart: 0944 123 456, 0944-123-456.
_PHONE = re.compile(r"(?<![\d.])(?:(?:\+|00)963[\s.-]?|0)(?:9\d|[1-5]\d)(?:[\s.-]?\d){6,7}(?!\d)")
_NATIONAL_NUMBER = re.compile(r"(?<!\d)\d{2,3}(?:[ -]?\d){8,9}(?!\d)")
_NATIONAL_DIGITS = 11
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_MARKDOWN_LINK = re.compile(r"\]\(\s*<?[^\s)]{1,2000}|<(?:https?|mailto):[^\s>]{1,2000}>", re.IGNORECASE)


def matches(text: str) -> list[Match]:
    """Return where filters match ``text``, in its order."""
    return sorted([*_links(text), *_personal(text), *_words(text)], key=lambda match: (match.start, match.end))


def _links(text: str) -> Iterator[Match]:
    for pattern in (BARE_ADDRESS, _MARKDOWN_LINK):
        for found in pattern.finditer(text):
            yield Match(found.start(), found.end(), "link", "no-ads")


def _personal(text: str) -> Iterator[Match]:
    digits = ascii_digits(text)  # one character for one: offsets stay
    taken: list[tuple[int, int]] = []
    for found in _PHONE.finditer(digits):
        taken.append(found.span())
        yield Match(*found.span(), "personal", "no-personal-data")
    for found in _NATIONAL_NUMBER.finditer(digits):
        is_whole = sum(character.isdigit() for character in found.group()) == _NATIONAL_DIGITS
        if is_whole and not any(start < found.end() and found.start() < end for start, end in taken):
            yield Match(*found.span(), "personal", "no-personal-data")
    for found in _EMAIL.finditer(text):
        yield Match(*found.span(), "personal", "no-personal-data")


def _words(text: str) -> Iterator[Match]:
    listed = _listed()
    pattern = _pattern(listed)
    if pattern is None or not pattern.search(fold(text)):
        return
    folded, origin = _folded_with_origin(text)
    clauses = [clause for _, clause in listed]
    for found in pattern.finditer(folded):
        # Up to the next letter that counts, so that marks on the last one belong to it.
        start, end = origin[found.start()], [*origin, len(text)][found.end()]
        yield Match(start, end, "word", clauses[(found.lastindex or 1) - 1])


def _listed() -> tuple[tuple[str, str], ...]:
    """Return (word, clause) of all words in use: from the cache, where it answers, else from the database."""
    try:
        listed = cache.get(_WORDS_KEY)
    except Exception:
        log.warning("The cache does not answer: filter words are read from the database")
        listed = None
    if listed is None:
        listed = tuple(FilterWord.objects.filter(is_active=True).order_by("pk").values_list("word", "clause_code"))
        try:
            cache.set(_WORDS_KEY, listed, _WORDS_SECONDS)
        except Exception:
            log.warning("The cache does not answer: filter words are not kept")
    return listed


def forget_words() -> None:
    """Make a changed word list count at once; without it, a change counts within a minute."""
    cache.delete(_WORDS_KEY)


@lru_cache(maxsize=4)
def _pattern(listed: tuple[tuple[str, str], ...]) -> re.Pattern[str] | None:
    alternatives = [f"({body})" for word, _ in listed if (body := _word_pattern(word))]
    if not alternatives:
        return None
    return re.compile(rf"(?<![^\W_])(?:[وف]?[بكل]?(?:ال)?|[وف]?لل)(?:{'|'.join(alternatives)})(?![^\W_])")


def _word_pattern(word: str) -> str:
    """Match the folded word with its letters stretched, up to two marks between letters, any space between words."""
    return r"\s+".join(r"[^\w\s]{0,2}".join(f"{re.escape(letter)}+" for letter in part) for part in fold(word).split())


def _folded_with_origin(text: str) -> tuple[str, list[int]]:
    """Return the folded text and, for each of its characters, the offset of the written one that it comes from."""
    pieces: list[str] = []
    origin: list[int] = []
    for offset, character in enumerate(text):
        piece = fold(character)
        pieces.append(piece)
        origin.extend([offset] * len(piece))
    return "".join(pieces), origin


@dataclass(frozen=True, slots=True)
class AuthorFacts:
    """How far the author is trusted, and how many texts they wrote in the last ten minutes."""

    level: Standing.Level
    recent_posts: int

    @property
    def in_haste(self) -> bool:
        return self.recent_posts > HASTE_POSTS


@lru_cache(maxsize=1)
def content_models() -> tuple[type[ModeratedModel], ...]:
    """Return every model whose texts are moderated."""
    return tuple(model for model in apps.get_models() if issubclass(model, ModeratedModel))


def author_facts(author_id: int) -> AuthorFacts:
    """Return what the trust table asks about an author: one statement, over an index of each kind of text."""
    since = connection.ops.adapt_datetimefield_value(clock.now() - timedelta(minutes=HASTE_MINUTES))
    quote = connection.ops.quote_name
    counts = [
        f"(SELECT COUNT(*) FROM {quote(model._meta.db_table)} WHERE author_id = %s AND created_at > %s)"
        for model in content_models()
    ]
    standing = quote(Standing._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT level FROM {standing} WHERE user_id = %s), {' + '.join(counts)}",
            [author_id, *[value for _ in counts for value in (author_id, since)]],
        )
        level, recent = cursor.fetchone()
    return AuthorFacts(Standing.Level(level or 0), recent)
