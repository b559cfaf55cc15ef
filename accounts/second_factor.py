"""The second factor: whoever acts for the portal or for a public body must have one."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from io import BytesIO
from typing import Any

import segno
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .models import User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SESSION_KEY = "second_factor"


def is_demo_account(user: User) -> bool:
    """Whether ``user`` is one of the demo's own accounts, running as a demo: they enter with a password alone."""
    return bool(settings.DEMO and user.email and user.email.endswith(f"@{settings.DEMO_DOMAIN}"))


def is_missing(user: User | AnonymousUser) -> bool:
    """Whether ``user`` must set up a second factor before anything else. Asks the database for staff only."""
    if not isinstance(user, User) or not user.needs_second_factor or is_demo_account(user):
        return False
    return not has_one(user)


def has_one(user: User) -> bool:
    """Whether ``user`` has an authenticator app or a passkey; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def is_missing_in(request: HttpRequest) -> bool:
    """As :func:`is_missing` for who is signed in, asked once per session: staff cannot remove their last factor."""
    user = request.user
    if not isinstance(user, User) or not user.needs_second_factor or is_demo_account(user):
        return False
    if request.session.get(SESSION_KEY) == user.pk:
        return False
    if not has_one(user):
        return True
    request.session[SESSION_KEY] = user.pk
    return False


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    made = [hashlib.sha256(b"second factor:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


def cipher() -> MultiFernet:
    """Return the cipher of authenticator secrets; a rotated SECRET_KEY stays readable through its fallbacks."""
    return _cipher((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


class MFAAdapter(DefaultMFAAdapter):
    """allauth's hooks on second factors: secrets are encrypted, staff keep at least one, words are ours."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Your role needs a second factor: add another one before you remove this one."
        ),
        "incorrect_code": _("This code is not right. Type the one that your app shows now."),
        "unverified_email": _("Confirm your e-mail address first; then you can set up a second factor."),
        "add_email_blocked": _("Confirm your new e-mail address first."),
        "cannot_generate_recovery_codes": _("Recovery codes are made once you have a second factor."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret before it is written."""
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Undo :meth:`encrypt`."""
        return cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second factor of whoever must have one."""
        user = authenticator.user
        if authenticator.type not in FACTORS or not user.needs_second_factor or is_demo_account(user):
            return True
        return Authenticator.objects.filter(user=user, type__in=FACTORS).exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Name a new key by its number."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey") if number == 1 else gettext("Passkey %(number)s") % {"number": number}

    def build_totp_svg(self, url: str) -> str:
        """Draw the key for the app's camera: dark on light, whatever colours the page has."""
        drawn = BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=4, border=3, dark="#000", light="#fff", xmldecl=False)
        return drawn.getvalue().decode()

    def _get_site_name(self) -> str:
        return gettext("Sharek")


def passkeys_work_here() -> bool:
    """Whether the browser offers passkeys at this address: they belong to a name, never to a bare number."""
    host = context.request.get_host().rsplit(":", 1)[0].strip("[]")
    return not host.replace(".", "").isdigit() and ":" not in host
