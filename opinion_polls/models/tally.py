"""Counts: folded ones, changes not yet folded, and the breakdown that a live page shows below fifty ballots."""

from __future__ import annotations

from typing import Any

from django.db import models

from .ballot import Ballot
from .poll import Poll


class Tally(models.Model):
    """Folded counts. A cell is ``n`` (ballots), ``c3`` (choice 3), ``c3=4`` (scale) or ``c3>c5`` (ranked pair)."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="tallies", db_index=False)
    channel = models.CharField(max_length=10, choices=Ballot.Channel.choices)
    state = models.CharField(max_length=10, choices=Ballot.State.choices)
    cell = models.CharField(max_length=24)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_cell_is_tallied_once", fields=["poll", "channel", "state", "cell"]),
        ]

    def __str__(self) -> str:
        return f"{self.poll_id} {self.cell}: {self.count}"


class TallyDelta(models.Model):
    """A change not yet folded: written in the ballot's own transaction, so that a crash between them loses nothing."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=10, choices=Ballot.Channel.choices)
    state = models.CharField(max_length=10, choices=Ballot.State.choices)
    cell = models.CharField(max_length=24)
    change = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["poll"], name="delta_by_poll")]

    def __str__(self) -> str:
        return f"{self.poll_id} {self.cell}: {self.change:+d}"


class Breakdown(models.Model):
    """What a small column of an open poll shows: its counts as they stood at ``ballots`` ballots.

    It moves by at least five ballots at a time, so that nobody's answer is read off the difference of two views.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="breakdowns", db_index=False)
    channel = models.CharField(max_length=10, choices=Ballot.Channel.choices)
    ballots = models.PositiveIntegerField()
    cells: Any = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(name="a_column_has_one_breakdown", fields=["poll", "channel"])]

    def __str__(self) -> str:
        return f"{self.poll_id} {self.channel}: {self.ballots}"
