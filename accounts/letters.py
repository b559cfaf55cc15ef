"""What the letters about accounts say. Each function returns its letter in the language that is active."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from .mail import Letter, absolute, ignore_line


def sign_up_code(code: str) -> Letter:
    """To somebody who registers with a new address."""
    return Letter(
        subject=_("Your code for Sharek: %(code)s") % {"code": code},
        lines=[_("Type this code on the page where you registered. It is good for one hour.")],
        code=code,
        closing=[ignore_line()],
    )


def has_account() -> Letter:
    """To somebody who registers with an address that has an account; the page says the same as to a newcomer."""
    return Letter(
        subject=_("You have an account on Sharek already"),
        lines=[
            _("Somebody, most likely you, wanted to register with this address. It has an account already."),
            _("Sign in with your password. If you have forgotten it, ask for a new one there."),
        ],
        url=absolute(reverse("account_login")),
        action=_("Sign in"),
        closing=[ignore_line()],
    )


def email_code(context: dict[str, Any]) -> Letter:
    """To an address that is to become the account's."""
    return Letter(
        subject=_("Your code for Sharek: %(code)s") % {"code": context["code"]},
        lines=[_("Type this code on the page that asks for it, to confirm that this address is yours.")],
        code=context["code"],
        closing=[ignore_line()],
    )


def password_reset(context: dict[str, Any]) -> Letter:
    """To an account's owner who forgot the password."""
    return Letter(
        subject=_("Choose a new password for Sharek"),
        lines=[_("You asked for a new password. The link is good for one day and for one use.")],
        url=absolute(
            reverse("account_reset_password_from_key", kwargs={"uidb36": context["uid"], "key": context["key"]})
        ),
        action=_("Choose a new password"),
        closing=[ignore_line()],
    )


def no_account(context: dict[str, Any]) -> Letter:
    """To an address without an account, for which somebody asked for a new password."""
    return Letter(
        subject=_("There is no account with this address on Sharek"),
        lines=[
            _("Somebody, most likely you, asked for a new password with this address. No account has it."),
            _("Perhaps you registered with another address. You can also register anew."),
        ],
        url=absolute(reverse("account_signup")),
        action=_("Create an account"),
        closing=[ignore_line()],
    )


def _notice(subject: str, *lines: str) -> Letter:
    return Letter(
        subject=subject,
        lines=lines,
        url=absolute(reverse("account_reset_password")),
        action=_("This was not me: choose a new password"),
    )


def password_changed(context: dict[str, Any]) -> Letter:
    return _notice(_("Your password was changed"), _("The password of your account on Sharek has just been changed."))


def email_changed(context: dict[str, Any]) -> Letter:
    return _notice(
        _("Your e-mail address was changed"),
        _("Your account on Sharek now uses another e-mail address; letters no longer come to this one."),
    )


def factor_added(context: dict[str, Any]) -> Letter:
    return _notice(
        _("A second factor was added to your account"),
        _("An authenticator app, a passkey or new recovery codes have just been added to your account on Sharek."),
    )


def factor_removed(context: dict[str, Any]) -> Letter:
    return _notice(
        _("A second factor was removed from your account"),
        _("An authenticator app or a passkey has just been removed from your account on Sharek."),
    )


def identity_changed(context: dict[str, Any]) -> Letter:
    return _notice(
        _("The ways to sign in to your account changed"),
        _("A national identity has just been connected to your account on Sharek, or disconnected from it."),
    )


def account_deleted() -> Letter:
    """To the address of an account that has just been deleted: the last letter to it."""
    return Letter(
        subject=_("Your account on Sharek is deleted"),
        lines=[
            _("Your name, your address and your settings are gone. What you published stays without your name."),
            _("If it was not you who deleted it, write to us: %(address)s") % {"address": settings.CONTACT_EMAIL},
        ],
    )


# allauth's names of its mails → what ours say
LETTERS: dict[str, Callable[[dict[str, Any]], Letter]] = {
    "account/email/email_confirmation": email_code,
    "account/email/email_confirmation_signup": email_code,
    "account/email/account_already_exists": lambda context: has_account(),
    "account/email/unknown_account": no_account,
    "account/email/password_reset_key": password_reset,
    "account/email/password_changed": password_changed,
    "account/email/password_set": password_changed,
    "account/email/password_reset": password_changed,
    "account/email/email_changed": email_changed,
    "account/email/email_deleted": email_changed,
    "mfa/email/totp_activated": factor_added,
    "mfa/email/webauthn_added": factor_added,
    "mfa/email/recovery_codes_generated": factor_added,
    "mfa/email/totp_deactivated": factor_removed,
    "mfa/email/webauthn_removed": factor_removed,
    "socialaccount/email/account_connected": identity_changed,
    "socialaccount/email/account_disconnected": identity_changed,
}
