"""The names that people choose: cleaned, never a look-alike of an official one, and the short name of their address."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from realtime.doors import Refused
from sharek.text.cleaning import TextRefused
from sharek.text.digits import ascii_digits
from sharek.text.names import clean_name, name_skeleton
from sharek.text.slugs import slug

from .models import User

MAX_HANDLE_LENGTH = 40
# What the portal itself is called, and what stands where a name is hidden or gone, in every language of the portal.
OWN_NAMES = (
    "شارك",
    "بوابة شارك",
    "إدارة شارك",
    "إدارة البوابة",
    "الإدارة",
    "مشرف",
    "المشرف",
    "مشرف البوابة",
    "مشارك سابق",
    "Sharek",
    "Sharek portal",
    "Administrator",
    "Administration",
    "Moderator",
    "A former participant",
)
# "مشارك 4821" is how somebody is called who does not show their name.
ALIAS_NAMES = ("مشارك", "مشاركة", "المشارك", "Participant")
# Words that claim to speak officially and change nothing about who is meant.
DECORATIONS = (
    "الصفحة الرسمية",
    "الحساب الرسمي",
    "رسمي",
    "رسمية",
    "الرسمي",
    "الرسمية",
    "حساب",
    "صفحة",
    "official",
    "account",
)

_protected: list[Callable[[], Iterable[str]]] = []


def protect_names(source: Callable[[], Iterable[str]]) -> None:
    """Let nobody register under a look-alike of the names that ``source()`` yields: called by apps that know such."""
    if source not in _protected:
        _protected.append(source)


def clean_display_name(raw: str, *, user: User | None = None) -> str:
    """Return ``raw`` as a display name for ``user`` (None: for a newcomer).

    Refused names a field "display_name" and says why: too short or long, without letters, or a look-alike of the name
    of a public body, of somebody who acts officially here, or of an alias.
    """
    try:
        name = clean_name(raw)
    except TextRefused as refusal:
        raise Refused(str(refusal), field="display_name") from None
    if user is None or not user.needs_second_factor:
        _check_not_official(name, user)
    return name


def _check_not_official(name: str, user: User | None) -> None:
    skeleton = name_skeleton(name)
    wanted = {skeleton, *_undecorated(skeleton)}
    letters = name_skeleton(re.sub(r"[\W\d_]+", " ", ascii_digits(name)))
    own = {name_skeleton(own_name) for own_name in OWN_NAMES}
    aliases = {name_skeleton(alias) for alias in ALIAS_NAMES}
    officials = User.objects.filter(name_skeleton__in=wanted).exclude(role=User.Role.CITIZEN)
    taken = bool(wanted & own) or letters in aliases or officials.exists()
    if not taken:
        taken = any(name_skeleton(official) in wanted for source in _protected for official in source())
    if taken:
        raise Refused(
            _("This name belongs to a public body or to the portal, or looks like it. Choose another one."),
            field="display_name",
        )


def _undecorated(skeleton: str) -> Iterable[str]:
    for word in map(name_skeleton, DECORATIONS):
        for rest in (skeleton.removeprefix(word), skeleton.removesuffix(word)):
            if rest and rest != skeleton:
                yield rest


def free_handle(name: str) -> str:
    """Return a short name for the address of a profile that nobody has: letters of any script, a number when taken."""
    base = slug(name)[:MAX_HANDLE_LENGTH].strip("-")
    if not User.objects.filter(handle=base).exists():
        return base
    return f"{base}-{secrets.randbelow(900_000) + 100_000}"


def shown_name(user: Any) -> str:
    """Return the name that allauth's own sentences use."""
    return str(user.shown_name)
