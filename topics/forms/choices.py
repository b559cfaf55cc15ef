"""What can be chosen from the directory, as grouped lists for select elements: one query each."""

from __future__ import annotations

from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from directory.models import Area, PublicBody, Service

Choices: TypeAlias = list[tuple[Any, Any]]


def service_choices(key: str = "pk") -> Choices:
    """Return the services grouped by the body that provides them; ``key`` is what a choice sends."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for service in Service.objects.select_related("body").order_by("body__name_ar", "name_ar"):
        groups.setdefault(service.body.name, []).append((str(getattr(service, key)), service.name))
    return list(groups.items())


def body_choices(key: str = "slug") -> Choices:
    """Return the public bodies in the order of their tree, indented by level."""
    return [
        (str(getattr(body, key)), _indented(body.level, body.name))
        for body in PublicBody.objects.order_by("tree_id", "lft")
    ]


def area_choices(key: str = "pk") -> Choices:
    """Return the areas: governorates, each with what lies below it as its group where it has parts."""
    areas = list(Area.objects.order_by("tree_id", "lft"))
    choices: Choices = []
    parts: list[tuple[str, str]] = []
    for place, area in enumerate(areas):
        value = str(getattr(area, key))
        if area.level == 0:
            following = areas[place + 1] if place + 1 < len(areas) else None
            if following is None or following.level == 0:
                choices.append((value, area.name))
            else:
                parts = [(value, _("%(area)s: the whole governorate") % {"area": area.name})]
                choices.append((area.name, parts))
        else:
            parts.append((value, _indented(area.level - 1, area.name)))
    return choices


def values_of(choices: Choices) -> set[str]:
    """Return every value that can be chosen, groups opened."""
    return {
        value
        for key, label in choices
        for value in ([inner for inner, __ in label] if isinstance(label, list) else [key])
    }


def _indented(level: int, name: str) -> str:
    return "\u2003" * max(level, 0) + name
