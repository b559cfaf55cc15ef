"""The forms of accounts: our words, the right keyboards and autofill, codes in any digits, nothing to type twice."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.socialaccount import forms as social_forms
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from .fields import PASSWORD_HINT, CodeField, email_field, password_field
from .models import User
from .name_form import NameForm


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
        field.error_messages["required"] = _("Type a password.")


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
