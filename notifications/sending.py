"""The way out of mailed notices.

A message is a row written with the deed that caused it. Before each attempt the worker commits ``attempts + 1`` and the
time of the next one, so that a message that kills its worker, or a mail server that hangs, is not tried for ever; after
:data:`MOST_ATTEMPTS` it is given up. What its reader may no longer see is dropped. Between the mail server's "accepted"
and the word "sent" a killed worker leaves one message in doubt: it is tried once more after its pause.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import translation
from django_q.tasks import async_task

from accounts import mail
from accounts.models import User
from sharek import clock

from .letters import letter_of
from .models import Message, UnwantedMail
from .reading import targets_of

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=2))
# The worker gives a task 30 seconds; what is left then is a task of its own.
SECONDS = 15
TASK = "notifications.sending.send_due"


def send_soon() -> None:
    """Have the worker look now instead of at its next minute. Inside a door: queued with its transaction."""
    async_task(TASK, q_options={"save": False})


def send_due() -> int:
    """Send the messages that are due, oldest first; return how many left. Several workers may do so at once."""
    end = time.monotonic() + SECONDS
    sent = 0
    while (message := _claimed()) is not None:
        sent += _attempt(message)
        if time.monotonic() > end:
            send_soon()
            break
    return sent


def _claimed() -> Message | None:
    """Take the next message for an attempt, and commit that it was taken."""
    with transaction.atomic():
        rows = Message.objects.filter(state=Message.State.WAITING, next_attempt_at__lte=clock.now())
        free = rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        message = free.order_by("next_attempt_at", "pk").first()
        if message is None:
            return None
        if message.attempts >= MOST_ATTEMPTS:
            _end(message, Message.State.GIVEN_UP)
            return _claimed()
        message.next_attempt_at = clock.now() + PAUSES[min(message.attempts, len(PAUSES) - 1)]
        message.attempts += 1
        message.save(update_fields=["attempts", "next_attempt_at"])
        return message


def _attempt(message: Message) -> int:
    reader = message.user
    target = None if reader is None else _target(message, reader)
    if reader is None or not reader.email or target is None:
        _end(message, Message.State.DROPPED)
        return 0
    try:
        with translation.override(reader.language):
            parts = mail.parts(letter_of(message, target), reader.language)
        mail.send(reader.email, *parts, headers={"Auto-Submitted": "auto-generated"})
    except Exception:
        log.exception("message %s was not sent (attempt %s)", message.pk, message.attempts)
        if message.attempts >= MOST_ATTEMPTS:
            _end(message, Message.State.GIVEN_UP)
        return 0
    message.sent_at = clock.now()
    _end(message, Message.State.SENT)
    return 1


def _target(message: Message, reader: User) -> Any | None:
    """Return what the message is about, or None where it must not be sent any more."""
    if not reader.is_active or UnwantedMail.objects.filter(user=reader, event=message.event).exists():
        return None
    key = (message.target_type_id, message.target_id)
    target = targets_of([message], reader).get(key)  # type: ignore[arg-type]
    if message.event == "decision.made" and getattr(target, "superseded_by", None) is not None:
        return None  # taken back meanwhile: the later decision has a message of its own
    return target


def _end(message: Message, state: str) -> None:
    message.state = state
    message.save(update_fields=["state", "sent_at"])
