"""What can be chosen from the directory, as grouped lists for select elements: one query each."""

from __future__ import annotations

from typing import Any, TypeAlias

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.models import Area, PublicBody, Service

Choices: TypeAlias = list[tuple[Any, Any]]


def service_choices(key: str = "pk") -> Choices:
    """Return the services grouped by the body that provides them; ``key`` is what a choice sends."""
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = Service.objects.order_by("body__name_ar", "name_ar").values_list(key, _name(), _name("body__"))
    for value, name, body in rows:
        groups.setdefault(body, []).append((str(value), name))
    return list(groups.items())


def body_choices(key: str = "slug") -> Choices:
    """Return the public bodies in the order of their tree, indented by level."""
    rows = PublicBody.objects.order_by("tree_id", "lft").values_list(key, _name(), "level")
    return [(str(value), _indented(level, name)) for value, name, level in rows]


def area_choices(key: str = "pk") -> Choices:
    """Return the areas: governorates, each with what lies below it as its group where it has parts."""
    rows = list(Area.objects.order_by("tree_id", "lft").values_list(key, _name(), "level"))
    choices: Choices = []
    parts: list[tuple[str, str]] = []
    for place, (value, name, level) in enumerate(rows):
        if level:
            parts.append((str(value), _indented(level - 1, name)))
        elif place + 1 < len(rows) and rows[place + 1][2]:
            parts = [(str(value), _("%(area)s: the whole governorate") % {"area": name})]
            choices.append((name, parts))
        else:
            choices.append((str(value), name))
    return choices


def _name(prefix: str = "") -> str:
    return f"{prefix}name_{'en' if get_language() == 'en' else 'ar'}"


def values_of(choices: Choices) -> set[str]:
    """Return every value that can be chosen, groups opened."""
    return {
        value
        for key, label in choices
        for value in ([inner for inner, __ in label] if isinstance(label, list) else [key])
    }


def _indented(level: int, name: str) -> str:
    return "\u2003" * max(level, 0) + name
