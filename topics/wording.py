"""The rules of a topic's words, in one place for doors, forms and API."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from realtime.doors import Refused
from sharek.text.cleaning import TextRefused, clean_line, clean_text

MAX_TITLE = 120
MIN_TITLE = 10
MAX_TEXT = 10_000
MAX_PLACE = 120

SHORT_TITLE = gettext_lazy("Write a title of at least 10 characters: one sentence that says what happens.")


def clean_title(typed: str) -> str:
    """Return a title as it is stored; Refused where it is too short or too long to be one."""
    title = _cleaned(clean_line, typed, MAX_TITLE, "title")
    if len(title) < MIN_TITLE:
        raise Refused(SHORT_TITLE, field="title")
    return title


def clean_body(typed: str) -> str:
    """Return a topic's text as it is stored; Refused where it is empty or longer than 10 000 characters."""
    return _cleaned(clean_text, typed, MAX_TEXT, "body")


def clean_place(typed: str) -> str:
    """Return a place as it is stored, empty where none was given."""
    return _cleaned(clean_line, typed, MAX_PLACE, "place", required=False)


def clean_answer(typed: str) -> str:
    """Return the text of an official answer as it is stored."""
    return _cleaned(clean_text, typed, MAX_TEXT, "body")


def clean_short(typed: str, *, most: int, field: str, required: bool = True) -> str:
    """Return a short text of one line (a commitment, a piece of evidence, a reason)."""
    return _cleaned(clean_line, typed, most, field, required=required)


def clean_evidence(typed: str, *, most: int = 500) -> str:
    """Return the evidence that something was done; it is never empty."""
    evidence = _cleaned(clean_text, typed, most, "evidence", required=False)
    if not evidence:
        raise Refused(_("Say what was done and how citizens can see it."), field="evidence")
    return evidence


def _cleaned(clean: object, typed: str, most: int, field: str, *, required: bool = True) -> str:
    try:
        return clean(typed, max_length=most, required=required)  # type: ignore[operator, no-any-return]
    except TextRefused as refusal:
        raise Refused(refusal.message, field=field) from None
