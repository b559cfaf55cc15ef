"""The forms of accounts: our words, the right keyboards and autofill, codes in any digits, nothing to type twice."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.socialaccount import forms as social_forms
from django import forms
from django.contrib.auth import password_validation
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from realtime.doors import Refused
from sharek.text.digits import ascii_digits

from .models import User
from .names import clean_display_name

PASSWORD_HINT = _("At least 10 characters. Three or four words that mean something to you alone are easy to remember.")


def email_field(autocomplete: str = "email", **options: Any) -> forms.EmailField:
    """Return a field for an e-mail address, lower-cased; typed from the left."""
    attrs = {"autocomplete": autocomplete, "inputmode": "email", "autocapitalize": "off", "spellcheck": "false"}
    return LowerCaseEmailField(label=_("E-mail"), widget=forms.EmailInput(attrs=attrs), max_length=254, **options)


def password_field(label: Any, autocomplete: str, **options: Any) -> forms.CharField:
    """Return a field for a password; nothing is stripped from what is typed."""
    return forms.CharField(
        label=label, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}), **options
    )


class LowerCaseEmailField(forms.EmailField):
    def clean(self, value: Any) -> str:
        return super().clean(value).lower()


class CodeField(forms.CharField):
    """A code from a mail or an app: pasted with spaces or dashes, in digits of any script."""

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "class": "code"}
        options.setdefault("label", _("Code"))
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=40, **options)

    def clean(self, value: Any) -> str:
        return "".join(ascii_digits(super().clean(value)).replace("-", " ").split())


class NameForm(forms.Form):
    """The name that others see. allauth builds its own sign-up forms on this one."""

    display_name = forms.CharField(
        label=_("Display name"),
        help_text=_("Others see this name on what you write. It need not be your real name."),
        min_length=2,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "maxlength": 40}),
    )

    def clean_display_name(self) -> str:
        """Return the name as it will be kept, or say why it cannot be."""
        try:
            return clean_display_name(self.cleaned_data["display_name"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth asks for this; the adapter has done it already."""


class SignUpForm(NameForm):
    """Registering with an address. Whether the address has an account is no matter of this form: see ``sign_up``."""

    email = email_field(help_text=_("We send a code there. Nobody else sees it, public bodies neither."))
    password = password_field(_("Password"), "new-password", help_text=PASSWORD_HINT)
    field_order = ("email", "display_name", "password")

    def clean(self) -> dict[str, Any]:
        """Judge the password beside name and address, which it must not resemble."""
        cleaned = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            person = User(email=cleaned.get("email", ""), display_name=cleaned.get("display_name", ""))
            try:
                password_validation.validate_password(password, person)
            except forms.ValidationError as refusal:
                self.add_error("password", refusal)
        return cleaned


class CodeForm(forms.Form):
    """The code that was mailed."""

    code = CodeField()


class SocialSignupForm(social_forms.SignupForm):
    """Registering through a national identity: the name is chosen, the civil one not taken over."""

    email = email_field(help_text=_("We send a code there. Nobody else sees it, public bodies neither."))
    field_order = ["email", "display_name"]


class LoginForm(account_forms.LoginForm):
    password = password_field(_("Password"), "current-password")
    remember = forms.BooleanField(
        label=_("Stay signed in on this device"),
        required=False,
        initial=True,
        help_text=_("Not on a computer that others use too."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = ["login", "password", "remember"]
        self.fields["login"] = email_field(autocomplete="username")
        self.order_fields(order)


class ChangeEmailForm(account_forms.AddEmailForm):
    email = email_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class OnePassword:
    """Asks for the new password once: a mistyped one is put right by the reset mail, on small keyboards both help."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        field = self.fields["password1"]
        field.label, field.help_text = _("New password"), PASSWORD_HINT
        field.widget.attrs.pop("placeholder", None)


class ChangePasswordForm(OnePassword, account_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = password_field(_("Password that you use now"), "current-password")


class SetPasswordForm(OnePassword, account_forms.SetPasswordForm):
    pass


class ResetPasswordKeyForm(OnePassword, account_forms.ResetPasswordKeyForm):
    pass


class ResetPasswordForm(account_forms.ResetPasswordForm):
    email = email_field(autocomplete="username")

    def clean_email(self) -> str:
        """Look the address up with one query, whether it has an account or not."""
        email = get_adapter().clean_email(self.cleaned_data["email"])
        self.users = list(User.objects.filter(email=email, is_active=True, deleted_at__isnull=True)[:1])
        return email


class ReauthenticateForm(account_forms.ReauthenticateForm):
    password = password_field(_("Password"), "current-password")


class ConfirmCodeForm(account_forms.ConfirmEmailVerificationCodeForm):
    code = CodeField()
