"""The accounts with which a demo can be tried out: in demo mode only, where anybody may know the password."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD = "sharek-demo"


@dataclass(frozen=True)
class DemoAccount:
    """``key`` is the person's key in the demo data, ``name`` the part of the address before the @."""

    key: str
    name: str
    label: str | Promise

    @property
    def email(self) -> str:
        return f"{self.name}@{settings.DEMO_DOMAIN}"


DEMO_ACCOUNTS: tuple[DemoAccount, ...] = (
    DemoAccount("umm_yusuf", "citizen", _("Citizen")),
    DemoAccount("student", "citizen2", _("Another citizen")),
    DemoAccount("mod_1", "moderator", _("Moderator")),
    DemoAccount("mod_2", "moderator2", _("Another moderator")),
    DemoAccount("officer_electricity", "representative", _("Representative of a public body")),
    DemoAccount("reviewer_1", "reviewer", _("Appeal reviewer")),
    DemoAccount("admin_1", "administrator", _("Administrator")),
)
_BY_KEY = {account.key: account for account in DEMO_ACCOUNTS}


def email_of(key: str) -> str:
    """Return the address of person ``key`` of the demo data; those without a demo account get one that nobody reads."""
    account = _BY_KEY.get(key)
    return account.email if account else f"{key}@{settings.DEMO_DOMAIN}"


def password_of(key: str) -> str | None:
    """Return the password of person ``key``, None for those with whom nobody signs in."""
    return PASSWORD if key in _BY_KEY else None
