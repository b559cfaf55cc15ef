"""Forms of discussions. They check what can be said at once; the doors have the last word."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from realtime.doors import Refused

from .wording import MAX_TEXT, MAX_TITLE, clean_body, clean_title


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Show a door's refusal beside the field that it is about, or above all fields."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal))


class PostForm(forms.Form):
    """A text, and whether its author's name is shown."""

    body = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), strip=False)
    hide_name = forms.BooleanField(
        label=_("Do not show my name"),
        help_text=_("You appear as “Participant” with a number that stays the same in this topic only."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Told in the words of the door, and counted after cleaning.
        self.fields["body"].error_messages["required"] = _("Write something first.")

    def clean_body(self) -> str:
        try:
            return clean_body(self.cleaned_data["body"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class CommentForm(PostForm):
    """The composer: a comment, in reply to the one with number ``reply`` where that is given."""

    reply = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def new_token(self) -> UUID:
        """Return a name for the next comment that is written in this form."""
        return uuid4()

    def clean_token(self) -> UUID:
        return self.cleaned_data["token"] or uuid4()


class SolutionForm(PostForm):
    """A solution: one sentence that says what should be done, and how it would work."""

    title = forms.CharField(
        label=_("The solution in one line"),
        help_text=_("One sentence that says what should be done. At most 120 characters."),
        widget=forms.TextInput(attrs={"maxlength": MAX_TITLE * 2}),
        error_messages={"required": _("Say in one line what should be done.")},
    )
    field_order = ["title", "body", "hide_name"]

    def __init__(self, *args: Any, with_name: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body = self.fields["body"]
        body.label, body.help_text = (
            _("How it would work"),
            _("Who does what, at what cost, and how one sees that it works."),
        )
        body.widget.attrs["rows"] = 8
        body.error_messages["required"] = _("Say how it would work.")
        if not with_name:
            del self.fields["hide_name"]

    def clean_title(self) -> str:
        try:
            return clean_title(self.cleaned_data["title"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class EditForm(forms.Form):
    """A new wording of a comment."""

    body = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": MAX_TEXT * 2}),
        strip=False,
        error_messages={"required": _("Write something first.")},
    )

    clean_body = PostForm.clean_body
