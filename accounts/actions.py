"""The doors of accounts: registering, renaming, choosing a language, giving a role."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from realtime.control import close_sockets
from realtime.doors import Conflict, Refused, door
from sharek import clock
from sharek.text.names import name_skeleton

from .models import User
from .names import clean_display_name, free_handle

TRIES = 5


@door
def register(*, email: str, display_name: str, password_hash: str, language: str = "ar") -> User:
    """Make the account of a person who has just proven that ``email`` is theirs.

    ``password_hash`` is what ``make_password`` returned. Refused for a name that may not be used, Conflict where the
    address has an account already.
    """
    email = User.objects.normalize_email(email).lower()
    name = clean_display_name(display_name)
    if User.objects.filter(email=email).exists():
        raise Conflict(_("There is an account with this address already. Sign in, or ask for a new password."))
    user = _created(email, name, password_hash, language)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _created(email: str, name: str, password_hash: str, language: str) -> User:
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return User.objects.create(
                    email=email,
                    display_name=name,
                    name_skeleton=name_skeleton(name),
                    handle=free_handle(name),
                    password=password_hash,
                    language=language,
                    verified_at=clock.now(),
                )
        except IntegrityError:
            # Somebody took the short name, or registered the very address, between the look and the write.
            if attempt == TRIES - 1 or User.objects.filter(email=email).exists():
                break
    raise Conflict(_("There is an account with this address already. Sign in, or ask for a new password."))


@door
def rename_user(*, user: User, display_name: str) -> str:
    """Give ``user`` another display name and return it as cleaned; the address of the profile stays."""
    name = clean_display_name(display_name, user=user)
    user.display_name, user.name_skeleton = name, name_skeleton(name)
    user.save(update_fields=["display_name", "name_skeleton"])
    return name


@door
def change_settings(*, user: User, language: str, shows_activity: bool) -> None:
    """Keep in which language ``user`` is written to, and whether the profile lists what they published."""
    if language not in {"ar", "en"}:
        raise Refused(_("Choose Arabic or English."), field="language")
    user.language, user.shows_activity = language, shows_activity
    user.save(update_fields=["language", "shows_activity"])


@door
def set_role(*, administrator: User, user: User, role: str) -> None:
    """Give ``user`` another role. They are signed out everywhere, so that the new role begins with its second factor.

    Refused for one's own role: the last administrator must not lock everybody out by a slip.
    """
    if role not in User.Role.values:
        raise Refused(_("There is no such role."), field="role")
    if user.pk == administrator.pk:
        raise Refused(_("Another administrator has to change your role."), field="role")
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.role == role:
        return
    locked.role = role
    locked.save(update_fields=["role"])
    user.role = role
    end_sessions(user=locked, reason="role")


@door
def end_sessions(*, user: User, reason: str) -> None:
    """Sign ``user`` out on every device and close their open sockets; ``reason`` is one short word."""
    for session in UserSession.objects.filter(user=user):
        session.end()
    close_sockets(user_id=user.pk, reason=reason)
