"""The directory: areas, public bodies and the services that they provide or oversee by licence."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from mptt.models import MPTTModel, TreeForeignKey
from simple_history.models import HistoricalRecords


class NamedInTwoLanguages(models.Model):
    """A name in Arabic and in English; ``name`` is the one of the reader's language."""

    name_ar = models.CharField(_("Name in Arabic"), max_length=200)
    name_en = models.CharField(_("Name in English"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_ar


class Area(NamedInTwoLanguages, MPTTModel):
    """A governorate, one of its districts or one of their subdistricts."""

    class Kind(models.TextChoices):
        GOVERNORATE = "governorate", _("Governorate")
        DISTRICT = "district", _("District")
        SUBDISTRICT = "subdistrict", _("Sub-district")

    code = models.CharField(_("ISO code"), max_length=16, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind.choices, default=Kind.GOVERNORATE)
    parent = TreeForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Within")
    )
    position = models.PositiveSmallIntegerField(_("Position in lists"), default=0)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")

    class MPTTMeta:
        order_insertion_by = ("position", "code")

    def get_absolute_url(self) -> str:
        return reverse("directory:area", args=[self.slug])


class PublicBody(NamedInTwoLanguages, MPTTModel):
    """A ministry, directorate, authority or company that provides services or oversees them by licence."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("Ministry")
        DIRECTORATE = "directorate", _("Directorate")
        AUTHORITY = "authority", _("Authority")
        ESTABLISHMENT = "establishment", _("Establishment")
        COMPANY = "company", _("Company")
        COUNCIL = "council", _("Council")

    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("Kind"), max_length=16, choices=Kind.choices)
    parent = TreeForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Belongs to")
    )
    description_ar = models.TextField(_("Description in Arabic"), blank=True)
    description_en = models.TextField(_("Description in English"), blank=True)
    answer_days = models.PositiveSmallIntegerField(_("Answer time in working days"), default=15)
    phone = models.CharField(_("Public telephone"), max_length=32, blank=True)
    website = models.URLField(_("Website"), blank=True)
    # mptt adds its columns after the history's model is made, and where a row stands in the tree is no history.
    history = HistoricalRecords(excluded_fields=["lft", "rght", "tree_id", "level"])

    class Meta:
        verbose_name = _("public body")
        verbose_name_plural = _("public bodies")

    class MPTTMeta:
        order_insertion_by = ("name_ar",)

    def get_absolute_url(self) -> str:
        return reverse("directory:body", args=[self.slug])

    @property
    def description(self) -> str:
        return (self.description_en if get_language() == "en" else self.description_ar) or self.description_ar


class Service(NamedInTwoLanguages):
    """A service that the state provides directly, or that it oversees by licence (then with a regulator)."""

    class Provision(models.TextChoices):
        DIRECT = "direct", _("Provided directly by the state")
        LICENSED = "licensed", _("Provided under licence")

    slug = models.SlugField(max_length=80, unique=True)
    body = models.ForeignKey(PublicBody, models.PROTECT, related_name="services", verbose_name=_("Public body"))
    regulator = models.ForeignKey(
        PublicBody,
        models.PROTECT,
        related_name="regulated_services",
        null=True,
        blank=True,
        verbose_name=_("Regulator"),
    )
    provision = models.CharField(_("Provision"), max_length=10, choices=Provision.choices, default=Provision.DIRECT)
    # Lists of codes; their words stand in directory.vocabulary.
    audiences: Any = models.JSONField(_("Audiences"), default=list, blank=True)
    channels: Any = models.JSONField(_("Channels"), default=list, blank=True)
    legal_basis = models.CharField(_("Legal basis"), max_length=300, blank=True)
    documents = models.TextField(_("Documents"), blank=True)
    fees = models.CharField(_("Fees"), max_length=300, blank=True)
    requirements = models.TextField(_("Requirements"), blank=True)
    online_url = models.URLField(_("Online address"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["body_id", "pk"]

    def get_absolute_url(self) -> str:
        return reverse("directory:service", args=[self.slug])


class Representative(models.Model):
    """A person who answers for a public body, or approves the answers of others."""

    class Role(models.TextChoices):
        ANSWERS = "answers", _("Writes answers")
        APPROVES = "approves", _("Writes and approves answers")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="representations", verbose_name=_("Person")
    )
    body = models.ForeignKey(PublicBody, models.CASCADE, related_name="representatives", verbose_name=_("Public body"))
    role = models.CharField(_("Role"), max_length=10, choices=Role.choices, default=Role.ANSWERS)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints = [
            models.UniqueConstraint(name="a_person_represents_a_body_once", fields=["user", "body"]),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.body}"


class Holiday(models.Model):
    """A public holiday: no working day of any body."""

    day = models.DateField(_("Day"), unique=True)
    name = models.CharField(_("Name"), max_length=120)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"
