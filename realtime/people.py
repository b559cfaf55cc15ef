"""Who is at the other end: the user of a session or of a key. Asks the database, so only from a thread."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user, get_user_model
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest


def user_of(user_id: int | None) -> Any:
    """Return the user with this key as the database has them now; an anonymous one for None, unknown or inactive."""
    if user_id is None:
        return AnonymousUser()
    user = get_user_model()._default_manager.filter(pk=user_id).first()
    return user if user is not None and user.is_active else AnonymousUser()


def claimed_user_id(session_key: str) -> int | None:
    """Return the key of the user that a session names, before anything about it has been verified."""
    claimed = _session(session_key).get(SESSION_KEY)
    return None if claimed is None else int(claimed)


def user_id_of_session(session_key: str) -> int | None:
    """Return the key of the user who is signed in with this session, None where nobody is."""
    request = HttpRequest()
    request.session = _session(session_key)
    user = get_user(request)
    return user.pk if user.is_authenticated and user.is_active else None


def _session(session_key: str) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(session_key)
