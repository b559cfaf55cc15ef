"""The forms of moderation. They clean what was typed; doors decide what becomes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharek import clock
from sharek.text.cleaning import TextRefused, clean_line, clean_text

from .models import Clause, PolicyVersion, Sanction
from .policies import breachable

NOTE_LENGTH = 500
WORDS_LENGTH = 2000


class CleanText(forms.CharField):
    """Free text as the portal stores it; what is refused is said beside the field."""

    def __init__(self, *, length: int, lines: int = 0, **options: Any) -> None:
        self.length, self.lines = length, lines
        if lines:
            options["widget"] = forms.Textarea(attrs={"rows": lines})
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        clean = clean_text if self.lines else clean_line
        try:
            return clean(value or "", max_length=self.length, required=self.required)
        except TextRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class ClauseField(forms.ModelChoiceField):
    """One clause of a version of the policy, by its code; its number and title are the label."""

    widget = forms.RadioSelect

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Clause.objects.none(), empty_label=None, to_field_name="code", **options)

    def offer(self, version: PolicyVersion | None) -> None:
        """Offer the clauses of ``version`` that can be breached."""
        clauses = breachable(version) if version is not None else []
        self.queryset = Clause.objects.filter(version=version) if version is not None else Clause.objects.none()
        self.choices = [(clause.code, f"{clause.number}. {clause.title}") for clause in clauses]


class ReportForm(forms.Form):
    clause = ClauseField(label=_("Which clause does it breach?"), error_messages={"required": _("Choose a clause.")})
    note = CleanText(
        length=NOTE_LENGTH, lines=3, required=False, label=_("Anything the moderator should know"),
        help_text=_("Moderators read it; the author never learns who reported."),
    )  # fmt: skip

    def __init__(self, *args: Any, version: PolicyVersion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].offer(version)  # type: ignore[attr-defined]


class AppealForm(forms.Form):
    text = CleanText(
        length=WORDS_LENGTH, lines=6, label=_("Why is the decision wrong?"),
        help_text=_("Another person than those who decided will read it."),
    )  # fmt: skip


class AppealDecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("accepted", _("Accept the appeal")), ("rejected", _("Reject the appeal"))],
        widget=forms.RadioSelect,
    )
    clause = ClauseField(label=_("Clause breached"), required=False)
    reasoning = CleanText(length=WORDS_LENGTH, lines=5, label=_("Reasons"), help_text=_("Both sides will read them."))

    def __init__(self, *args: Any, version: PolicyVersion | None = None, **kwargs: Any) -> None:
        """Ask for a clause only where ``version`` is given: when accepting takes a text away."""
        super().__init__(*args, **kwargs)
        if version is None:
            del self.fields["clause"]
        else:
            self.fields["clause"].offer(version)  # type: ignore[attr-defined]


class SanctionForm(forms.Form):
    DAYS = ((1, _("1 day")), (3, _("3 days")), (7, _("7 days")), (30, _("30 days")), (0, _("Until it is lifted")))

    kind = forms.ChoiceField(label=_("Measure"), choices=Sanction.Kind.choices, widget=forms.RadioSelect)
    days = forms.TypedChoiceField(label=_("For how long"), choices=DAYS, coerce=int, initial=3)
    reason = CleanText(length=WORDS_LENGTH, lines=3, label=_("Reason"), help_text=_("The person will read it."))

    def ends_at(self) -> Any:
        """Return when the chosen measure ends: None without an end, and for a warning, which ends nothing."""
        days = self.cleaned_data["days"]
        return clock.now() + timedelta(days=days) if days else None
