"""Which way a text runs, and the controls that could turn it round."""

import unicodedata
from typing import Literal

Direction = Literal["rtl", "ltr"]

# Embeddings, overrides and isolates: they reorder what follows, beyond the text that holds them.
BIDI_CONTROLS = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_NO_BIDI = str.maketrans("", "", BIDI_CONTROLS)


def strip_bidi(text: str) -> str:
    """Return ``text`` without the controls U+202A–202E and U+2066–2069."""
    return text.translate(_NO_BIDI)


def strong_direction(text: str) -> Direction | None:
    """Return which way ``text`` runs by its letters, or None where it has none (digits, emoji).

    An Arabic sentence often opens with a Latin name ("ADSL عطل منذ أسبوع"), so the first letter does not decide, as it
    does for ``dir="auto"``: the text runs right to left once a third of its letters do.
    """
    rtl = ltr = 0
    for character in text:
        strength = unicodedata.bidirectional(character)
        if strength in ("R", "AL"):
            rtl += 1
        elif strength == "L":
            ltr += 1
    if not rtl and not ltr:
        return None
    return "rtl" if rtl * 2 >= ltr else "ltr"


def direction(text: str) -> Direction:
    """Return "rtl" or "ltr" for ``text``; "rtl", the portal's own way, where no letter tells."""
    return strong_direction(text) or "rtl"
