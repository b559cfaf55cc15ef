"""Closing a poll before its time: allowed, for a reason that everybody can read, on record."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from moderation import audit
from realtime.doors import Conflict, Refused, door
from sharek import clock
from sharek.text.cleaning import TextRefused, clean_line

from ..locks import lock_for_closing
from ..models import Poll
from ..permissions import check_can_run
from .telling import tell_closing

MAX_REASON: Final = 300


@door
def close_poll(*, moderator: User, poll: Poll, reason: str) -> Poll:
    """Close ``poll`` now; what was cast before is counted, nothing is after. A closed poll never opens again."""
    check_can_run(moderator, poll)
    try:
        reason = clean_line(reason, max_length=MAX_REASON)
    except TextRefused as refused:
        raise Refused(refused.message, field="reason") from None
    lock_for_closing(poll.pk)
    poll = Poll.objects.select_for_update(no_key=True).get(pk=poll.pk)
    if poll.is_closed:
        raise Conflict(_("This poll is closed already."), current=poll.state)
    if poll.state == Poll.State.DRAFT:
        raise Conflict(_("This poll has not been opened."), current=poll.state)
    poll.closed_early_at = clock.now()
    poll.closing_reason = reason
    poll.closed_by = moderator
    poll.save(update_fields=["closed_early_at", "closing_reason", "closed_by"])
    tell_closing(poll=poll)
    audit.append(verb="poll.closed_early", target=poll, actor=moderator, payload={"reason": reason})
    return poll
