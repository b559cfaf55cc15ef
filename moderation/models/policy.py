"""The usage policy: numbered clauses in versions, and who accepted which."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sharek import clock


class PolicyQuerySet(models.QuerySet["PolicyVersion"]):
    def in_force(self, moment: datetime | None = None) -> PolicyVersion | None:
        """Return the version in force now (or at ``moment``): the highest number whose day has come, if any."""
        return self.filter(effective_at__lte=moment or clock.now()).order_by("-number").first()


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

    def get_absolute_url(self) -> str:
        return reverse("moderation:policy_version", args=[self.number])

    @property
    def intro(self) -> str:
        return self.intro_en if get_language() == "en" else self.intro_ar

    @property
    def summary(self) -> str:
        """What changed since the version before it."""
        return self.summary_en if get_language() == "en" else self.summary_ar

    @property
    def is_in_force(self) -> bool:
        """Whether its day has come: from then on it is never changed."""
        return self.effective_at <= clock.now()


class Clause(models.Model):
    """A numbered clause of a version. The first says that criticism is a right."""

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="clauses", verbose_name=_("Policy version"))
    number = models.PositiveSmallIntegerField(_("Number"))
    code = models.SlugField(_("Code"), max_length=40)
    title_ar = models.CharField(_("Title in Arabic"), max_length=120)
    title_en = models.CharField(_("Title in English"), max_length=120)
    text_ar = models.TextField(_("Text in Arabic"))
    text_en = models.TextField(_("Text in English"))
    allowed_ar = models.CharField(_("Accepted, in Arabic"), max_length=200, blank=True)
    allowed_en = models.CharField(_("Accepted, in English"), max_length=200, blank=True)
    breach_ar = models.CharField(_("In breach, in Arabic"), max_length=200, blank=True)
    breach_en = models.CharField(_("In breach, in English"), max_length=200, blank=True)
    # 0: a right, which nothing can breach. One moderator alone removes what breaches an obvious clause.
    severity = models.PositiveSmallIntegerField(_("Severity, 0 to 3"), default=1)
    is_obvious = models.BooleanField(_("One moderator may remove for it"), default=False)

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

    def get_absolute_url(self) -> str:
        return f"{reverse('moderation:policy_version', args=[self.version.number])}#c{self.number}"

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_ar

    @property
    def text(self) -> str:
        return self.text_en if get_language() == "en" else self.text_ar

    @property
    def allowed(self) -> str:
        """An example of what is accepted; empty where there is none."""
        return self.allowed_en if get_language() == "en" else self.allowed_ar

    @property
    def breach(self) -> str:
        """An example of what breaches the clause; empty where there is none."""
        return self.breach_en if get_language() == "en" else self.breach_ar

    @property
    def is_right(self) -> bool:
        """Whether it grants a right instead of forbidding something: no decision and no report can name it."""
        return self.severity == 0


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
