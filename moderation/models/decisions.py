"""Decisions with their reasons, appeals against them, sanctions, and the append-only record of all of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sharek import clock


class Decision(models.Model):
    """What was decided on which wording, by whom, under which clauses of which version, and why."""

    class Outcome(models.TextChoices):
        APPROVE = "approve", _("Published")
        KEEP = "keep", pgettext_lazy("decision", "Kept")
        REJECT = "reject", _("Not published")
        HIDE = "hide", _("Hidden for now")
        REMOVE = "remove", _("Removed")
        RESTORE = "restore", _("Published again")

    class Source(models.TextChoices):
        NEW_POST = "new_post", _("Review before publication")
        REPORT = "report", _("A citizen's report")
        FILTER = "filter", _("A filter")
        MODERATOR = "moderator", _("A moderator's own finding")
        PUBLIC_BODY = "public_body", _("A public body's request")
        APPEAL = "appeal", _("An appeal")

    item = models.ForeignKey("moderation.ReviewItem", models.PROTECT, null=True, blank=True, related_name="decisions")
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    content = GenericForeignKey("content_type", "object_id")
    content_version = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions_received")
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decisions_made"
    )
    second_decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(_("Outcome"), max_length=8, choices=Outcome.choices)
    clauses = models.ManyToManyField("moderation.Clause", related_name="+", blank=True)
    policy_version = models.ForeignKey("moderation.PolicyVersion", models.PROTECT, related_name="+")
    facts = models.TextField(_("The words concerned"), blank=True)
    explanation = models.TextField(_("Reasons"), blank=True)
    source = models.CharField(_("Source"), max_length=12, choices=Source.choices)
    # Removing a published topic, solution or official answer takes two moderators, obvious breaches excepted.
    needs_two_deciders = models.BooleanField(default=False)
    # The author's standing before this decision lowered it, so that an appeal can give it back.
    level_before = models.PositiveSmallIntegerField(null=True, blank=True)
    found_by_filter = models.BooleanField(default=False)
    decided_by_rule = models.BooleanField(default=False)
    applies_from = models.DateTimeField(default=clock.now)
    applies_until = models.DateTimeField(null=True, blank=True)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                name="a_second_decider_is_another_person",
                condition=models.Q(second_decider__isnull=True) | ~models.Q(second_decider=models.F("decider")),
            ),
            models.CheckConstraint(
                name="a_decision_is_made_by_a_person_or_by_a_published_rule",
                condition=models.Q(decider__isnull=False) | models.Q(decided_by_rule=True),
            ),
            models.CheckConstraint(
                name="a_weighty_removal_has_two_deciders",
                condition=~models.Q(outcome="remove", needs_two_deciders=True) | models.Q(second_decider__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="decision_newest"),
            models.Index(fields=["content_type", "object_id"], name="decision_by_content"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.outcome}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:decision", args=[self.pk])

    @property
    def is_adverse(self) -> bool:
        """Whether it took something from the author, who may then appeal."""
        return self.outcome in {self.Outcome.REJECT, self.Outcome.HIDE, self.Outcome.REMOVE}


class Appeal(models.Model):
    """The author or the reporter asks another person to look again; once, within six months."""

    class Outcome(models.TextChoices):
        PENDING = "pending", _("Awaiting a decision")
        ACCEPTED = "accepted", _("Appeal accepted")
        REJECTED = "rejected", _("Appeal rejected")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="appeals")
    appellant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appeals")
    text = models.TextField(_("Your reasons"))
    # Copied from the decision (a trigger guards the copy), since a constraint cannot follow a join.
    first_decider = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    second_decider = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="appeals_reviewed")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.PENDING)
    reasoning = models.TextField(_("Reasons of the reviewer"), blank=True)
    resulting_decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="resulting_from")
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.UniqueConstraint(name="a_person_appeals_a_decision_once", fields=["decision", "appellant"]),
            models.CheckConstraint(
                name="an_appeal_is_heard_by_neither_decider",
                condition=models.Q(reviewer__isnull=True)
                | (
                    (models.Q(first_decider__isnull=True) | ~models.Q(reviewer=models.F("first_decider")))
                    & (models.Q(second_decider__isnull=True) | ~models.Q(reviewer=models.F("second_decider")))
                ),
            ),
            models.CheckConstraint(
                name="nobody_hears_their_own_appeal",
                condition=models.Q(reviewer__isnull=True) | ~models.Q(reviewer=models.F("appellant")),
            ),
            models.CheckConstraint(
                name="a_decided_appeal_names_its_reviewer",
                condition=models.Q(outcome="pending") | models.Q(reviewer__isnull=False, decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.outcome}"

    def get_absolute_url(self) -> str:
        return f"{self.decision.get_absolute_url()}#appeal-{self.pk}"


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def active(self) -> SanctionQuerySet:
        """Return the sanctions in force now, by the clock alone."""
        now = clock.now()
        return self.filter(models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=now), starts_at__lte=now)


class Sanction(models.Model):
    class Kind(models.TextChoices):
        WARN = "warn", _("Warning")
        SILENCE = "silence", _("May not post")
        SUSPEND = "suspend", _("Account suspended")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sanctions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="sanctions")
    imposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        constraints = [
            models.CheckConstraint(
                name="a_sanction_ends_after_it_starts",
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("starts_at")),
            ),
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="sanction_by_user")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind}"

    def get_absolute_url(self) -> str:
        return self.decision.get_absolute_url() if self.decision else reverse("moderation:policy")

    @property
    def is_active(self) -> bool:
        """Whether it is in force now, by the clock alone."""
        now = clock.now()
        return self.starts_at <= now and (self.ends_at is None or self.ends_at > now)


class AuditEntry(models.Model):
    """One link of the append-only, hash-chained record of what was decided. Triggers refuse any change."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.PositiveBigIntegerField(null=True)
    verb = models.CharField(max_length=40)
    target = models.CharField(max_length=80)
    payload_digest = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.target}"


class AuditPayload(models.Model):
    """What an entry was about. Apart from it, so that the law may have it deleted and the chain stays whole."""

    entry = models.OneToOneField(AuditEntry, models.PROTECT, primary_key=True, related_name="payload")
    text = models.TextField()

    def __str__(self) -> str:
        return f"payload of {self.entry_id}"
