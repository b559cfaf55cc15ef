"""Import of the directory: areas, public bodies and their services, all or nothing, repeatable without doubles.

The form is one JSON object with ``areas`` and ``bodies``, each body with its ``services``; rows are known by ``code``
(areas) and ``slug`` (the rest). A body's parent is named by ``parent`` (a slug) or, where the parent is not described
itself, by ``parent_ar`` and ``parent_en``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from .locks import lock_trees
from .models import Area, PublicBody, Service
from .vocabulary import AUDIENCES, CHANNELS

AREA_FIELDS = ("slug", "name_ar", "name_en", "kind")
BODY_FIELDS = ("name_ar", "name_en", "kind", "description_ar", "description_en", "answer_days", "phone", "website")
SERVICE_FIELDS = (
    "name_ar",
    "name_en",
    "provision",
    "audiences",
    "channels",
    "legal_basis",
    "documents",
    "fees",
    "requirements",
    "online_url",
)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row; ``where`` is its path in the file, such as ``bodies[3].services[2]``."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass
class Outcome:
    """How many rows were made or changed, or the faults for which nothing was imported."""

    areas: int = 0
    bodies: int = 0
    services: int = 0
    faults: list[Fault] = field(default_factory=list)


class _RolledBack(Exception):
    pass


def import_directory(content: Any) -> Outcome:
    """Import ``content`` (parsed JSON) and return what was done. With any fault nothing is imported."""
    outcome = Outcome()
    if not isinstance(content, dict):
        outcome.faults.append(Fault("file", _("The file must hold one object with “areas” and “bodies”.")))
        return outcome
    try:
        with transaction.atomic():
            lock_trees()
            _import_areas(content, outcome)
            _import_bodies(content, outcome)
            if outcome.faults:
                raise _RolledBack
    except _RolledBack:
        return Outcome(faults=outcome.faults)
    return outcome


def _rows(content: dict[str, Any], key: str, path: str, outcome: Outcome) -> Iterator[tuple[str, dict[str, Any]]]:
    rows = content.get(key, [])
    if not isinstance(rows, list):
        outcome.faults.append(Fault(path, _("A list is expected here.")))
        return
    for number, row in enumerate(rows):
        where = f"{path}[{number}]"
        if isinstance(row, dict):
            yield where, row
        else:
            outcome.faults.append(Fault(where, _("An object is expected here.")))


def _known_by(row: dict[str, Any], key: str, where: str, seen: dict[str, str], outcome: Outcome) -> str | None:
    """Return the row's key, or None after naming what is wrong with it."""
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        outcome.faults.append(Fault(where, _("“%(field)s” is missing.") % {"field": key}))
        return None
    if value in seen:
        sentence = _("“%(value)s” stands twice; first at %(place)s.") % {"value": value, "place": seen[value]}
        outcome.faults.append(Fault(where, sentence))
        return None
    seen[value] = where
    return value


def _save(thing: models.Model, where: str, outcome: Outcome) -> bool:
    """Check and save one row; name every field that is wrong."""
    try:
        thing.full_clean()
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            prefix = "" if name == "__all__" else f"{name}: "
            outcome.faults.extend(Fault(where, f"{prefix}{sentence}") for sentence in sentences)
        return False
    thing.save()
    return True


def _set(thing: models.Model, row: dict[str, Any], fields: tuple[str, ...]) -> None:
    for name in fields:
        if name in row and row[name] is not None:
            setattr(thing, name, row[name])


def _import_areas(content: dict[str, Any], outcome: Outcome) -> None:
    seen: dict[str, str] = {}
    for where, row in _rows(content, "areas", "areas", outcome):
        code = _known_by(row, "code", where, seen, outcome)
        if code is None:
            continue
        area = Area.objects.filter(code=code).first() or Area(code=code)
        _set(area, row, AREA_FIELDS)
        area.position = row.get("order", area.position)
        if row.get("parent"):
            area.parent = Area.objects.filter(code=row["parent"]).first()
            if area.parent is None:
                sentence = _("There is no area “%(value)s” before this row.") % {"value": row["parent"]}
                outcome.faults.append(Fault(where, sentence))
                continue
        outcome.areas += _save(area, where, outcome)


def _import_bodies(content: dict[str, Any], outcome: Outcome) -> None:
    seen: dict[str, str] = {}
    services_seen: dict[str, str] = {}
    for where, row in _rows(content, "bodies", "bodies", outcome):
        slug = _known_by(row, "slug", where, seen, outcome)
        if slug is None:
            continue
        body = PublicBody.objects.filter(slug=slug).first() or PublicBody(slug=slug)
        _set(body, row, BODY_FIELDS)
        if not _set_parent(body, row, where, outcome):
            continue
        if not _save(body, where, outcome):
            continue
        outcome.bodies += 1
        for place, service_row in _rows(row, "services", f"{where}.services", outcome):
            _import_service(body, service_row, place, services_seen, outcome)


def _set_parent(body: PublicBody, row: dict[str, Any], where: str, outcome: Outcome) -> bool:
    if row.get("parent"):
        body.parent = PublicBody.objects.filter(slug=row["parent"]).first()
        if body.parent is None:
            sentence = _("There is no body “%(value)s” before this row.") % {"value": row["parent"]}
            outcome.faults.append(Fault(where, sentence))
            return False
    elif row.get("parent_ar"):
        body.parent = PublicBody.objects.filter(name_ar=row["parent_ar"]).first()
        if body.parent is None:
            parent = PublicBody(
                slug=slugify(row.get("parent_en", ""))[:80],
                name_ar=row["parent_ar"],
                name_en=row.get("parent_en", ""),
                kind=PublicBody.Kind.MINISTRY if row["parent_ar"].startswith("وزارة") else PublicBody.Kind.COUNCIL,
            )
            if not _save(parent, f"{where}.parent", outcome):
                return False
            body.parent = parent
    return True


def _import_service(body: PublicBody, row: dict[str, Any], where: str, seen: dict[str, str], outcome: Outcome) -> None:
    slug = _known_by(row, "slug", where, seen, outcome)
    if slug is None:
        return
    service = Service.objects.filter(slug=slug).first() or Service(slug=slug)
    service.body = body
    _set(service, row, SERVICE_FIELDS)
    if row.get("regulator"):
        service.regulator = PublicBody.objects.filter(slug=row["regulator"]).first()
        if service.regulator is None:
            sentence = _("There is no body “%(value)s” before this row.") % {"value": row["regulator"]}
            outcome.faults.append(Fault(where, sentence))
            return
    for name, vocabulary in (("channels", CHANNELS), ("audiences", AUDIENCES)):
        codes = getattr(service, name)
        unknown = [code for code in codes if code not in vocabulary] if isinstance(codes, list) else [codes]
        if unknown:
            sentence = _("“%(value)s” is no known value of “%(field)s”.") % {"value": unknown[0], "field": name}
            outcome.faults.append(Fault(where, sentence))
            return
    outcome.services += _save(service, where, outcome)
