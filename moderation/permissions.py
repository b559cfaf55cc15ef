"""Who may write, report, moderate and hear appeals. A refusal is a sentence, raised here and shown everywhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from directory.models import Representative
from realtime.doors import Conflict
from sharek import clock

from .models import Appeal, Decision, ModeratedModel, PolicyAcceptance, PolicyVersion, Report, Sanction

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


APPEAL_DAYS = 183  # six months


class PolicyNotAccepted(PermissionDenied):
    """The person may write once they have accepted the usage policy; the page that asks them is moderation:accept."""


class NotSignedIn(PermissionDenied):
    """The deed needs an account; the page that asks for one is account_login."""


class NotVerified(PermissionDenied):
    """The person must prove their e-mail address first; the page for it is account_email_verification_sent."""


class _Writer(NamedTuple):
    """What decides whether a person may write now, read by the clock."""

    in_force: int | None  # the number of the version in force
    required: int | None  # of the newest version in force that must be accepted again
    accepted: int | None  # of the newest version that the person accepted
    suspended: int
    silenced: int


def _writer(user: User) -> _Writer:
    """Ask in one statement, written out: every post and every button of a page asks it."""
    quote, now = connection.ops.quote_name, connection.ops.adapt_datetimefield_value(clock.now())
    versions, acceptances, sanctions = (
        quote(model._meta.db_table) for model in (PolicyVersion, PolicyAcceptance, Sanction)
    )
    active = (
        f"SELECT COUNT(*) FROM {sanctions} WHERE user_id = %s AND kind = %s "
        "AND starts_at <= %s AND (ends_at IS NULL OR ends_at > %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT MAX(number) FROM {versions} WHERE effective_at <= %s), "
            f"(SELECT MAX(number) FROM {versions} WHERE effective_at <= %s AND requires_reacceptance), "
            f"(SELECT MAX(number) FROM {versions} v JOIN {acceptances} a ON a.version_id = v.id WHERE a.user_id = %s), "
            f"({active}), ({active})",
            [now, now, user.pk, user.pk, Sanction.Kind.SUSPEND, now, now, user.pk, Sanction.Kind.SILENCE, now, now],
        )
        return _Writer(*cursor.fetchone())


def _end_of(user: User, kind: Sanction.Kind) -> datetime | None:
    """Return when the sanctions of ``kind`` are over; None where one of them has no end."""
    ends = Sanction.objects.active().filter(user=user, kind=kind).values_list("ends_at", flat=True)
    return None if None in ends else max((end for end in ends if end), default=None)


def check_can_write(user: User | AnonymousUser) -> None:
    """Raise PermissionDenied unless ``user`` may post, edit, support or report now.

    Needed are an account with a proven address, the usage policy accepted (again, where its newest version in force
    says so), and no sanction in force. The raised classes say what would help: :class:`NotSignedIn`,
    :class:`NotVerified`, :class:`PolicyNotAccepted`.
    """
    person = check_is_verified(user)
    writer = _writer(person)
    if writer.suspended:
        raise PermissionDenied(_suspended(_end_of(person, Sanction.Kind.SUSPEND)))
    if writer.silenced:
        raise PermissionDenied(_silenced(_end_of(person, Sanction.Kind.SILENCE)))
    if writer.in_force is None:
        raise PermissionDenied(_("Taking part opens once the usage policy is in force."))
    if writer.accepted is None or writer.accepted < (writer.required or 0):
        raise PolicyNotAccepted(_("Accept the usage policy first; it takes a minute and is asked once."))


def check_is_verified(user: User | AnonymousUser) -> User:
    """Return ``user`` as a person with a proven e-mail address, or raise what is missing. Asks no database."""
    if not isinstance(user, User) or not user.is_authenticated:
        raise NotSignedIn(_("Sign in to take part. What you wrote is kept."))
    if not user.is_verified:
        raise NotVerified(_("Confirm your e-mail address first; we sent you a link."))
    return user


def check_not_suspended(user: User | AnonymousUser) -> None:
    """Raise PermissionDenied where the account is suspended now (for deeds that need no accepted policy: voting)."""
    if not isinstance(user, User):
        return
    if Sanction.objects.active().filter(user=user, kind=Sanction.Kind.SUSPEND).exists():
        raise PermissionDenied(_suspended(_end_of(user, Sanction.Kind.SUSPEND)))


def _until(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _suspended(ends_at: datetime | None) -> str:
    if ends_at is None:
        return _("Your account is suspended. You can still read, appeal and download your data.")
    return _("Your account is suspended until %(moment)s. You can still read, appeal and download your data.") % {
        "moment": _until(ends_at)
    }


def _silenced(ends_at: datetime | None) -> str:
    if ends_at is None:
        return _("You may not post for now. You can read, vote and appeal.")
    return _("You may not post until %(moment)s. You can read, vote and appeal.") % {"moment": _until(ends_at)}


def check_can_report(user: User | AnonymousUser, content: ModeratedModel) -> None:
    """Raise PermissionDenied unless ``user`` may report ``content``: anybody who may write, but for one's own text."""
    check_can_write(user)
    if content.author_id == user.pk:
        raise PermissionDenied(_("This is your own text: you can edit or withdraw it."))


def check_can_moderate(user: User | AnonymousUser) -> User:
    """Return ``user`` if they moderate, else raise PermissionDenied. Who represents a public body never moderates."""
    if not isinstance(user, User) or not user.is_moderator:
        raise PermissionDenied(_("This page is for moderators."))
    if Representative.objects.filter(user=user).exists():
        raise PermissionDenied(_("Whoever represents a public body does not moderate."))
    return user


def check_can_decide(user: User | AnonymousUser, content: ModeratedModel) -> None:
    """Raise PermissionDenied unless the moderator ``user`` may claim and decide on ``content``.

    Nobody decides on what they wrote, reported or were sanctioned over, nor on what concerns a body that they
    belong to (then they are no moderator at all).
    """
    user = check_can_moderate(user)
    if content.author_id == user.pk:
        raise PermissionDenied(_("You wrote this: another moderator decides on it."))
    kind = ContentType.objects.get_for_model(content)
    if Report.objects.filter(reporter=user, item__content_type=kind, item__object_id=content.pk).exists():
        raise PermissionDenied(_("You reported this: another moderator decides on it."))
    if Sanction.objects.filter(user_id=user.pk, decision__content_type=kind, decision__object_id=content.pk).exists():
        raise PermissionDenied(_("You were sanctioned over this: another moderator decides on it."))


def check_is_appeal_reviewer(user: User | AnonymousUser) -> User:
    """Return ``user`` if they hear appeals, else raise PermissionDenied."""
    if not isinstance(user, User) or not user.is_appeal_reviewer:
        raise PermissionDenied(_("This page is for appeal reviewers."))
    return user


def check_can_review_appeal(user: User | AnonymousUser, appeal: Appeal) -> None:
    """Raise PermissionDenied unless ``user`` may decide ``appeal``: a reviewer who had no part in the matter."""
    user = check_is_appeal_reviewer(user)
    if user.pk in {appeal.first_decider_id, appeal.second_decider_id}:
        raise PermissionDenied(_("You took part in this decision: another reviewer hears the appeal."))
    if user.pk in {appeal.appellant_id, appeal.decision.author_id}:
        raise PermissionDenied(_("This is your own matter: another reviewer hears the appeal."))
    if Representative.objects.filter(user=user).exists():
        raise PermissionDenied(_("Whoever represents a public body does not moderate."))


def appeal_role(user: User | AnonymousUser, decision: Decision) -> str:
    """Return in which role ``user`` may appeal ``decision``: ``author``, ``reporter``, or nothing ("").

    The author appeals what took something from them, a reporter what left the text in place.
    """
    if not user.is_authenticated:
        return ""
    if decision.author_id == user.pk:
        return "author" if decision.is_adverse else ""
    if decision.outcome != Decision.Outcome.KEEP or decision.item_id is None:
        return ""
    return "reporter" if Report.objects.filter(item=decision.item_id, reporter=user.pk).exists() else ""


def check_can_appeal(user: User | AnonymousUser, decision: Decision) -> None:
    """Raise PermissionDenied unless ``user`` may appeal ``decision`` now. Sanctions take no one's appeal away."""
    if not user.is_authenticated:
        raise NotSignedIn(_("Sign in to appeal."))
    if not appeal_role(user, decision):
        raise PermissionDenied(_("The author or a person who reported the text may appeal this decision."))
    if decision.created_at < clock.now() - timedelta(days=APPEAL_DAYS):
        raise PermissionDenied(_("A decision can be appealed for six months; this one is older."))


def may(check: object, *args: object) -> bool:
    """Return whether ``check(*args)`` passes: the same rule, as templates and lists ask it."""
    try:
        check(*args)  # type: ignore[operator]
    except (PermissionDenied, Conflict):
        return False
    return True


__all__ = [
    "NotSignedIn",
    "NotVerified",
    "PolicyNotAccepted",
    "appeal_role",
    "check_can_appeal",
    "check_can_decide",
    "check_can_moderate",
    "check_can_report",
    "check_can_review_appeal",
    "check_can_write",
    "check_is_appeal_reviewer",
    "check_is_verified",
    "check_not_suspended",
    "may",
]
