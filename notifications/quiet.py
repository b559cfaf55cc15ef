"""Filling a portal with a past: what happened long ago is mailed to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_quiet: ContextVar[bool] = ContextVar("notifications_quiet", default=False)


@contextmanager
def without_mails() -> Iterator[None]:
    """Let notices reach inboxes only while the block runs: for loading demo data and imports."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def is_quiet() -> bool:
    """Whether no mail is to be written at this moment."""
    return _quiet.get()
