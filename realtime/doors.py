"""Doors: the functions through which every change of the portal goes.

A door is keyword only, opens the transaction, and ties it to its events: what is published while it is open is
numbered and written at the end of the outermost door, and announced when the transaction has been committed.
"""

import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import transaction

from realtime import publishing

P = ParamSpec("P")
R = TypeVar("R")


class Conflict(Exception):
    """What was asked no longer fits the state. Carries a translated sentence and, where it helps, the current state."""

    def __init__(self, sentence: object, *, current: object = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.current = current

    def __str__(self) -> str:
        return str(self.sentence)


class Refused(Exception):
    """What was given cannot be taken. Carries a translated sentence and the name of the field that it is about."""

    def __init__(self, sentence: object, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


def door(function: Callable[P, R]) -> Callable[P, R]:
    """Make ``function`` a door. TypeError at once for one with positional parameters, or a coroutine.

    A door inside a door joins the outer one's transaction without a savepoint: when it fails, all fails. Who wants to
    go on after a failed door opens ``transaction.atomic()`` around it; what that rolls back is not published.
    """
    if inspect.iscoroutinefunction(function):
        raise TypeError(f"{function.__qualname__}: a door is a plain function, the database is not asked from a loop")
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind not in (parameter.KEYWORD_ONLY, parameter.VAR_KEYWORD):
            raise TypeError(f"{function.__qualname__}: a door takes keywords only, not {parameter.name!r} by position")

    @functools.wraps(function)
    def opened(*args: P.args, **kwargs: P.kwargs) -> R:
        if publishing.open_collection.get() is not None:
            with transaction.atomic(savepoint=False):
                return function(*args, **kwargs)
        collected: list[publishing.Pending] = []
        token = publishing.open_collection.set(collected)
        try:
            with transaction.atomic():
                result = function(*args, **kwargs)
                publishing.write(collected)
                return result
        finally:
            publishing.open_collection.reset(token)

    return opened
