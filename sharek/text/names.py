"""Names that people choose for themselves, and telling a look-alike from the name it copies."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from sharek.text.cleaning import BLANK_LETTERS, TextRefused, normalise
from sharek.text.folding import fold

MIN_NAME_LENGTH = 2
MAX_NAME_LENGTH = 40
MAX_NAME_MARKS = 3

_INVISIBLE = re.compile(
    rf"[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\ufeff{BLANK_LETTERS}]"
)

# Letters that are drawn alike, each row after its common form. Persian, Urdu and dotless Arabic letters stand for the
# Arabic ones, Greek and Cyrillic for Latin; a stroke (ا 1 l i) and a ring (ه 5 o 0) are the same in any script.
# Source: Unicode UTS #39 (confusables), cut down to scripts that people here can type.
_ALIKE = {
    "l": "اi1ıǀіӏιłļ", "ه": "o05ہھەۀۃοоøօס", "ب": "پٻٮ", "ت": "ٹٺټ", "ج": "چڄڃ", "ز": "ژڙ", "ر": "ڑړڕ", "د": "ڈډ",
    "س": "ښ", "ف": "ڤڡ", "ق": "ٯ", "ك": "ڪڭګ", "ل": "ڵ", "ن": "ںڼ", "و": "ۆۇۈۋۊ", "ي": "ےېۍێ", "ح": "ځ",
    "a": "аαɑ", "b": "ьвβ", "c": "сϲ", "d": "ԁđ", "e": "еєε", "g": "ɡ", "h": "һнη", "j": "јϳ", "k": "кκ", "n": "ո",
    "p": "рρ", "s": "ѕ", "t": "тτ", "u": "υս", "v": "νѵ", "x": "хχ", "y": "уγү", "z": "ζ",
    "rn": "mмμ", "vv": "wѡω",
}  # fmt: skip
_SKELETON = str.maketrans({letter: common for common, letters in _ALIKE.items() for letter in letters})


def clean_name(raw: str) -> str:
    """Return a name of 2 to 40 characters on one line: NFC, nothing invisible, at most three marks on a letter.

    Raises TextRefused for a shorter or longer one, and for one without any letter.
    """
    name = normalise(_INVISIBLE.sub("", raw), max_marks=MAX_NAME_MARKS)
    name = " ".join(name.split())
    while name and unicodedata.category(name[0]) in ("Mn", "Me"):
        name = name[1:].lstrip()
    if not MIN_NAME_LENGTH <= len(name) <= MAX_NAME_LENGTH:
        raise TextRefused(_("Choose a name of 2 to 40 characters."))
    if not any(character.isalpha() for character in name):
        raise TextRefused(_("Choose a name that has letters in it."))
    return name


def name_skeleton(name: str) -> str:
    """Return the look-alike skeleton of ``name``, to compare with that of an official name; never shown.

    Two names with one skeleton look the same to a hurried reader: case, accents, harakat, spaces, punctuation and
    emoji are left out, and look-alike letters of other scripts are one. "" when no letter or digit is left.
    """
    folded = unicodedata.normalize("NFD", fold(_INVISIBLE.sub("", name))).translate(_SKELETON)
    return "".join(character for character in folded if character.isalnum())
