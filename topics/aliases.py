"""The number under which somebody who hides their name speaks within one topic."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from .models import Alias, Topic

if TYPE_CHECKING:
    from accounts.models import User

SMALLEST = 1000
LARGEST = 9999
_TRIES = 20


def alias_for(topic: Topic, user: User) -> int:
    """Return the number of ``user`` in ``topic``, drawn at the first call and kept.

    Inside a door that holds the topic's lock. Drawn at random and not derived from the person, so that nobody, with
    whatever key, can link the numbers of two topics. A crowded topic draws from more and more digits.
    """
    known = Alias.objects.filter(topic=topic, user=user).values_list("number", flat=True).first()
    if known is not None:
        return known
    largest = LARGEST
    while True:
        for _try in range(_TRIES):
            number = SMALLEST + secrets.randbelow(largest - SMALLEST + 1)
            if not Alias.objects.filter(topic=topic, number=number).exists():
                return Alias.objects.create(topic=topic, user=user, number=number).number
        largest = largest * 10 + 9
