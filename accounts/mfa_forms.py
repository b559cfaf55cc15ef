"""The forms of second factors, with codes in digits of any script."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import CodeField


class AuthenticateForm(base_forms.AuthenticateForm):
    code = CodeField(label=_("Code from your app, or a recovery code"))


class ReauthenticateForm(base_forms.ReauthenticateForm):
    code = CodeField(label=_("Code from your app, or a recovery code"))


class ActivateTOTPForm(totp_forms.ActivateTOTPForm):
    code = CodeField(label=_("Code that the app shows"))


def _name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Name of the passkey"),
        max_length=60,
        help_text=_("So that you know it again: “my phone”, “key on my key ring”."),
    )


class AddWebAuthnForm(webauthn_forms.AddWebAuthnForm):
    name = _name_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        field = self.fields["passwordless"]
        field.label = _("Sign in with it alone, without a password")
        field.help_text = _("The device then asks for your finger, your face or its code.")
        field.initial = True


class EditWebAuthnForm(webauthn_forms.EditWebAuthnForm):
    name = _name_field()
