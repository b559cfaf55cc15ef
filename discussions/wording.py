"""The rules of the words of solutions and comments, in one place for doors, forms and API."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from realtime.doors import Refused
from sharek.text.cleaning import TextRefused, clean_line, clean_text

MAX_TITLE: Final = 120
MIN_TITLE: Final = 10
MAX_TEXT: Final = 10_000

SHORT_TITLE: Promise = _("Write a title of at least 10 characters: one sentence that says what should be done.")


def clean_title(typed: str) -> str:
    """Return the title of a solution as it is stored; Refused where it is too short or too long to be one."""
    try:
        title = clean_line(typed, max_length=MAX_TITLE)
    except TextRefused as refusal:
        raise Refused(refusal.message, field="title") from None
    if len(title) < MIN_TITLE:
        raise Refused(SHORT_TITLE, field="title")
    return title


def clean_body(typed: str) -> str:
    """Return the text of a solution or comment as it is stored; Refused where it is empty or too long."""
    try:
        return clean_text(typed, max_length=MAX_TEXT)
    except TextRefused as refusal:
        raise Refused(refusal.message, field="body") from None
