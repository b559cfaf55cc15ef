"""Loading the demo: reference data, people, and all that they did, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import translation

from accounts.models import User
from directory.importing import import_directory
from directory.models import Service
from moderation.models import PolicyVersion
from moderation.policy_loading import load_policy
from notifications.models import Message
from realtime.models import Event
from sharek import clock

from . import crowd, debates, desk, people, polls, topics
from .accounts import DEMO_ACCOUNTS
from .story import Story

EVENTS_KEPT = timedelta(hours=48)
# Mails of these days to the demo accounts are still on their way, so that the demo's mailbox is not empty.
MAILS_WAITING = timedelta(days=5)


@dataclass(frozen=True)
class Loaded:
    """How much there is after loading, for one line on the terminal."""

    people: int
    topics: int
    solutions: int
    comments: int
    polls: int


def is_empty() -> bool:
    """Return whether nothing was ever loaded or written here: no person, no service, no policy."""
    return not (User.objects.exists() or Service.objects.exists() or PolicyVersion.objects.exists())


def load() -> Loaded:
    """Load everything, all or nothing. The clock is set back for each deed, so that the portal has a past."""
    story = Story(now=clock.now())
    # Sentences that doors keep (notes of the timeline) are written in the portal's first language.
    with transaction.atomic(), translation.override("ar"):
        with clock.at(story.ago(120)):
            outcome = import_directory(story.data)
            if outcome.faults:
                raise ValueError("; ".join(map(str, outcome.faults)))
            load_policy()
        crowd.gather(story)
        for chapter in (people, topics, debates, polls, desk):
            chapter.plan(story)
        story.tell()
        crowd.support(story)
        crowd.rate(story)
        polls.fill(story)
        _settle(story)
    return Loaded(User.objects.count(), len(story.topics), len(story.solutions), len(story.comments), len(story.polls))


def _settle(story: Story) -> None:
    """Leave the past as a running portal would: old events pruned, old mails sent; new ones wait for the worker."""
    Event.objects.filter(at__lt=story.now - EVENTS_KEPT).delete()
    waiting = Message.objects.filter(state=Message.State.WAITING)
    readers = [story.users[account.key].pk for account in DEMO_ACCOUNTS]
    recent = waiting.filter(user__in=readers, created_at__gte=story.now - MAILS_WAITING).values("pk")
    for message in waiting.exclude(pk__in=list(recent.values_list("pk", flat=True))):
        message.state, message.attempts, message.sent_at = Message.State.SENT, 1, message.created_at
        message.save(update_fields=["state", "attempts", "sent_at"])
