"""What a mailed notice says: the line of the inbox, and for decisions the statement of reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.mail import Letter, absolute

from .models import Message
from .words import words_of


@dataclass(frozen=True)
class _Told:
    """A message as the words of a notice know it."""

    event: str
    facts: dict[str, Any]
    count: int = 1


def letter_of(message: Message, target: Any) -> Letter:
    """Return the letter about ``target`` in the active language."""
    words = words_of(_Told(message.event, message.facts), target)  # type: ignore[arg-type]
    said = words.plain()
    return Letter(
        subject=said if len(said) <= 120 else said[:120].rsplit(" ", 1)[0] + "…",
        lines=[said, *_reasons(message.event, target)],
        url=absolute(words.url),
        action=_("Open it on Sharek"),
        closing=[_("You choose in your settings which e-mails you get.")],
    )


def _reasons(event: str, target: Any) -> list[str]:
    if event == "appeal.decided":
        return [target.reasoning] if target.reasoning else []
    if event == "sanction.imposed":
        return [target.reason] if target.reason else []
    if event != "decision.made":
        return []
    lines = [
        _("Clause %(number)s: %(title)s") % {"number": clause.number, "title": clause.title}
        for clause in target.clauses.all()
    ]
    if target.facts:
        lines.append(_("The words concerned: %(words)s") % {"words": f"«{target.facts}»"})
    if target.explanation:
        lines.append(_("The reasons: %(reasons)s") % {"reasons": target.explanation})
    if target.found_by_filter:
        lines.append(_("A filter found it; a person decided."))
    if target.is_adverse:
        lines.append(_("You can appeal within six months, once. Somebody who had no part in this decides."))
    return lines
