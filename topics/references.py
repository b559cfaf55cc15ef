"""Reference numbers: nine random digits and a check digit (ISO 7064 MOD 11,10), so that a slip is noticed at once.

Digits only, so that a telephone keypad or a voice line can take them. Any one wrong digit is found, and nearly every
swap of two neighbours.
"""

from __future__ import annotations

import re
import secrets

from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_10

from sharek.text.cleaning import TextRefused
from sharek.text.digits import ascii_digits

RANDOM_DIGITS = 9
LENGTH = RANDOM_DIGITS + 1
_NOT_DIGITS = re.compile(r"[^0-9]+")
_LETTERS = re.compile(r"[^\W\d_]")


class WrongReference(TextRefused):
    """What was typed cannot be a reference number; ``message`` says why."""


def new_reference() -> str:
    """Return a reference number that nobody can guess from another one. Whether it is taken, the table says."""
    digits = "".join(secrets.choice("0123456789") for _place in range(RANDOM_DIGITS))
    return digits + str(mod_11_10.calc_check_digit(digits))


def parse_reference(typed: str) -> str:
    """Return the ten digits of ``typed``, written in any digits and grouping; asks no database.

    Raises WrongReference for another number of digits, for letters, and where the check digit does not fit.
    """
    plain = ascii_digits(typed[:200])
    digits = _NOT_DIGITS.sub("", plain)
    if len(digits) != LENGTH or _LETTERS.search(plain):
        raise WrongReference(_("A reference number has ten digits, for example 4817 3052 96."))
    try:
        mod_11_10.validate(digits)
    except ValidationError:
        raise WrongReference(
            _("There is a slip in this number: its last digit does not fit the others. Compare it with your receipt.")
        ) from None
    return digits
