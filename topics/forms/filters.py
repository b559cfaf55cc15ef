"""The filters above the list of topics: a plain GET form, so that every filtered list has its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Area, PublicBody, Service

from ..models import Topic
from ..search import TopicFilters
from .choices import area_choices, body_choices, service_choices, values_of

OVERDUE = "overdue"
SORTS = {"newest": _("Newest"), "supported": _("Most supported"), "active": _("Most active")}
STATES = [
    (Topic.Stage.OPEN, _("Awaiting an answer")),
    (OVERDUE, _("Answer overdue")),
    (Topic.Stage.ANSWERED, _("Answered")),
    (Topic.Stage.COMMITTED, _("Commitment made")),
    (Topic.Stage.RESOLVED, _("The body says it is fixed")),
    (Topic.Stage.CLOSED, _("Closed")),
    (Topic.Stage.DUPLICATE, _("Duplicate")),
]
LONGEST_QUERY = 200


class FiltersForm(forms.Form):
    q = forms.CharField(label=_("Words"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *STATES])
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Problems and ideas")), *Topic.Kind.choices]
    )
    service = forms.ChoiceField(label=_("Service"), required=False)
    body = forms.ChoiceField(label=_("Public body"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)
    sort = forms.ChoiceField(required=False, choices=list(SORTS.items()), widget=forms.HiddenInput)

    def __init__(self, query: Mapping[str, Any]) -> None:
        choices = {
            "service": service_choices("slug"),
            "body": body_choices("slug"),
            "area": area_choices("slug"),
        }
        every = {"service": _("All services"), "body": _("All bodies"), "area": _("All areas")}
        known = {name: values_of(pairs) for name, pairs in choices.items()}
        known |= {"state": {key for key, __ in STATES}, "kind": set(Topic.Kind.values), "sort": set(SORTS)}
        # An address with a service that was renamed shows everything, not an error.
        data = {name: value for name in known if (value := query.get(name, "")) in known[name]}
        data["q"] = " ".join(str(query.get("q", "")).replace("\x00", "").split())[:LONGEST_QUERY]
        super().__init__(data)
        for name, pairs in choices.items():
            self.fields[name].choices = [("", every[name]), *pairs]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def words(self) -> str:
        return str(self.cleaned_data["q"])

    @property
    def order(self) -> str:
        """What the list is ordered by; empty for the best match of the words, which a search cuts off."""
        return str(self.cleaned_data["sort"]) or ("" if self.words and not self.is_overdue_only else "newest")

    @property
    def narrows(self) -> int:
        """How many filters are set, the words not counted."""
        return sum(bool(self.cleaned_data[name]) for name in ("state", "kind", "service", "body", "area"))

    def filters(self) -> TopicFilters:
        """Return what was chosen; one query for each of service, body and area that is set."""
        chosen = self.cleaned_data
        state = chosen["state"]
        return TopicFilters(
            service=Service.objects.filter(slug=chosen["service"]).first() if chosen["service"] else None,
            body=PublicBody.objects.filter(slug=chosen["body"]).first() if chosen["body"] else None,
            area=Area.objects.filter(slug=chosen["area"]).first() if chosen["area"] else None,
            kind=chosen["kind"],
            stage="" if state == OVERDUE else state,
        )

    @property
    def is_overdue_only(self) -> bool:
        return bool(self.cleaned_data["state"] == OVERDUE)
