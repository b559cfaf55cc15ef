"""The mails of a demo, read from the files in which Django's file backend keeps them."""

from __future__ import annotations

import email
import email.policy
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import cast

from django.conf import settings

# Django's backend writes this line after each message.
SEPARATOR = b"-" * 79 + b"\n"
MOST = 100


@dataclass(frozen=True)
class Mail:
    """A mail as it left: ``key`` names it in the address of its page."""

    key: str
    to: str
    subject: str
    at: datetime
    text: str
    language: str = ""


def mails() -> list[Mail]:
    """Return the newest mails first, at most :data:`MOST`."""
    return sorted(_read(), key=lambda mail: mail.at, reverse=True)[:MOST]


def mail_by(key: str) -> Mail | None:
    """Return the mail named ``key``, or None."""
    return next((mail for mail in _read() if mail.key == key), None)


def _read() -> Iterator[Mail]:
    files = Path(settings.EMAIL_FILE_PATH).glob("*.log")  # none where there is no folder yet
    newest_first = sorted(files, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in newest_first[: MOST * 3]:
        for raw in path.read_bytes().split(SEPARATOR):
            if raw.strip():
                yield _parsed(raw)


def _parsed(raw: bytes) -> Mail:
    message = cast(EmailMessage, email.message_from_bytes(raw, policy=email.policy.default))
    plain = message.get_body(("plain",))
    html = message.get_body(("html",))
    try:
        at = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        at = datetime.fromtimestamp(0, UTC)
    return Mail(
        key=hashlib.sha256(raw.strip()).hexdigest()[:20],
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=at if at.tzinfo else at.replace(tzinfo=UTC),  # "-0000" says UTC too
        text=plain.get_content() if plain else "",
        language="en" if html and '<html lang="en"' in html.get_content() else "ar",
    )
