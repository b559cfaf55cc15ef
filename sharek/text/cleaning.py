"""Typed text as it is stored: as written, in one normal form, without what is invisible and harmful."""

import re
import unicodedata
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sharek.text.direction import BIDI_CONTROLS

# Arabic stacks shadda, a vowel and a superscript alef on a letter; more than four are a tower over the lines above.
MAX_MARKS = 4

_NEWLINES = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls except tab and newline, bidi controls, lone surrogates, annotations, tags and non-characters.
_HARMFUL = re.compile(
    rf"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f{BIDI_CONTROLS}\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
    r"\U000e0000-\U000e007f]|"
    + "|".join(f"[{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}]" for plane in range(1, 17))
)
# Letters that print nothing: Hangul fillers and the empty Braille cell.
BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800"


class TextRefused(ValueError):
    """A typed text cannot be taken; ``message`` says why, lazily translated, for the person who typed it."""

    def __init__(self, message: "str | Promise") -> None:
        super().__init__(message)
        self.message = message


def clean_text(raw: str, *, max_length: int, required: bool = True) -> str:
    """Return ``raw`` as it is stored: NFC, newlines as ``\\n``, no bidi or other controls, no white space around it.

    Raises TextRefused when more than ``max_length`` characters are left, or nothing visible while ``required``. What
    comes out may be cleaned again: it stays the same.
    """
    return _checked(normalise(raw).strip(), max_length, required)


def clean_line(raw: str, *, max_length: int, required: bool = True) -> str:
    """Do the same as :func:`clean_text` for a text of one line: white space of any kind becomes one space."""
    return _checked(" ".join(normalise(raw).split()), max_length, required)


def normalise(text: str, *, max_marks: int = MAX_MARKS) -> str:
    """Return ``text`` in NFC with ``\\n`` newlines, without harmful controls, ``max_marks`` marks on a letter."""
    text = _HARMFUL.sub("", _NEWLINES.sub("\n", text))
    if text.isascii():
        return text
    # Capped first as well: sorting one long run of marks is what makes normalising quadratic.
    return _cap_marks(unicodedata.normalize("NFC", _cap_marks(text, max_marks)), max_marks)


def is_blank(text: str) -> bool:
    """Return whether a reader would see nothing: white space, invisible characters or marks without a letter."""
    return all(
        character in BLANK_LETTERS
        or unicodedata.category(character) in ("Cc", "Cf", "Cn", "Mn", "Me", "Zs", "Zl", "Zp")
        for character in text
    )


def _cap_marks(text: str, limit: int) -> str:
    return "".join(_with_few_marks(text, limit))


def _with_few_marks(text: str, limit: int) -> Iterator[str]:
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run <= limit:
            yield character


def _checked(text: str, max_length: int, required: bool) -> str:
    if is_blank(text):
        if required:
            raise TextRefused(_("Write something here: only blanks were received."))
        return ""
    if len(text) > max_length:
        raise TextRefused(too_long(len(text), max_length))
    return text


def too_long(length: int, limit: int) -> Promise:
    """Return the sentence that tells a writer that ``length`` characters are more than ``limit``."""
    sentence: Promise = format_lazy(
        _("This text is too long. Characters allowed: {limit}; characters written: {length}."),
        limit=limit,
        length=length,
    )
    return sentence
