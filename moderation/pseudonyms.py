"""The names under which moderators and reviewers stand in public: the same for all their decisions, not their own."""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User

from .models import Decision


def number_of(user: User) -> int:
    """Return the four-digit number of a person, from a key that only the portal has."""
    sealed = hmac.new(settings.ALIAS_KEY.encode(), f"moderator:{user.pk}".encode(), sha256).digest()
    return 1000 + int.from_bytes(sealed[:4], "big") % 9000


def pseudonym(user: User) -> str:
    """Return "Moderator 4821" or "Appeal reviewer 4821"."""
    if user.role == User.Role.APPEAL_REVIEWER:
        return _("Appeal reviewer %(number)s") % {"number": number_of(user)}
    return _("Moderator %(number)s") % {"number": number_of(user)}


def deciders(decision: Decision) -> list[str]:
    """Return the pseudonyms of whoever decided; nobody where a published rule decided."""
    return [pseudonym(person) for person in (decision.decider, decision.second_decider) if person is not None]
