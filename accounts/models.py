"""People: one account per person, found by e-mail address, shown by display name only."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sharek import clock
from sharek.text.names import name_skeleton


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account with its address (proven when ``verified_at`` is given).

        ``email`` is normalised; without ``password`` none can be used to sign in. Newcomers come in by ``register``.
        """
        fields.setdefault("name_skeleton", name_skeleton(fields.get("display_name", "")))
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            addresses = apps.get_model("account", "EmailAddress")._default_manager.using(self._db)
            addresses.create(user=user, email=user.email, primary=True, verified=user.verified_at is not None)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an administrator whose address counts as verified (for ``manage.py createsuperuser``)."""
        fields.setdefault("verified_at", clock.now())
        return self.create_user(email, password, role=User.Role.ADMINISTRATOR, **fields)


class User(AbstractBaseUser):
    """A person with an account.

    Deleting an account empties what names the person and sets ``deleted_at``; the row stays, since posts point at it.
    """

    class Role(models.TextChoices):
        CITIZEN = "citizen", _("Citizen")
        REPRESENTATIVE = "representative", _("Representative of a public body")
        MODERATOR = "moderator", _("Moderator")
        APPEAL_REVIEWER = "appeal_reviewer", _("Appeal reviewer")
        ADMINISTRATOR = "administrator", _("Administrator")

    email = models.EmailField(_("E-mail"), unique=True, null=True, blank=True)
    display_name = models.CharField(_("Display name"), max_length=40, blank=True)
    name_skeleton = models.CharField(max_length=80, blank=True, db_index=True, editable=False)
    handle = models.SlugField(_("Short name"), max_length=48, unique=True, allow_unicode=True)
    role = models.CharField(_("Role"), max_length=20, choices=Role.choices, default=Role.CITIZEN)
    language = models.CharField(
        _("Language"), max_length=2, choices=[("ar", _("Arabic")), ("en", _("English"))], default="ar"
    )
    shows_activity = models.BooleanField(_("My public activity is shown on my page"), default=True)
    verified_at = models.DateTimeField(_("E-mail verified at"), null=True, blank=True)
    joined_at = models.DateTimeField(_("Joined at"), default=clock.now)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("May sign in"), default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name", "handle"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="an_account_has_an_address_until_it_is_deleted",
                condition=models.Q(email__isnull=False) | models.Q(deleted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    def get_absolute_url(self) -> str:
        return reverse("accounts:profile", args=[self.handle])

    @property
    def shown_name(self) -> str:
        """The display name, or "A former participant" in the reader's language once the account is deleted."""
        return gettext("A former participant") if self.deleted_at else self.display_name

    @property
    def is_verified(self) -> bool:
        """Whether the person proved the e-mail address; only then may the account write or vote."""
        return self.verified_at is not None and self.is_active

    @property
    def is_moderator(self) -> bool:
        return self.is_active and self.role == self.Role.MODERATOR

    @property
    def is_appeal_reviewer(self) -> bool:
        return self.is_active and self.role == self.Role.APPEAL_REVIEWER

    @property
    def is_representative(self) -> bool:
        return self.is_active and self.role == self.Role.REPRESENTATIVE

    @property
    def is_administrator(self) -> bool:
        return self.is_active and self.role == self.Role.ADMINISTRATOR

    @property
    def needs_second_factor(self) -> bool:
        """Whoever acts for the portal or for a public body signs in with a second factor."""
        return self.role != self.Role.CITIZEN

    # Django's admin asks these; only administrators enter it.
    @property
    def is_staff(self) -> bool:
        return self.is_administrator

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_administrator

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        return self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_administrator
