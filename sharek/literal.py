"""Conditions whose values stand in the statement itself.

SQLite uses a partial index only where it sees, when it plans, that the condition of the index holds; a value that is
bound later, as Django binds all of them, it does not see.
"""

from __future__ import annotations

import re

from django.db.models import BooleanField, F, Func

_WORD = re.compile(r"[a-z_]+")


def one_of(column: str, *values: str) -> Func:
    """Return the condition that ``column`` holds one of ``values``, for ``filter()``.

    Values are words in small letters, as those of states are; ValueError for others.
    """
    if not all(_WORD.fullmatch(value) for value in values):
        raise ValueError(f"{values} are not plain words")
    listed = ", ".join(f"'{value}'" for value in values)
    condition = f"= {listed}" if len(values) == 1 else f"IN ({listed})"
    return Func(F(column), template=f"%(expressions)s {condition}", output_field=BooleanField())
