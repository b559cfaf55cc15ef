"""What the stream ``moderation`` shows the desk: numbers and ids, never words."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from . import queue
from .models import Appeal, Decision, ReviewItem


def snapshot() -> dict[str, Any]:
    """Return how many items wait, of what kind, and the newest of everything.

    ``waiting`` and the groups are counted up to 1000, ``unclaimed`` and ``urgent`` among those. Few and short queries,
    whatever the length of the queue.
    """
    counts = queue.counts()
    return {
        "waiting": counts["all"],
        "reports": counts["reports"],
        "unclaimed": queue.free().order_by()[: queue.COUNTED].count(),
        "urgent": queue.active().order_by().filter(urgent=True)[: queue.COUNTED].count(),
        "item": ReviewItem.objects.aggregate(newest=Max("pk"))["newest"],
        "decision": Decision.objects.aggregate(newest=Max("pk"))["newest"],
        "appeals": Appeal.objects.filter(outcome=Appeal.Outcome.PENDING)[: queue.COUNTED].count(),
    }
