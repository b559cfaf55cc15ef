"""The question pages of raising a topic, one form each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from realtime.doors import Refused
from sharek.text.cleaning import clean_line

from ..models import Topic
from ..wording import MAX_PLACE, MAX_TEXT, MAX_TITLE, clean_body, clean_place, clean_title
from .choices import area_choices, service_choices

DANGER = "danger"
OWN = "own"


class PhotosInput(forms.FileInput):
    """A file input that takes several files. The form looks at one; the view prepares each of them."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.get(name)


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        choices=[
            (Topic.Kind.PROBLEM, _("A problem with a public service that concerns others too")),
            (Topic.Kind.IDEA, _("An idea to improve a public service")),
            (OWN, _("My own transaction or complaint")),
            (DANGER, _("A danger to somebody's life, now")),
        ],
        error_messages={"required": _("Choose what it is about.")},
    )


class ServiceForm(forms.Form):
    service = forms.ChoiceField(
        label=_("Service"),
        help_text=_("The topic goes to the public body that provides the service or oversees it."),
        error_messages={
            "required": _("Choose the service that this is about."),
            "invalid_choice": _("Choose the service that this is about."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [("", _("Choose a service")), *service_choices()]  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    area = forms.ChoiceField(
        label=_("Area"),
        error_messages={
            "required": _("Choose where this happens."),
            "invalid_choice": _("Choose where this happens."),
        },
    )
    place = forms.CharField(
        label=_("Place"),
        required=False,
        max_length=MAX_PLACE,
        help_text=_("A quarter, street or office, if it helps. Leave out where somebody lives."),
    )
    show_place = forms.ChoiceField(
        label=_("How exactly may the place be shown?"),
        widget=forms.RadioSelect,
        choices=Topic.ShownPlace.choices,
        initial=Topic.ShownPlace.AREA,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", _("Choose an area")), *area_choices()]  # type: ignore[attr-defined]

    def clean_place(self) -> str:
        return _or_error(clean_place, self.cleaned_data["place"])


class WordsForm(forms.Form):
    """Title and text, as they are raised and as they are edited."""

    title = forms.CharField(
        label=_("Title"),
        help_text=_("One sentence that says what happens, without names of persons."),
        error_messages={"required": _("Write a title.")},
        widget=forms.TextInput(attrs={"maxlength": MAX_TITLE, "autocomplete": "off"}),
    )
    body = forms.CharField(
        label=_("Details"),
        help_text=_("When does it happen? Whom does it harm? What have you tried?"),
        error_messages={"required": _("Describe what happens.")},
        widget=forms.Textarea(attrs={"rows": 7, "maxlength": MAX_TEXT}),
    )

    def clean_title(self) -> str:
        return _or_error(clean_title, self.cleaned_data["title"])

    def clean_body(self) -> str:
        return _or_error(clean_body, self.cleaned_data["body"])


class DetailsForm(WordsForm):
    photos = forms.FileField(
        label=_("Photos"),
        required=False,
        help_text=_(
            "Up to 3, at most 8 MB each. Place and camera are taken out of them. "
            "Show no faces, number plates or papers with names."
        ),
        widget=PhotosInput(attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp"}),
    )
    hide_name = forms.BooleanField(
        label=_("Publish without showing my name"),
        required=False,
        help_text=_("Instead of it stands a number that is yours in this topic only."),
    )

    field_order = ("title", "body", "photos", "hide_name")


def clean_description(typed: str) -> str:
    """Return what a picture shows, in one line of at most 200 characters; the rest is left out."""
    return clean_line(typed[:200], max_length=200, required=False)


def _or_error(clean: Any, typed: str) -> str:
    try:
        return str(clean(typed))
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from None
