"""Work in the background: forgetting where people signed in from."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings

from sharek import clock

from .adapter import NO_ADDRESS


def forget_addresses() -> int:
    """Remove the network addresses of sessions after 48 hours; return how many went. Safe to repeat."""
    old = clock.now() - timedelta(hours=settings.ADDRESSES_KEPT_HOURS)
    return UserSession.objects.filter(last_seen_at__lt=old).exclude(ip=NO_ADDRESS).update(ip=NO_ADDRESS)
