"""Mentions: ``@handle`` in a text tells that person. The text itself stays as it was written."""

from __future__ import annotations

import re
from typing import Final

from accounts.models import User

MOST_MENTIONED: Final = 10  # more is advertising
# Not inside an e-mail address or an address of a page.
_MENTION: Final = re.compile(r"(?<![\w@/.-])@([\w-]{2,48})")


def mentioned_handles(text: str) -> list[str]:
    """Return the handles that ``text`` mentions, each once and in its order, the first ten."""
    return list(dict.fromkeys(handle.lower().strip("-") for handle in _MENTION.findall(text)))[:MOST_MENTIONED]


def mentioned_people(text: str) -> list[User]:
    """Return the people that ``text`` mentions; no query where it mentions nobody."""
    handles = mentioned_handles(text)
    if not handles:
        return []
    return list(User.objects.filter(handle__in=handles, is_active=True, deleted_at__isnull=True).order_by("pk"))
