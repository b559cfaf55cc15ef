"""Who may hear which stream, and what the snapshot streams show: the one place where live updates meet the apps.

``AUDIENCES`` and ``SNAPSHOTS`` are keyed by the kind of stream. Every audience rule asks the same querysets and
permissions as the pages do, so that nobody hears of what they may not see. A state is numbers, short words and lists
of ids; it goes to everybody in the audience alike.
"""

from typing import Any

from django.db.models import QuerySet

from accounts import second_factor
from directory.models import Representative
from discussions.models import Solution
from moderation import live as moderation
from opinion_polls import live as polls
from opinion_polls.models import Poll
from realtime.rules import Audience, Cookies, Facts, Rules, Snapshot
from topics.models import Topic


def readers_of_the_topic(user: Any, pk: int | None, part: str | None, cookies: Cookies) -> bool:
    """A topic is heard by those who may read it."""
    return pk is not None and part is None and Topic.objects.visible_to(user).filter(pk=pk).exists()


def readers_of_the_solution(user: Any, pk: int | None, part: str | None, cookies: Cookies) -> bool:
    """A solution is heard by those who may read it."""
    return pk is not None and part is None and Solution.objects.visible_to(user).filter(pk=pk).exists()


def this_user(user: Any, pk: int | None, part: str | None, cookies: Cookies) -> bool:
    """A person's own stream is for that person alone."""
    return part is None and pk is not None and user.is_authenticated and user.pk == pk


def people_of_the_body(user: Any, pk: int | None, part: str | None, cookies: Cookies) -> bool:
    """A public body's desk is heard by its representatives, once they have a second factor."""
    if part is not None or not user.is_authenticated or not user.is_representative or second_factor.is_missing(user):
        return False
    return Representative.objects.filter(user=user, body=pk).exists()


def everybody(user: Any, pk: int | None, part: str | None, cookies: Cookies) -> bool:
    """The home page is public."""
    return pk is None


def moderators(user: Any, pk: int | None, part: str | None, cookies: Cookies) -> bool:
    """The queue is the moderators' and appeal reviewers', once they have a second factor."""
    if pk is not None or not user.is_authenticated or not (user.is_moderator or user.is_appeal_reviewer):
        return False
    return not second_factor.is_missing(user)


def home(pk: int | None, part: str | None) -> Facts:
    """Return how many public topics and open polls there are, and the newest of each."""
    topics = Topic.objects.published()
    polls = Poll.objects.visible_to(None).open()
    return {
        "topics": topics.count(),
        "topic": _newest(topics),
        "solution": _newest(Solution.objects.visible_to(None)),
        "polls": polls.count(),
        "poll": _newest(polls),
    }


def _newest(things: QuerySet[Any]) -> int | None:
    return things.order_by("-pk").values_list("pk", flat=True).first()


def desk(pk: int | None, part: str | None) -> Facts:
    """Return how much waits at the moderators' desk."""
    return moderation.snapshot()


AUDIENCES: dict[str, Audience] = {
    "topic": readers_of_the_topic,
    "solution": readers_of_the_solution,
    "user": this_user,
    "body": people_of_the_body,
    "home": everybody,
    "moderation": moderators,
    "poll": polls.may_hear,
}
SNAPSHOTS: dict[str, Snapshot] = {"home": home, "moderation": desk, "poll": polls.state}

RULES = Rules(AUDIENCES, SNAPSHOTS)
