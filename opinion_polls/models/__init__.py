"""Polls on the solutions of a topic: frozen choices, ballots that cannot double, tallies that anyone can recount."""

from .ballot import Ballot, BrowserKey, SpentLeaf
from .poll import Choice, Poll, PollQuerySet, new_secret
from .tally import Breakdown, Tally, TallyDelta

__all__ = [
    "Ballot",
    "Breakdown",
    "BrowserKey",
    "Choice",
    "Poll",
    "PollQuerySet",
    "SpentLeaf",
    "Tally",
    "TallyDelta",
    "new_secret",
]
