"""Forms of topics. They check what can be said at once; the doors have the last word."""

from __future__ import annotations

from django import forms

from realtime.doors import Refused


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Show a door's refusal beside the field that it is about, or above all fields."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal))
