"""Accepting the usage policy."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from realtime.doors import Refused, door

from ..models import PolicyAcceptance, PolicyVersion


@door
def accept_policy(*, user: User, version: PolicyVersion) -> bool:
    """Note that ``user`` accepts ``version``, which must be in force; return whether that is new."""
    if not version.is_in_force:
        raise Refused(_("This version is not in force yet."))
    _acceptance, created = PolicyAcceptance.objects.get_or_create(user=user, version=version)
    return created
