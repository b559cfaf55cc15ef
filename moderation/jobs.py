"""Work in the background: nobody's post waits for ever."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from sharek import clock

from .actions.unattended import publish_unattended
from .models import ReviewItem
from .queue import free

BATCH = 100


def publish_overdue() -> int:
    """Publish what has waited for ``settings.PUBLISH_UNREVIEWED_HOURS`` and no filter matched; return how many."""
    hours = settings.PUBLISH_UNREVIEWED_HOURS
    if hours is None:
        return 0
    waiting = free().filter(
        origin=ReviewItem.Origin.NEW_AUTHOR, created_at__lte=clock.now() - timedelta(hours=hours), revision=None
    )
    return sum(publish_unattended(item=item) is not None for item in waiting[:BATCH])
