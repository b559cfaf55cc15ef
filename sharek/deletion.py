"""Leaving: what names a person goes, what they published stays under "a former participant"."""

from __future__ import annotations

import secrets

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.actions import end_sessions
from accounts.letters import account_deleted
from accounts.mail import queue
from accounts.models import User
from directory.models import Representative
from moderation.actions.reporting import withdraw
from moderation.models import PolicyAcceptance, Report, Standing, Status
from notifications.actions import unfollow
from notifications.models import Follow, Message, Mute, Notification, UnwantedMail
from realtime.doors import Conflict, Refused, door
from sharek import clock
from sharek.activity import KINDS
from topics.models import Draft, DraftPhoto


@door
def delete_account(*, user: User) -> None:
    """Anonymise ``user`` for good and sign them out everywhere.

    The row and its key stay, since posts, decisions and counts point at it; nothing in it names anybody any more. What
    waited for publication is withdrawn. docs/retention.md lists what goes and what stays. Refused for the last
    administrator; Conflict where the account has been deleted already.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.deleted_at is not None:
        raise Conflict(_("This account is deleted already."))
    others = User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if person.is_administrator and not others.exists():
        raise Refused(_("You are the only administrator. Make somebody else one first."))
    _withdraw_what_waits(person)
    _forget_what_was_private(person)
    _forget_the_name_in_the_log(person)
    end_sessions(user=person, reason="deleted")
    if person.email:
        with translation.override(person.language):
            queue(person.email, account_deleted(), person.language)
    _empty(person)
    user.refresh_from_db()


def _withdraw_what_waits(person: User) -> None:
    for model in KINDS.values():
        for content in model.objects.filter(author=person, status=Status.PENDING):
            withdraw(content=content, by=person)


def _forget_what_was_private(person: User) -> None:
    for following in Follow.objects.filter(user=person).prefetch_related("target"):
        if following.target is None:
            following.delete()
        else:
            unfollow(user=person, target=following.target)  # moves the followers' count of what was followed
    Follow.objects.filter(target_type=ContentType.objects.get_for_model(User), target_id=person.pk).delete()
    Mute.objects.filter(Q(user=person) | Q(muted=person)).delete()
    for photo in DraftPhoto.objects.filter(draft__user=person):
        photo.image.delete(save=False)
    Report.objects.filter(reporter=person).update(reporter=None)
    for model in (Draft, Notification, Message, UnwantedMail, PolicyAcceptance, Standing, Representative):
        model._default_manager.filter(user=person).delete()
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=person).delete()


def _forget_the_name_in_the_log(person: User) -> None:
    """Empty what the administration's log calls the person: it copies names. That something was changed stays."""
    theirs = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk))
    appointments = Representative.history.filter(user=person.pk).values_list("id", flat=True)  # type: ignore[attr-defined]
    as_representative = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Representative), object_id__in=[str(pk) for pk in appointments]
    )
    for entries in (theirs, as_representative):
        entries.update(object_repr="")


def _empty(person: User) -> None:
    person.email = None
    person.display_name = person.name_skeleton = ""
    person.handle = f"former-{secrets.token_hex(8)}"
    person.role = User.Role.CITIZEN
    person.verified_at = person.last_login = None
    person.is_active = person.shows_activity = False
    person.deleted_at = clock.now()
    person.set_unusable_password()
    person.save()
