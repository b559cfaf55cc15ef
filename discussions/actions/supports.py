"""Supporting a solution or a comment, and taking the support back."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from accounts.models import User
from moderation.permissions import check_is_verified
from notifications.actions import notify
from realtime.doors import door
from sharek import clock

from ..models import Comment, CommentSupport, Solution, SolutionSupport
from ..permissions import check_can_support

Supported = Solution | Comment
_SUPPORTS: dict[type[Supported], Any] = {Solution: SolutionSupport, Comment: CommentSupport}


@door
def support_solution(*, user: User, solution: Solution) -> bool:
    """Count ``user`` among the supporters of a solution; return whether that is new. Twice is once."""
    return _support(user, solution)


@door
def unsupport_solution(*, user: User, solution: Solution) -> bool:
    """Take one's support back, whatever became of the solution; return whether there was one."""
    return _unsupport(user, solution)


@door
def support_comment(*, user: User, comment: Comment) -> bool:
    """Count ``user`` among the supporters of a comment; return whether that is new. Twice is once."""
    return _support(user, comment)


@door
def unsupport_comment(*, user: User, comment: Comment) -> bool:
    """Take one's support back, whatever became of the comment; return whether there was one."""
    return _unsupport(user, comment)


def _locked(target: Supported) -> Supported:
    """Return the post fresh, its own row locked.

    Supports do not wait for the debate: they move one counter of one row, and touch nothing else that writers lock.
    """
    names = ["topic", "author"] if isinstance(target, Solution) else ["topic", "author", "solution"]
    rows = type(target)._default_manager.defer("text", "text_html").select_related(*names)
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=target.pk)


def _support(user: User, target: Supported) -> bool:
    fresh = _locked(target)
    check_can_support(user, fresh)
    supports = _SUPPORTS[type(fresh)].objects
    if supports.filter(user=user, target=fresh).exists():
        target.supports_count = fresh.supports_count
        return False
    supports.create(user=user, target=fresh, created_at=clock.now())
    target.supports_count = _move(fresh, 1)
    notify(recipients=[fresh.author], event="support.given", target=fresh, actor=user)
    return True


def _unsupport(user: User, target: Supported) -> bool:
    check_is_verified(user)
    fresh = _locked(target)
    deleted, _rows = _SUPPORTS[type(fresh)].objects.filter(user=user, target=fresh).delete()
    target.supports_count = _move(fresh, -1) if deleted else fresh.supports_count
    return bool(deleted)


def _move(target: Supported, change: int) -> int:
    """Move the counter of a locked row; return what it is then."""
    type(target)._base_manager.filter(pk=target.pk).update(supports_count=F("supports_count") + change)
    return target.supports_count + change
