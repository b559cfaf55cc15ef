"""Opening a poll on frozen solution texts, and changing it while nobody can have answered yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from discussions.models import Solution
from moderation import audit
from realtime.doors import Conflict, Refused, door
from sharek import clock
from sharek.text.cleaning import TextRefused, clean_line
from sharek.text.rendering import to_plain
from topics.models import Topic

from .. import answers
from ..locks import lock_for_closing
from ..models import Choice, Poll
from ..permissions import check_can_open_poll, check_can_run
from .telling import tell_opening

MOST_CHOICES: Final = 12
SHORTEST: Final = timedelta(hours=1)
LONGEST: Final = timedelta(days=180)
MAX_QUESTION: Final = 200
MAX_INVITATION: Final = 300


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
    topic = Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
    chosen = _solutions(topic, solutions)
    check_can_open_poll(moderator, topic, chosen)
    opens_at = _opening(opens_at)
    poll = Poll(
        topic=topic,
        question=_line(question, "question", MAX_QUESTION),
        kind=_kind(kind, chosen, none_of_these),
        visibility=_visibility(visibility),
        opens_at=opens_at,
        closes_at=_closing(opens_at, closes_at),
        max_choices=_max_choices(kind, max_choices, chosen),
        min_ballots=min_ballots,
        invitation=_line(invitation, "invitation", MAX_INVITATION, required=False),
        opened_by=moderator,
    )
    poll.save(force_insert=True)
    choices = _freeze(poll, chosen, none_of_these)
    poll.schema_hash = answers.schema_hash(poll, choices)
    poll.save(update_fields=["schema_hash"])
    if poll.is_open:
        tell_opening(poll=poll)
    audit.append(verb="poll.opened", target=poll, actor=moderator, payload=_on_record(poll))
    return poll


def _solutions(topic: Topic, given: Iterable[Solution]) -> list[Solution]:
    wanted = {solution.pk for solution in given}
    found = list(Solution.objects.published().filter(topic=topic, pk__in=wanted).order_by("number"))
    if len(found) != len(wanted):
        raise Refused(_("One of these solutions is no longer public. Choose again."), field="solutions")
    return found


def _freeze(poll: Poll, solutions: Sequence[Solution], none_of_these: bool) -> list[Choice]:
    choices = [
        Choice(
            poll=poll,
            position=position,
            frozen_label=solution.title,
            frozen_text=to_plain(solution.text_html),
            solution=solution,
        )
        for position, solution in enumerate(solutions, start=1)
    ]
    if none_of_these:
        choices.append(Choice(poll=poll, position=len(choices) + 1, frozen_label=""))
    return Choice.objects.bulk_create(choices)


# --- what is taken ----------------------------------------------------------------------


def _line(text: str, field: str, max_length: int, *, required: bool = True) -> str:
    try:
        return clean_line(text, max_length=max_length, required=required)
    except TextRefused as refused:
        raise Refused(refused.message, field=field) from None


def _kind(kind: str, solutions: Sequence[Solution], none_of_these: bool) -> str:
    if kind not in Poll.Kind.values:
        raise Refused(_("Choose how people answer."), field="kind")
    if none_of_these and kind == Poll.Kind.SCALE:
        raise Refused(
            _("“None of these” does not fit this kind: whoever agrees with no solution says so of each."),
            field="none_of_these",
        )
    number = len(solutions) + none_of_these
    if not solutions:
        raise Refused(_("Choose the solutions that people are asked about."), field="solutions")
    if number < 2 and kind != Poll.Kind.SCALE:
        raise Refused(_("One choice is no choice: add a solution or “none of these”."), field="solutions")
    if number > MOST_CHOICES:
        raise Refused(_("At most %(n)s choices fit into one poll.") % {"n": MOST_CHOICES}, field="solutions")
    return kind


def _visibility(visibility: str) -> str:
    if visibility not in Poll.Visibility.values:
        raise Refused(_("Choose when the results are shown."), field="visibility")
    return visibility


def _max_choices(kind: str, most: int | None, solutions: Sequence[Solution]) -> int | None:
    if kind != Poll.Kind.MULTIPLE or not most or most >= len(solutions):
        return None
    if most < 2:
        raise Refused(_("For one choice use the kind “Choose one solution”."), field="max_choices")
    return most


def _opening(opens_at: datetime | None) -> datetime:
    return max(opens_at or clock.now(), clock.now())


def _closing(opens_at: datetime, closes_at: datetime) -> datetime:
    if closes_at < opens_at + SHORTEST:
        raise Refused(_("A poll stays open for at least an hour after it opens."), field="closes_at")
    if closes_at > opens_at + LONGEST:
        raise Refused(_("A poll stays open for at most 180 days."), field="closes_at")
    return closes_at


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
    poll.question = _line(question, "question", MAX_QUESTION)
    poll.opens_at = _opening(opens_at)
    poll.closes_at = _closing(poll.opens_at, closes_at)
    poll.visibility = _visibility(visibility)
    poll.invitation = _line(invitation, "invitation", MAX_INVITATION, required=False)
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
