"""Forms of the pages that stand at the top."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.events import OPTIONAL_MAILS


class SettingsForm(forms.Form):
    """What a person may set about themselves."""

    display_name = forms.CharField(
        label=_("Display name"),
        help_text=_("Others see this name on what you write. It need not be your real name."),
        max_length=200,
        error_messages={"required": _("Choose a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "maxlength": 40}),
    )
    language = forms.ChoiceField(
        label=_("Language of the e-mails to you"),
        choices=[("ar", "العربية"), ("en", "English")],
        widget=forms.RadioSelect,
    )
    shows_activity = forms.BooleanField(
        label=_("My page lists what I published under my name"),
        required=False,
        help_text=_("What you post without your name never stands there."),
    )
    mails = forms.MultipleChoiceField(
        label=_("Send me an e-mail about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Your inbox here tells you of everything. Decisions about your posts always come by e-mail too."),
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        self.choices = {
            event: words
            for event, words in OPTIONAL_MAILS.items()
            if event != "topic.forwarded" or user.is_representative
        }
        unwanted = set(user.unwanted_mails.values_list("event", flat=True))
        super().__init__(
            data,
            initial={
                "display_name": user.display_name,
                "language": user.language,
                "shows_activity": user.shows_activity,
                "mails": [event for event in self.choices if event not in unwanted],
            },
        )
        self.fields["mails"].choices = list(self.choices.items())  # type: ignore[attr-defined]

    def unwanted_mails(self) -> list[str]:
        """Return the events that were offered and not chosen."""
        return [event for event in self.choices if event not in self.cleaned_data["mails"]]
