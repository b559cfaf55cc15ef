"""The readable end of an address."""

import unicodedata

from django.utils.text import slugify

from sharek.text.digits import ascii_digits

MAX_SLUG_LENGTH = 60
EMPTY_SLUG = "topic"
_TATWEEL = "\u0640"


def slug(title: str) -> str:
    """Return the slug of ``title``: letters of any script, 0–9, hyphens; at most 60 characters, cut between words.

    Never empty: a title without a letter or digit (emoji, "؟؟؟") gives "topic". The number in the address decides which
    page is shown, so two titles may share a slug. Django's ``<slug:>`` converter takes ASCII only: use ``<str:>``.
    """
    whole = unicodedata.normalize("NFKC", title).replace(_TATWEEL, "").replace("_", "-")
    words = slugify(ascii_digits(whole), allow_unicode=True)
    if len(words) > MAX_SLUG_LENGTH:
        cut = words[: MAX_SLUG_LENGTH + 1]
        words = (cut.rpartition("-")[0] or cut[:MAX_SLUG_LENGTH]).strip("-")
    return words or EMPTY_SLUG
