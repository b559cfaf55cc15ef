"""Who is asking."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .models import User


def person_of(request: HttpRequest) -> User:
    """Return who is signed in. For views behind ``login_required``; PermissionDenied for a visitor elsewhere."""
    if not isinstance(request.user, User):
        raise PermissionDenied(_("Sign in first."))
    return request.user
