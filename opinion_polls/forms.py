"""The forms of whoever runs polls."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from discussions.models import Solution
from sharek import clock
from sharek.text.digits import ascii_digits
from topics.models import Topic

from .drafting import MAX_INVITATION, MAX_QUESTION
from .models import Poll

CLOSING_HOUR = time(20)
USUAL_DAYS = 14


class DayField(forms.DateField):
    """A day, typed with either kind of digits."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "25/11/2026"}))
        told = {"required": _("Say on which day."), "invalid": _("Write the day like this: 17/12/2026.")}
        options.setdefault("error_messages", told)
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)


class HourField(forms.TimeField):
    """A time of the day in Damascus, typed with either kind of digits."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"required": _("Write the hour like this: 20:00.")})
        options["error_messages"].setdefault("invalid", _("Write the hour like this: 20:00."))
        widget = forms.TimeInput(format="%H:%M", attrs={"placeholder": "20:00", "dir": "ltr", "size": 6})
        options.setdefault("widget", widget)
        super().__init__(input_formats=["%H:%M", "%H"], **options)

    def to_python(self, value: Any) -> time | None:
        return super().to_python(ascii_digits(value.strip()) if isinstance(value, str) else value)


class WhenForm(forms.Form):
    """Question, dates and visibility: what can be changed until the poll opens."""

    question = forms.CharField(
        label=_("Question"), max_length=MAX_QUESTION, error_messages={"required": _("Write the question.")}
    )
    opens_on = DayField(label=_("Opens on"), required=False, help_text=_("Leave empty to open it now."))
    opens_time = HourField(label=_("Hour"), required=False)
    closes_on = DayField(label=_("Closes on"))
    closes_time = HourField(label=_("Hour"))
    visibility = forms.ChoiceField(
        label=_("Results are shown"),
        choices=Poll.Visibility.choices,
        initial=Poll.Visibility.AFTER_VOTE,
        widget=forms.RadioSelect,
    )
    invitation = forms.CharField(
        label=_("How people were invited"),
        max_length=MAX_INVITATION,
        required=False,
        help_text=_("Shown beside the results: for example “on this portal and in the service's offices”."),
    )

    def clean(self) -> dict[str, Any]:
        """Join days and hours of Damascus into ``opens_at`` (None: now) and ``closes_at``."""
        cleaned = super().clean() or self.cleaned_data
        opens_on, opens_time = cleaned.get("opens_on"), cleaned.get("opens_time")
        if opens_time and not opens_on and "opens_on" not in self.errors:
            self.add_error("opens_on", gettext("Say on which day it opens, or leave the hour empty too."))
        cleaned["opens_at"] = _moment(opens_on, opens_time or time(0))
        cleaned["closes_at"] = _moment(cleaned.get("closes_on"), cleaned.get("closes_time"))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Return what the door takes."""
        return {
            name: self.cleaned_data[name] for name in ("question", "opens_at", "closes_at", "visibility", "invitation")
        }

    def take_refusal(self, field: str | None, sentence: object) -> None:
        """Show the door's refusal at the field that it is about."""
        known = {"closes_at": "closes_on", "opens_at": "opens_on"}.get(field or "", field)
        self.add_error(known if known in self.fields else None, str(sentence))


class PollForm(WhenForm):
    """Everything about a poll to be opened on ``topic``."""

    kind = forms.ChoiceField(
        label=_("How people answer"),
        choices=Poll.Kind.choices,
        initial=Poll.Kind.MULTIPLE,
        widget=forms.RadioSelect,
    )
    solutions = forms.ModelMultipleChoiceField(
        label=_("Solutions that people are asked about"),
        help_text=_("Their texts are frozen as they stand now."),
        queryset=Solution.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the solutions that people are asked about.")},
    )
    none_of_these = forms.BooleanField(
        label=_("Add “None of these solutions”"),
        required=False,
        initial=True,
        help_text=_("Not for the scale: there whoever agrees with no solution says so of each."),
    )
    max_choices = forms.IntegerField(
        label=_("Most choices"),
        required=False,
        min_value=2,
        max_value=12,
        help_text=_("Where several may be chosen. Empty: as many as one likes."),
    )

    field_order = (
        "question",
        "solutions",
        "none_of_these",
        "kind",
        "max_choices",
        "opens_on",
        "opens_time",
        "closes_on",
        "closes_time",
        "visibility",
        "invitation",
    )

    def __init__(self, *args: Any, topic: Topic, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["solutions"]
        field.queryset = Solution.objects.published().filter(topic=topic).order_by("number")
        field.label_from_instance = lambda solution: f"{solution.number}. {solution.title}"

    def facts(self) -> dict[str, Any]:
        return {
            **super().facts(),
            **{name: self.cleaned_data[name] for name in ("kind", "solutions", "none_of_these", "max_choices")},
        }


class CloseForm(forms.Form):
    """Why a poll is closed before its time."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Everybody can read it beside the results."),
        error_messages={"required": _("Say why the poll is closed before its time.")},
    )

    def take_refusal(self, field: str | None, sentence: object) -> None:
        self.add_error(field if field in self.fields else None, str(sentence))


def usual_dates() -> dict[str, Any]:
    """Return the dates that a new poll's form proposes: open now, for two weeks, until the evening."""
    return {"closes_on": clock.today() + timedelta(days=USUAL_DAYS), "closes_time": CLOSING_HOUR}


def dates_of(poll: Poll) -> dict[str, Any]:
    """Return what the form shows of a poll, its moments as days and hours of Damascus."""
    opens, closes = timezone.localtime(poll.opens_at), timezone.localtime(poll.closes_at)
    return {
        "question": poll.question,
        "opens_on": opens.date(),
        "opens_time": opens.time(),
        "closes_on": closes.date(),
        "closes_time": closes.time(),
        "visibility": poll.visibility,
        "invitation": poll.invitation,
    }


def as_initial(data: QueryDict) -> dict[str, Any]:
    """Return what a poll's form sent, to fill a fresh form with it."""
    return {
        name: data.getlist(name) if name == "solutions" else name in data if name == "none_of_these" else data[name]
        for name in PollForm.base_fields
        if name in data or name == "none_of_these"
    }


def _moment(day: date | None, hour: time | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, hour)) if day and hour is not None else None
