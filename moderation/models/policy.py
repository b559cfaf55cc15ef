"""The usage policy: numbered clauses in versions, and who accepted which."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sharek import clock


class PolicyQuerySet(models.QuerySet["PolicyVersion"]):
    def in_force(self) -> PolicyVersion | None:
        """Return the version in force now: the highest number whose day has come; None before the first."""
        return self.filter(effective_at__lte=clock.now()).order_by("-number").first()


class PolicyVersion(models.Model):
    """One version of the usage policy. Never changed once in force: a new version is made instead."""

    number = models.PositiveSmallIntegerField(_("Number"), unique=True)
    effective_at = models.DateTimeField(_("In force from"))
    intro_ar = models.TextField(_("Introduction in Arabic"), blank=True)
    intro_en = models.TextField(_("Introduction in English"), blank=True)
    summary_ar = models.TextField(_("What changed, in Arabic"), blank=True)
    summary_en = models.TextField(_("What changed, in English"), blank=True)
    requires_reacceptance = models.BooleanField(_("Must be accepted again"), default=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"v{self.number}"


class Clause(models.Model):
    """A numbered clause of a version. The first says that criticism is a right."""

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="clauses", verbose_name=_("Policy version"))
    number = models.PositiveSmallIntegerField(_("Number"))
    code = models.SlugField(_("Code"), max_length=40)
    title_ar = models.CharField(_("Title in Arabic"), max_length=120)
    title_en = models.CharField(_("Title in English"), max_length=120)
    text_ar = models.TextField(_("Text in Arabic"))
    text_en = models.TextField(_("Text in English"))
    severity = models.PositiveSmallIntegerField(_("Severity, 0 to 3"), default=1)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["version_id", "number"]
        constraints = [
            models.UniqueConstraint(name="clause_numbers_are_unique_in_a_version", fields=["version", "number"]),
            models.UniqueConstraint(name="clause_codes_are_unique_in_a_version", fields=["version", "code"]),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_ar

    @property
    def text(self) -> str:
        return self.text_en if get_language() == "en" else self.text_ar


class PolicyAcceptance(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="policy_acceptances")
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_version_is_accepted_once", fields=["user", "version"]),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} v{self.version_id}"
