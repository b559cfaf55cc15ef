"""How far an author's posts are trusted: raised by approvals over time, lowered by upheld violations. Never shown."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import User
from sharek import clock

from .models import Decision, Standing

KNOWN_APPROVALS = 5
KNOWN_DAYS = 7
TRUSTED_APPROVALS = 30
CLEAN_DAYS = 90


def _standing(user: User) -> Standing:
    Standing.objects.get_or_create(user=user)
    return Standing.objects.select_for_update(no_key=True).get(user=user)


def record_approval(user: User) -> None:
    """Count an approved text, and raise the standing where it is due. Inside a door."""
    standing = _standing(user)
    standing.approvals += 1
    standing.first_approval_at = standing.first_approval_at or clock.now()
    standing.level = _risen(standing)
    standing.save()


def _risen(standing: Standing) -> int:
    now = clock.now()
    level = standing.level
    started = standing.first_approval_at
    long_enough = started is not None and started <= now - timedelta(days=KNOWN_DAYS)
    if level == Standing.Level.NEW and standing.approvals >= KNOWN_APPROVALS and long_enough:
        level = Standing.Level.KNOWN
    clean = standing.last_violation_at is None or standing.last_violation_at <= now - timedelta(days=CLEAN_DAYS)
    if level == Standing.Level.KNOWN and standing.approvals >= TRUSTED_APPROVALS and clean:
        level = Standing.Level.TRUSTED
    return level


def record_violation(user: User) -> int:
    """Count an upheld violation and drop one level; return the level before. Inside a door.

    Whoever drops to the lowest level starts anew: the approvals of before do not raise them again.
    """
    standing = _standing(user)
    before = standing.level
    standing.violations += 1
    standing.last_violation_at = clock.now()
    standing.level = max(before - 1, Standing.Level.NEW)
    if standing.level == Standing.Level.NEW:
        standing.approvals, standing.first_approval_at = 0, None
    standing.save()
    return before


def undo_violation(decision: Decision) -> None:
    """Give back what ``decision`` took from its author's standing, where it took something. Inside a door."""
    if decision.level_before is None:
        return
    standing = _standing(decision.author)
    standing.violations = max(standing.violations - 1, 0)
    last = (
        Decision.objects.filter(author=decision.author, level_before__isnull=False, superseded_by__isnull=True)
        .exclude(pk=decision.pk)
        .order_by("-created_at")
        .first()
    )
    standing.last_violation_at = last.created_at if last else None
    standing.level = max(standing.level, decision.level_before)
    if standing.level >= Standing.Level.KNOWN:
        standing.approvals = max(standing.approvals, KNOWN_APPROVALS)
        standing.first_approval_at = standing.first_approval_at or decision.created_at - timedelta(days=KNOWN_DAYS)
    standing.save()
