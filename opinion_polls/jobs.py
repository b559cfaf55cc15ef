"""What the worker does for polls by the clock. Nothing of it decides anything: a poll is right without any worker."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models.functions import Coalesce

from sharek import clock

from . import tallies
from .actions import tell_due
from .models import Ballot, BrowserKey, Poll

SECRET_LIVES: Final = timedelta(days=30)  # after closing; then nobody can tell whose a ballot was
MINUTES_LIVE: Final = timedelta(days=7)


def every_minute() -> None:
    """Fold the deltas of all polls, and tell of what the clock opened and ended."""
    for poll_id in tallies.polls_to_fold():
        tallies.roll_up(poll_id)
    tell_due()


def every_day() -> None:
    """Forget what is kept of closed polls for a while only: the minutes of ballots, browsers' keys, secrets."""
    now = clock.now()
    ended = Poll.objects.annotate(ended_at=Coalesce("closed_early_at", "closes_at"))
    long_ended = ended.filter(ended_at__lte=now - MINUTES_LIVE, secret__isnull=False)
    Ballot.objects.filter(poll__in=long_ended, minute__isnull=False).update(minute=None)
    for poll in ended.filter(ended_at__lte=now - SECRET_LIVES, secret__isnull=False):
        BrowserKey.objects.filter(poll=poll).delete()
        Poll.objects.filter(pk=poll.pk).update(secret=None)
