"""Opening a poll on frozen solution texts, and changing it while nobody can have answered yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from discussions.models import Solution
from moderation import audit
from realtime.doors import Conflict, door
from topics.models import Topic

from .. import answers
from ..drafting import MAX_INVITATION, MAX_QUESTION, closing, draft, line, opening, shown_when
from ..locks import lock_for_closing
from ..models import Choice, Poll
from ..permissions import check_can_run
from .telling import tell_opening


@door
def open_poll(
    *,
    moderator: User,
    topic: Topic,
    question: str,
    kind: str,
    solutions: Iterable[Solution],
    closes_at: datetime,
    opens_at: datetime | None = None,
    none_of_these: bool = True,
    visibility: str = Poll.Visibility.AFTER_VOTE,
    max_choices: int | None = None,
    min_ballots: int = 10,
    invitation: str = "",
) -> Poll:
    """Open a poll on ``solutions`` of ``topic``, whose texts are frozen as they stand, in the order of their numbers.

    It opens at once where ``opens_at`` is missing or past, else by the clock; it closes at ``closes_at``, and neither
    question, choices nor dates change once it is open. ``max_choices`` is for the kind *multiple*. Refused names the
    field that cannot be taken.
    """
    drafted = draft(
        moderator=moderator,
        topic=Topic.objects.select_for_update(no_key=True).get(pk=topic.pk),
        question=question,
        kind=kind,
        solutions=solutions,
        closes_at=closes_at,
        opens_at=opens_at,
        none_of_these=none_of_these,
        visibility=visibility,
        max_choices=max_choices,
        min_ballots=min_ballots,
        invitation=invitation,
    )
    poll = drafted.poll
    poll.save(force_insert=True)
    Choice.objects.bulk_create(drafted.choices)
    poll.schema_hash = answers.schema_hash(poll, drafted.choices)
    poll.save(update_fields=["schema_hash"])
    if poll.is_open:
        tell_opening(poll=poll)
    audit.append(verb="poll.opened", target=poll, actor=moderator, payload=_on_record(poll))
    return poll


def _on_record(poll: Poll) -> dict[str, object]:
    return {
        "schema": poll.schema_hash,
        "kind": poll.kind,
        "visibility": poll.visibility,
        "opens_at": poll.opens_at.isoformat() if poll.opens_at else None,
        "closes_at": poll.closes_at.isoformat() if poll.closes_at else None,
    }


# --- before it opens ----------------------------------------------------------------------


class Frozen(Conflict):
    """The poll has opened: its question, choices and dates stay as they are."""


def edit_poll(
    *,
    moderator: User,
    poll: Poll,
    question: str,
    opens_at: datetime,
    closes_at: datetime,
    visibility: str,
    invitation: str = "",
) -> Poll:
    """Change the words and dates of a poll that opens later. Frozen once it has opened; whoever tries is on record.

    The choices are frozen from the start. Not a door itself: the door behind it is left before the attempt is noted.
    """
    try:
        return _edit_poll(
            moderator=moderator,
            poll=poll,
            question=question,
            opens_at=opens_at,
            closes_at=closes_at,
            visibility=visibility,
            invitation=invitation,
        )
    except Frozen:
        _note_attempt(moderator=moderator, poll=poll, opens_at=opens_at, closes_at=closes_at)
        raise


@door
def _edit_poll(
    *,
    moderator: User,
    poll: Poll,
    question: str,
    opens_at: datetime,
    closes_at: datetime,
    visibility: str,
    invitation: str,
) -> Poll:
    check_can_run(moderator, poll)
    lock_for_closing(poll.pk)
    poll = Poll.objects.select_for_update(no_key=True).get(pk=poll.pk)
    if poll.is_closed:
        raise Frozen(_("This poll is closed and stays closed. Open a new one instead."), current=poll.state)
    if not poll.state == Poll.State.SCHEDULED:
        raise Frozen(_("This poll is open: question, choices and dates are frozen."), current=poll.state)
    poll.question = line(question, "question", MAX_QUESTION)
    poll.opens_at = opening(opens_at)
    poll.closes_at = closing(poll.opens_at, closes_at)
    poll.visibility = shown_when(visibility)
    poll.invitation = line(invitation, "invitation", MAX_INVITATION, required=False)
    poll.schema_hash = answers.schema_hash(poll, poll.choices.all())
    poll.save(update_fields=["question", "opens_at", "closes_at", "visibility", "invitation", "schema_hash"])
    if poll.is_open:
        tell_opening(poll=poll)
    audit.append(verb="poll.changed", target=poll, actor=moderator, payload=_on_record(poll))
    return poll


@door
def _note_attempt(*, moderator: User, poll: Poll, opens_at: datetime, closes_at: datetime) -> None:
    """Put on record that somebody tried to change a poll after its opening."""
    audit.append(
        verb="poll.change_refused",
        target=poll,
        actor=moderator,
        payload={"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()},
    )
