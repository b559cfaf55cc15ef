"""Forgetting what the machinery leaves behind: finished tasks and sessions that are over."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django_q.models import Task

from sharek import clock

SUCCEEDED_KEPT = timedelta(days=2)
FAILED_KEPT = timedelta(days=14)


def prune() -> tuple[int, int]:
    """Delete tasks that succeeded two days ago or failed two weeks ago, and expired sessions; return how many."""
    now = clock.now()
    done = Task.objects.filter(success=True, stopped__lt=now - SUCCEEDED_KEPT)
    failed = Task.objects.filter(success=False, stopped__lt=now - FAILED_KEPT)
    tasks = done.delete()[0] + failed.delete()[0]
    sessions, __ = Session.objects.filter(expire_date__lt=now).delete()
    return tasks, sessions
