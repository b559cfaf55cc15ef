"""E-mails: what one says, its two parts in one language, and its way out through the worker.

A :class:`Letter` is words only; how they look stands in ``templates/mail/``. Letters about accounts are queued here
and sent by the worker, so that no request waits for a mail server and none tells by its length whether a mail was sent.
Notices about what happens on the portal have an outbox of their own (``notifications``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django_q.tasks import async_task


@dataclass(frozen=True)
class Letter:
    """The words of a mail: ``code`` stands out to be copied, ``action`` is a link to ``url``."""

    subject: str
    lines: Sequence[str]
    code: str = ""
    url: str = ""
    action: str = ""
    closing: Sequence[str] = ()


def parts(letter: Letter, language: str) -> tuple[str, str, str]:
    """Return subject, plain part and HTML part of ``letter``; its own words must be in ``language`` already."""
    with translation.override(language):
        context = {
            "letter": letter,
            "language": language,
            "direction": "rtl" if language == "ar" else "ltr",
            "site_url": settings.SITE_URL,
        }
        plain = render_to_string("mail/letter.txt", context)
        return " ".join(letter.subject.split()), plain, render_to_string("mail/letter.html", context)


def send(address: str, subject: str, plain: str, html: str, headers: dict[str, str] | None = None) -> None:
    """Hand one mail with both parts to the mail server, now. Called by the worker."""
    message = EmailMultiAlternatives(subject, plain, settings.DEFAULT_FROM_EMAIL, [address], headers=headers)
    message.attach_alternative(html, "text/html")
    message.send()


def queue(address: str, letter: Letter, language: str) -> None:
    """Have the worker send ``letter`` to ``address``. It is gone from the queue once sent: it may hold a code."""
    subject, plain, html = parts(letter, language)
    async_task("accounts.mail.send", address, subject, plain, html, q_options={"save": False, "task_name": "mail"})


def absolute(path: str) -> str:
    """Return the whole address of a page: built from our settings, never from what a request says of itself."""
    return settings.SITE_URL.rstrip("/") + path


def ignore_line() -> str:
    """Return the line that closes letters which anybody could have asked for."""
    return _("If you did not ask for this, you need not do anything: nothing has changed.")
