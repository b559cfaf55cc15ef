"""Danger to life: words that bring up the emergency numbers before a topic is sent. They refuse nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sharek.text.folding import fold, stem, words


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    number: str
    name: Promise | str


NUMBERS = (
    EmergencyNumber("110", _("Ambulance")),
    EmergencyNumber("113", _("Fire brigade")),
    EmergencyNumber("112", _("Police")),
)

_WORDS = frozenset(
    stem(word)
    for phrase in (
        "حريق حرائق يحترق تحترق اشتعال انفجار انفجر انهيار انهار ينهار غرق يغرق صعق صعقة مكهرب تكهرب تماس",
        "تسمم اختناق يختنق نزيف ينزف إسعاف جريح جرحى قتيل قتلى انتحار خطف مخطوف",
        "fire burning explosion exploded collapse collapsed drowning electrocuted poisoning bleeding trapped suicide",
    )
    for word in words(phrase)
)
_PHRASES = tuple(fold(phrase) for phrase in ("تسرب غاز", "تسرب الغاز", "تسريب غاز", "gas leak", "in danger", "خطر على"))


def sounds_dangerous(text: str) -> bool:
    """Return whether ``text`` speaks of what endangers a life right now, as far as words show it."""
    folded = " ".join(fold(text).split())
    return any(phrase in folded for phrase in _PHRASES) or any(stem(word) in _WORDS for word in words(text))
