"""What the worker does by the clock. Written into its table after each ``migrate``; running twice changes nothing."""

from typing import Any

from django.apps import apps

# name → (function by its dotted path, minutes between two runs)
SCHEDULES: dict[str, tuple[str, int]] = {
    "heartbeat": ("sharek.heartbeat.beat", 1),
    "prune live events": ("realtime.pruning.prune", 60),
    "send mails": ("notifications.sending.send_due", 1),
    "prune notifications": ("notifications.jobs.prune", 24 * 60),
    "forget addresses": ("accounts.jobs.forget_addresses", 60),
    "prune tasks and sessions": ("sharek.pruning.prune", 24 * 60),
    "publish what waits too long": ("moderation.jobs.publish_overdue", 10),
    "forget drafts": ("topics.jobs.forget_drafts", 24 * 60),
    "fold tallies, tell of polls": ("opinion_polls.jobs.every_minute", 1),
    "forget what polls need no more": ("opinion_polls.jobs.every_day", 24 * 60),
}


def install(**signal: Any) -> None:
    """Make the worker's table of schedules say what :data:`SCHEDULES` says."""
    schedule = apps.get_model("django_q", "Schedule")
    for name, (function, minutes) in SCHEDULES.items():
        schedule.objects.update_or_create(
            name=name, defaults={"func": function, "schedule_type": "I", "minutes": minutes, "repeats": -1}
        )
