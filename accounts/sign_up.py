"""Registering: nothing is made until the address has been proven.

What a newcomer typed waits in the session, its password hashed, until the code from the mail is typed. So an address
that has an account and one that has none take the very same way: one look-up, one hashing, one mail, one answer; only
the mail says which it was. No account of somebody else's address ever exists, and no name is taken by a machine.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from secrets import compare_digest, randbelow
from typing import Any

from allauth.account.utils import perform_login
from allauth.core.internal import ratelimit
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from realtime.doors import Refused
from realtime.rates import TooMany

from . import letters
from .actions import register
from .mail import queue
from .models import User

SESSION_KEY = "sign_up"
SECONDS = 3600
MOST_ATTEMPTS = 5
MOST_LETTERS = 4


@dataclass
class SignUp:
    """What a newcomer typed, waiting for its code. ``started_at`` is in seconds since the epoch."""

    email: str
    display_name: str
    password_hash: str
    language: str
    next_url: str
    started_at: float
    code: str = ""
    attempts: int = 0
    letters: int = 0

    @property
    def is_over(self) -> bool:
        return time.time() - self.started_at > SECONDS or self.attempts >= MOST_ATTEMPTS

    @property
    def can_resend(self) -> bool:
        return self.letters < MOST_LETTERS


def begin(request: HttpRequest, *, email: str, display_name: str, password: str, next_url: str = "") -> None:
    """Keep what was typed and send the letter: a code, or word that there is an account already."""
    made = SignUp(
        email=email,
        display_name=display_name,
        password_hash=make_password(password),
        language=get_language() or "ar",
        next_url=next_url,
        started_at=time.time(),
    )
    _send(request, made)


def resend(request: HttpRequest, waiting: SignUp) -> None:
    """Send another letter with a new code. Refused once enough have been sent."""
    if not waiting.can_resend:
        raise Refused(_("We have sent several e-mails already. Look among unwanted mail, or register again later."))
    _send(request, waiting)


def _send(request: HttpRequest, waiting: SignUp) -> None:
    check_rate(request, waiting.email)
    waiting.code = f"{randbelow(1_000_000):06}"
    waiting.letters += 1
    has_account = User.objects.filter(email=waiting.email).exists()
    letter = letters.has_account() if has_account else letters.sign_up_code(waiting.code)
    queue(waiting.email, letter, waiting.language)
    _keep(request, waiting)


def check_rate(request: HttpRequest, email: str) -> None:
    """Count one letter to ``email``; raise TooMany where that address has got enough of them."""
    if not ratelimit.consume(request, app="allauth.account", action="signup_letter", key=email, limit_get=True):
        raise TooMany(3600)


def _keep(request: HttpRequest, waiting: SignUp) -> None:
    request.session[SESSION_KEY] = asdict(waiting)


def waiting_in(request: HttpRequest) -> SignUp | None:
    """Return the sign-up that waits for its code in this browser, or None; one that is over is forgotten."""
    kept: dict[str, Any] | None = request.session.get(SESSION_KEY)
    if not kept:
        return None
    waiting = SignUp(**kept)
    if waiting.is_over:
        forget(request)
        return None
    return waiting


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def confirm(request: HttpRequest, waiting: SignUp, code: str) -> HttpResponse:
    """Make the account and sign the newcomer in; return the answer that leads on to where they wanted to go.

    Refused for a wrong code, whatever address it is about; Conflict where the address got an account meanwhile.
    """
    if not compare_digest(code.encode(), waiting.code.encode()):
        waiting.attempts += 1
        _keep(request, waiting)
        if waiting.is_over:
            raise Refused(_("That was the fifth wrong code. Register again to get a new one."))
        raise Refused(_("This code is not right. Look at the newest e-mail from us."), field="code")
    forget(request)
    user = register(
        email=waiting.email,
        display_name=waiting.display_name,
        password_hash=waiting.password_hash,
        language=waiting.language,
    )
    return perform_login(
        request,
        user,
        email_verification="none",
        redirect_url=waiting.next_url or None,
        signup=True,
        email=waiting.email,
    )
