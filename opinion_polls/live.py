"""What open pages hear of polls: how many voted, and, who may see them, the results. Casts write no event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moderation.models import Status

from . import tallies
from .keys import Voter
from .models import Poll
from .permissions import may_see_results
from .results import results_of
from .showing import has_voted

RESULTS = "results"


def may_hear(user: Any, pk: int | None, part: str | None, cookies: Mapping[str, str]) -> bool:
    """Say whether somebody may hear ``poll.<pk>`` (whoever may read the poll) or ``poll.<pk>.results``.

    The results' audience is the page's: ``cookies`` are those of the socket's handshake, by which a visitor who has
    voted is known.
    """
    if pk is None or part not in {None, RESULTS}:
        return False
    poll = Poll.objects.visible_to(user).filter(pk=pk).first()
    if poll is None or part is None:
        return poll is not None
    if may_see_results(poll, has_voted=False):
        return True
    return may_see_results(poll, has_voted=has_voted(poll, Voter.known(user, cookies)))


def state(pk: int | None, part: str | None) -> dict[str, Any] | None:
    """Return what ``poll.<pk>`` or ``poll.<pk>.results`` shows now; None where there is nothing to show.

    The first: ballots in each column (``registered``, ``visitor``) and whether the poll has ``closed``. The second:
    for each column how many ballots the shares hold (``registered.as_of``), whether they are ``shown``, and, where
    they are, the share of each choice in percent (``registered.c3%``) and each cell of the table (``registered.c3``).
    """
    if pk is None or part not in {None, RESULTS}:
        return None
    polls = Poll.objects.filter(topic__status=Status.PUBLISHED)
    if part is None:
        poll = polls.filter(pk=pk).first()
        if poll is None:
            return None
        return {**tallies.ballots_by_channel([pk])[pk], "closed": int(poll.is_closed)}
    poll = polls.with_choices().filter(pk=pk).first()
    # Those who hear it were asked; where nobody at all may see results now, nothing is computed either.
    return _results(poll) if poll is not None and may_see_results(poll, has_voted=True) else None


def _results(poll: Poll) -> dict[str, Any]:
    results = results_of([poll])[poll.pk]
    facts: dict[str, Any] = {}
    for column in results.columns:
        facts[f"{column.channel}.shown"] = int(column.is_shown)
        facts[f"{column.channel}.as_of"] = column.shown.as_of
        if column.is_shown:
            facts |= {f"{column.channel}.{bar.key}%": bar.percent or 0 for bar in column.bars}
    for group in results.groups:
        for row in group.rows:
            facts |= {key: count for key, count in row.cells if count is not None}
    return facts
