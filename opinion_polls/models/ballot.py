"""Ballots, and the two things that keep a voter from having two: the key of the voter and the key of the browser."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .poll import Poll


class Ballot(models.Model):
    """One voter's answer. ``voter_key`` is an HMAC under the poll's own secret: it names nobody."""

    class Channel(models.TextChoices):
        REGISTERED = "registered", _("Registered participants")
        VISITOR = "visitor", _("Visitors")

    class State(models.TextChoices):
        COUNTED = "counted", _("Counted")
        HELD = "held", _("Held for checking")
        SUPERSEDED = "superseded", _("Replaced")
        REJECTED = "rejected", _("Rejected")

    # Random, so that the order of the keys says nothing about the order of the votes.
    id = models.BigIntegerField(primary_key=True)
    # The unique constraint begins with the poll: a second index would only slow the casts.
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="ballots", db_index=False)
    voter_key = models.BinaryField(max_length=32)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    answer: Any = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.COUNTED)
    nonce = models.BinaryField(max_length=16)
    leaf = models.CharField(max_length=64)
    supersedes = models.CharField(max_length=64, blank=True)
    idempotency_key = models.CharField(max_length=64, blank=True)
    # Minutes since the poll opened; emptied a week after closing.
    minute = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_voter_one_ballot", fields=["poll", "voter_key"]),
        ]
        indexes = [models.Index(fields=["poll", "leaf"], name="ballot_by_leaf")]

    def __str__(self) -> str:
        return f"{self.poll_id}: {self.state}"


class SpentLeaf(models.Model):
    """The bare hash of a ballot's earlier wording, so that its receipt can say "replaced"."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="spent_leaves", db_index=False)
    leaf = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_leaf_is_spent_once", fields=["poll", "leaf"])]

    def __str__(self) -> str:
        return self.leaf


class BrowserKey(models.Model):
    """One browser in one poll: inserted or locked before every cast, so that a browser's two ways of voting meet here.

    ``spent`` once an account has voted from this browser: then no visitor's ballot from it can count any more.
    """

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="browser_keys", db_index=False)
    key = models.BinaryField(max_length=32)
    spent = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_browser_is_known_once_in_a_poll", fields=["poll", "key"])]

    def __str__(self) -> str:
        return str(self.pk)
