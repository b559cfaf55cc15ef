"""The field for the name that others see, alone in its module: allauth builds its own forms on it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from realtime.doors import Refused

from .models import User
from .names import clean_display_name


class NameForm(forms.Form):
    """The name that others see. allauth builds its own sign-up forms on this one."""

    display_name = forms.CharField(
        label=_("Display name"),
        help_text=_("Others see this name on what you write. It need not be your real name."),
        max_length=200,
        error_messages={"required": _("Choose a name.")},
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
