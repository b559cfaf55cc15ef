"""Who may open, change and close polls, who may vote, and who may see results: each rule once, for every exit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from discussions.models import Solution
from moderation.models import Status
from moderation.permissions import check_can_moderate, check_is_verified
from realtime.doors import Conflict
from topics.models import Topic

from .models import Poll

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def check_can_vote(user: User | None) -> None:
    """Raise PermissionDenied unless ``user`` may vote with their account; None, a visitor, always may.

    Voting needs a proven address; the usage policy, which is about texts, need not be accepted. That the account is
    not suspended is asked by the cast itself, at its own moment. No query.
    """
    if user is not None:
        check_is_verified(user)


def may_see_results(poll: Poll, *, has_voted: bool) -> bool:
    """Return whether somebody may see ``poll``'s breakdown now: the one rule of page, card, socket and file.

    Nobody is excepted, moderators neither. ``has_voted`` says whether a ballot of theirs lies in the box. How many
    have voted in each column is no result: whoever sees the poll sees that.
    """
    if poll.is_closed:
        return True
    if not poll.is_open:
        return False
    return poll.visibility == Poll.Visibility.ALWAYS or (has_voted and poll.visibility == Poll.Visibility.AFTER_VOTE)


def check_can_open_poll(user: User | AnonymousUser, topic: Topic, solutions: Iterable[Solution] = ()) -> None:
    """Raise unless the moderator ``user`` may open a poll on ``topic`` about ``solutions``: nothing of one's own."""
    check_can_moderate(user)
    if topic.status != Status.PUBLISHED:
        raise Conflict(_("This topic is not public at the moment."), current=topic.status)
    if topic.stage in {Topic.Stage.CLOSED, Topic.Stage.DUPLICATE}:
        raise Conflict(_("This topic is closed: no poll is opened on it any more."), current=topic.stage)
    if topic.author_id == user.pk:
        raise PermissionDenied(_("You raised this topic: another moderator opens polls on it."))
    if any(solution.author_id == user.pk for solution in solutions):
        raise PermissionDenied(_("You proposed one of these solutions: another moderator opens the poll."))


def check_can_run(user: User | AnonymousUser, poll: Poll) -> None:
    """Raise PermissionDenied unless the moderator ``user`` may change or close ``poll``: not on one's own topic."""
    check_can_moderate(user)
    if poll.topic.author_id == user.pk:
        raise PermissionDenied(_("You raised this topic: another moderator runs its polls."))
