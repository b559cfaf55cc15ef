"""Folding Arabic for search, filters and duplicates: what differs in writing only becomes the same key.

The key is never shown. Titles and bodies are indexed as stems, with a low-weight third column of skeletons that joins
broken plurals (فاتورة, فواتير). Matching is OR with ranking; the caller weighs title, body and skeletons 3, 1, 0.6.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sharek.text.digits import ascii_digits

# A search of more words is somebody's essay: the rest would only cost.
MAX_QUERY_TERMS = 32


def _characters(*ranges: tuple[int, int]) -> str:
    return "".join(chr(code) for first, last in ranges for code in range(first, last + 1))


# Harakat and Quranic marks, superscript alef, tatweel; soft hyphen, zero-width and bidi marks; the standalone hamza.
_DROPPED = _characters(
    (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC), (0x06DF, 0x06E8), (0x06EA, 0x06ED),
    (0x0640, 0x0640), (0x00AD, 0x00AD), (0x061C, 0x061C), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064),
    (0x2066, 0x206F), (0xFEFF, 0xFEFF), (0x0621, 0x0621),
)  # fmt: skip
_FOLDED = str.maketrans("أإآٱىیئؤةکگ", "ااااييي" + "وهكك", _DROPPED)

_TOKEN = re.compile(r"[^\W_]+")
_ARABIC = re.compile(r"[\u0620-\u06ff]")

STOP_WORDS = frozenset(
    "في من على الى عن مع هذا هذه ذلك تلك التي الذي الذين ان انه انها لا ما لم لن قد ثم او ام بل كل هو هي هم نحن انا "
    "كان كانت يكون تكون منذ حتى عند بين بعد قبل دون بدون بلا غير الا اذا كما لكن ليس ليست هنا هناك جدا ايضا "
    "فيه فيها منه منها عليه عليها له لها به بها و يا "
    "a an the of in on at to for from by with and or is are was were be it its this that not no".translate(
        _FOLDED
    ).split()
)

_MIN_STEM = 3
_ARTICLES = ("وبال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ته", "هم", "نا", "وا", "ه", "ي")
_WEAK = str.maketrans("", "", "اوي")


@dataclass(frozen=True, slots=True)
class IndexText:
    """What the index stores of a text: space-joined stems of title and body, and skeletons of both."""

    title: str
    body: str
    skeletons: str


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """What a query looks for: stems in titles and bodies, skeletons in their own column; none twice."""

    stems: list[str]
    skeletons: list[str]


def fold(text: str) -> str:
    """Return the key of ``text``: equal for spellings that readers take as the same. Folding a key changes nothing."""
    while (folded := _fold_once(text)) != text:
        # Dropping a mark can bring letters together that NFKC joins, so one pass is not always enough.
        text = folded
    return folded


def _fold_once(text: str) -> str:
    return ascii_digits(unicodedata.normalize("NFKC", text).translate(_FOLDED)).casefold()


def words(text: str) -> list[str]:
    """Return the folded words of ``text`` in order, without stop words."""
    return [word for word in _TOKEN.findall(fold(text)) if word not in STOP_WORDS]


def stem(word: str) -> str:
    """Return the light stem of a folded ``word``: without و, one article form, ب or ل, and up to two suffixes.

    Never shorter than three letters (a shorter word stays). A Latin word loses its plural s; digits stay.
    """
    return _readings(word)[0]


def skeleton(stem: str) -> str:
    """Return the first letter of an Arabic ``stem`` and its letters without ا و ي; "" when under three are left."""
    if not _ARABIC.search(stem):
        return ""
    bones = stem[0] + stem[1:].translate(_WEAK)
    return bones if len(bones) >= _MIN_STEM else ""


def index_text(title: str, body: str) -> IndexText:
    """Return what to index of a ``title`` and a ``body`` (both as typed, Markdown included)."""
    title_stems, body_stems = list(_stems(title)), list(_stems(body))
    return IndexText(" ".join(title_stems), " ".join(body_stems), " ".join(_skeletons(title_stems + body_stems)))


def query_terms(query: str) -> QueryTerms:
    """Return the terms of a ``query``, at most 32 of each; both lists are empty when it holds no searchable word."""
    stems = list(dict.fromkeys(_stems(query)))[:MAX_QUERY_TERMS]
    return QueryTerms(stems, list(dict.fromkeys(_skeletons(stems))))


def _stems(text: str) -> Iterator[str]:
    for word in words(text):
        yield from _readings(word)


def _skeletons(stems: Iterable[str]) -> Iterator[str]:
    return (bones for bones in map(skeleton, stems) if bones)


def _readings(word: str) -> tuple[str, ...]:
    """Return the stem of a folded ``word``, and a second one where its first letter may be its own.

    In وزارة the و is no "and", in بلديات the ب no "by": cut there, they would miss الوزارة and بلدية. Both are indexed.
    """
    if not _ARABIC.search(word):
        return (_singular(word),)
    bare = _without_article(word[1:] if word[0] == "و" and len(word) >= 5 else word)
    cut = bare[1:] if bare[0] in "بل" and len(bare) >= 6 else bare
    readings = [_without_suffixes(cut), _without_suffixes(bare), _without_suffixes(_without_article(word))]
    return tuple(dict.fromkeys(readings))


def _without_article(word: str) -> str:
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _MIN_STEM:
            word = word[len(article) :]
            break
    # الإلكتروني has an article before a word that begins like one: both of its forms end the same.
    return word[2:] if word.startswith("ال") and len(word) >= 2 + _MIN_STEM else word


def _without_suffixes(word: str) -> str:
    for _ in range(2):
        for suffix in _SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= _MIN_STEM:
                word = word[: -len(suffix)]
                break
    return word


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
