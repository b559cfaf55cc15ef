"""The fields that forms of accounts share: right keyboards and autofill, codes in any digits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharek.text.digits import ascii_digits

PASSWORD_HINT = _("At least 10 characters. Three or four words that mean something to you alone are easy to remember.")


def email_field(autocomplete: str = "email", **options: Any) -> forms.EmailField:
    """Return a field for an e-mail address, lower-cased; typed from the left."""
    attrs = {"autocomplete": autocomplete, "inputmode": "email", "autocapitalize": "off", "spellcheck": "false"}
    return LowerCaseEmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs=attrs),
        max_length=254,
        error_messages={
            "required": _("Type your e-mail address."),
            "invalid": _("This is no e-mail address. It looks like name@example.org."),
        },
        **options,
    )


def password_field(label: Any, autocomplete: str, **options: Any) -> forms.CharField:
    """Return a field for a password; nothing is stripped from what is typed."""
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": _("Type a password.")},
        **options,
    )


class LowerCaseEmailField(forms.EmailField):
    def clean(self, value: Any) -> str:
        return super().clean(value).lower()


class CodeField(forms.CharField):
    """A code from a mail or an app: pasted with spaces or dashes, in digits of any script."""

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "class": "code"}
        options.setdefault("label", _("Code"))
        options.setdefault("error_messages", {"required": _("Type the code.")})
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=40, **options)

    def clean(self, value: Any) -> str:
        return "".join(ascii_digits(super().clean(value)).replace("-", " ").split())
