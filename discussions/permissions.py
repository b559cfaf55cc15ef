"""Who may do what in a discussion. A refusal is a sentence, raised here and shown by pages, templates and API alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from moderation.models import Status
from moderation.permissions import check_can_write, check_is_verified
from realtime.doors import Conflict
from topics.models import Topic
from topics.permissions import check_takes_posts

from .models import Comment, Solution

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def check_can_solve(user: User | AnonymousUser, topic: Topic) -> None:
    """Raise unless ``user`` may propose a solution for ``topic`` now."""
    check_takes_posts(topic)
    check_can_write(user)


def check_takes_comments(topic: Topic, solution: Solution | None = None) -> None:
    """Raise Conflict with the reason unless this debate takes comments and supports now. Asks no database."""
    check_takes_posts(topic)
    if solution is None:
        return
    if solution.status != Status.PUBLISHED:
        raise Conflict(_("This solution is not public at the moment."), current=solution.status)
    if solution.locked:
        raise Conflict(_("This discussion takes no new comments for now."), current="locked")


def check_can_comment(user: User | AnonymousUser, topic: Topic, solution: Solution | None = None) -> None:
    """Raise unless ``user`` may comment on ``topic``, or on ``solution`` of it, now."""
    check_takes_comments(topic, solution)
    check_can_write(user)


def check_can_edit(user: User | AnonymousUser, post: Solution | Comment) -> None:
    """Raise unless ``user`` may reword ``post``: its author, while its discussion takes posts."""
    if not user.is_authenticated or post.author_id != user.pk:
        raise PermissionDenied(_("Only its author can edit this."))
    check_can_write(user)
    if post.status not in {Status.PENDING, Status.PUBLISHED}:
        raise Conflict(_("This can no longer be edited."), current=post.status)
    check_takes_comments(post.topic, post.solution if isinstance(post, Comment) else None)


def check_can_withdraw(user: User | AnonymousUser, post: Solution | Comment) -> None:
    """Raise unless ``user`` may take ``post`` back: its author, whatever a moderator decided, once."""
    if not user.is_authenticated or post.author_id != user.pk:
        raise PermissionDenied(_("Only its author can withdraw this."))
    check_is_verified(user)
    if post.status in {Status.WITHDRAWN, Status.REMOVED}:
        raise Conflict(_("This is no longer public."), current=post.status)


def check_can_support(user: User | AnonymousUser, post: Solution | Comment) -> None:
    """Raise unless ``user`` may support ``post``: somebody else than its author, while its discussion takes posts."""
    check_takes_comments(post.topic, post if isinstance(post, Solution) else post.solution)
    if post.status != Status.PUBLISHED:
        raise Conflict(_("This is no longer public."), current=post.status)
    check_can_write(user)
    if post.author_id == user.pk:
        raise PermissionDenied(_("This is your own text: others support it."))
