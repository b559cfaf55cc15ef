"""What a voter holds after casting, and what is said when a ballot is not taken."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from realtime.doors import Conflict

from . import answers
from .answers import Answer


class Outcome(enum.StrEnum):
    """What casting, or converting, came to."""

    CAST = "cast"  # a first ballot
    CHANGED = "changed"
    REPEATED = "repeated"  # the same answer again: nothing changed
    CONVERTED = "converted"  # a visitor's ballot became the account's
    KEPT = "kept"  # the account had voted: its ballot stands, the visitor's is replaced


@dataclass(frozen=True, slots=True)
class Receipt:
    """A ballot as its voter may know it. ``code`` is short enough to be written down."""

    poll_id: int
    channel: str
    answer: Answer
    version: int
    state: str
    leaf: str
    outcome: Outcome = Outcome.REPEATED

    @property
    def code(self) -> str:
        return answers.code_of(self.leaf)


class PollNotOpen(Conflict):
    """The poll takes no ballots now: too early, too late, or its topic is not public."""


class StaleBallot(Conflict):
    """The voter's ballot is not the one that the form was made from; ``current`` is its receipt, None without one."""


class BrowserSpent(Conflict):
    """An account has voted from this browser: its visitor's vote is used up."""
