"""The forms of public bodies, of the question "was it fixed?", and of moderators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import PublicBody
from sharek.text.cleaning import TextRefused
from sharek.text.digits import ascii_digits

from ..models import Topic
from ..references import parse_reference
from ..wording import MAX_TEXT


class DayField(forms.DateField):
    """A day typed in any digits, as d/m/yyyy or yyyy-mm-dd."""

    def to_python(self, value: Any) -> date | None:
        return super().to_python(ascii_digits(value.strip()) if isinstance(value, str) else value)


class AnswerForm(forms.Form):
    public_body = forms.ChoiceField(label=_("In the name of"))
    body = forms.CharField(
        label=_("Answer"),
        help_text=_("It appears at once, in the name of the public body. Every later wording stays readable."),
        error_messages={"required": _("Write the answer.")},
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": MAX_TEXT}),
    )
    commitment = forms.CharField(
        label=_("Commitment"),
        required=False,
        max_length=200,
        help_text=_("What the body will do, in one sentence. It is shown with its due date until it is kept."),
    )
    due_on = DayField(
        label=_("Due on"),
        required=False,
        help_text=_("Day, month and year, for example 17/12/2026."),
        error_messages={"invalid": _("Write the day like this: 17/12/2026.")},
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, bodies: Iterable[PublicBody], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        field = self.fields["public_body"]
        field.choices = [(key, body.name) for key, body in self.bodies.items()]  # type: ignore[attr-defined]
        field.initial = next(iter(self.bodies))
        if len(self.bodies) == 1:
            field.widget = forms.HiddenInput()

    @property
    def chosen_body(self) -> PublicBody:
        return self.bodies[self.cleaned_data["public_body"]]


class EditAnswerForm(forms.Form):
    body = forms.CharField(
        label=_("Answer"),
        error_messages={"required": _("Write the answer.")},
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": MAX_TEXT}),
    )


class EvidenceForm(forms.Form):
    evidence = forms.CharField(
        label=_("What was done?"),
        help_text=_("Say it so that citizens can see it for themselves: what, where, since when."),
        error_messages={"required": _("Say what was done and how citizens can see it.")},
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": 500}),
    )


class FixedForm(forms.Form):
    fixed = forms.ChoiceField(
        label=_("Was it fixed?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes, it was fixed")), ("no", _("No, it was not"))],
        error_messages={"required": _("Choose yes or no.")},
    )
    text = forms.CharField(
        label=_("What do you see?"),
        required=False,
        help_text=_("Only the public body and the moderators read this."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
    )


class TrackForm(forms.Form):
    number = forms.CharField(
        label=_("Reference number"),
        max_length=80,
        help_text=_("The ten digits on your receipt or on the poster."),
        error_messages={"required": _("Type the reference number.")},
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_number(self) -> str:
        try:
            return parse_reference(self.cleaned_data["number"])
        except TextRefused as refusal:
            raise forms.ValidationError(str(refusal.message)) from None


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Public reason"),
        help_text=_("It stands in the topic's timeline."),
        max_length=500,
        error_messages={"required": _("Give the reason.")},
    )


class OriginalForm(forms.Form):
    original = forms.CharField(
        label=_("Reference number of the original"), max_length=80, widget=forms.TextInput(attrs={"dir": "ltr"})
    )

    def clean_original(self) -> Topic:
        try:
            reference = parse_reference(self.cleaned_data["original"])
        except TextRefused as refusal:
            raise forms.ValidationError(str(refusal.message)) from None
        topic = Topic.objects.published().filter(reference=reference).first()
        if topic is None:
            raise forms.ValidationError(_("No public topic has this number."))
        return topic
