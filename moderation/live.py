"""What the stream ``moderation`` shows the desk: numbers and ids, never words."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from . import queue
from .models import Appeal, Decision

NEWEST = 5


def snapshot() -> dict[str, Any]:
    """Return how many items wait (up to 1000), in all and by group, the newest ones, and the last decision.

    Five queries, whatever the length of the queue.
    """
    counts = queue.counts()
    return {
        "waiting": counts["all"],
        "reports": counts["reports"],
        "urgent": queue.active().filter(urgent=True)[: queue.COUNTED].count(),
        "newest": list(queue.active().order_by("-pk").values_list("pk", flat=True)[:NEWEST]),
        "decision": Decision.objects.aggregate(newest=Max("pk"))["newest"],
        "appeals": Appeal.objects.filter(outcome=Appeal.Outcome.PENDING).count(),
    }
