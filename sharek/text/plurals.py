"""Counts with their noun: "3 topics", "موضوعان", "11 موضوعًا"."""

import json
from functools import cache
from pathlib import Path

_NOUNS_FILE = Path(__file__).with_name("counted_nouns.json")


@cache
def _nouns() -> dict[str, dict[str, list[str]]]:
    nouns: dict[str, dict[str, list[str]]] = json.loads(_NOUNS_FILE.read_text(encoding="utf-8"))
    return nouns


def nouns() -> list[str]:
    """Return the names of all counted nouns: "topics", "comments", "days"…"""
    return list(_nouns())


def counted(n: int, noun: str, language: str, *, after_preposition: bool = False) -> str:
    """Return ``n`` with its ``noun`` ("topics", see :func:`nouns`) in the right form of ``language``.

    Arabic has six forms; one and two are words alone ("صوتان", never "2 صوتان"). ``after_preposition`` gives the form
    after منذ, خلال, بعد ("منذ يومين") for spans of time. Digits are 0–9. Any language but Arabic reads as English.
    Raises ValueError for a negative count and KeyError for an unknown noun.
    """
    if n < 0:
        raise ValueError(f"a count is never negative: {n}")
    try:
        forms = _nouns()[noun]
    except KeyError:
        raise KeyError(f"no counted noun {noun!r}; there are {', '.join(_nouns())}") from None
    if language.split("-", maxsplit=1)[0] == "ar":
        case = forms.get("ar_after_preposition", forms["ar"]) if after_preposition else forms["ar"]
        form = case[arabic_form(n)]
    else:
        form = forms["en"][min(n, 2)]
    return form % {"n": n}


def arabic_form(n: int) -> int:
    """Return which of the six Arabic forms (0 to 5: zero, one, two, few, many, other) the count ``n`` takes.

    Source: Unicode CLDR, cardinal rules of Arabic.
    """
    if n <= 2:
        return n
    hundreds = n % 100
    if 3 <= hundreds <= 10:
        return 3
    return 4 if hundreds >= 11 else 5
