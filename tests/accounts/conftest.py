"""What tests of accounts share: queued mails, a password, a newcomer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import hashers
from django_q.models import OrmQ
from django_q.signing import SignedPackage

PASSWORD = "four quiet words of mine"


def queued() -> list[dict[str, Any]]:
    """Return the mails that wait for the worker: ``address``, ``subject``, ``plain``, ``html``, oldest first."""
    tasks = [SignedPackage.loads(row.payload) for row in OrmQ.objects.order_by("pk")]
    names = ("address", "subject", "plain", "html")
    return [dict(zip(names, task["args"], strict=False)) for task in tasks if task["func"] == "accounts.mail.send"]


def code_in(mail: dict[str, Any]) -> str:
    """Return the six digits that a mail holds."""
    return next(line for line in mail["plain"].splitlines() if line.isdigit() and len(line) == 6)


@pytest.fixture
def mails() -> Callable[[], list[dict[str, Any]]]:
    return queued


@pytest.fixture
def hashings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count the work of hashing: one entry per password that the hasher encodes."""
    done: list[str] = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode

    def counted(self: Any, password: str, *args: Any, **kwargs: Any) -> str:
        done.append(password)
        return encode(self, password, *args, **kwargs)

    monkeypatch.setattr(hasher, "encode", counted)
    return done


@pytest.fixture
def make_user(db: None) -> Callable[..., Any]:
    """Return ``make_user(email=…, **fields)``: an account with a proven address and a password."""
    from accounts.models import User
    from sharek import clock

    def make(email: str = "known@example.org", **fields: Any) -> Any:
        fields.setdefault("display_name", "قارئ الحي")
        fields.setdefault("handle", email.partition("@")[0])
        fields.setdefault("verified_at", clock.now())
        return User.objects.create_user(email, PASSWORD, **fields)

    return make
