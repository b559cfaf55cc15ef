"""Which counts of a column may be shown now, so that nobody's answer is read off a difference.

Below ten ballots: none but their number. Below fifty, while the poll is open: the counts as they stood at some number
of ballots, moving on by five ballots or more at a time. From fifty on, and after closing: all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection

from .models import Ballot, Breakdown, Poll
from .tallies import Counts

FEWEST: Final = 10
EXACT_FROM: Final = 50
STEP: Final = 5
_TABLE: Final = Breakdown._meta.db_table


@dataclass(frozen=True, slots=True)
class Shown:
    """A column: how many ballots count now, and its cells as they may be shown; None where they may not.

    ``as_of`` is the number of ballots that the cells hold.
    """

    channel: str
    ballots: int
    as_of: int
    cells: Mapping[str, int] | None


def shown(polls: Mapping[int, Poll], counts: Mapping[int, Counts]) -> dict[int, dict[str, Shown]]:
    """Return for each poll what each column may show. One query, and one more for a column that moves on."""
    columns = {
        (pk, channel): counts[pk].get((channel, Ballot.State.COUNTED), {})
        for pk in polls
        for channel in Ballot.Channel.values
    }
    stepping = [
        (pk, channel)
        for (pk, channel), cells in columns.items()
        if polls[pk].is_open and FEWEST <= cells.get("n", 0) < EXACT_FROM
    ]
    kept = _kept({pk for pk, _channel in stepping}) if stepping else {}
    found: dict[int, dict[str, Shown]] = {pk: {} for pk in polls}
    for (pk, channel), cells in columns.items():
        ballots = cells.get("n", 0)
        if ballots < FEWEST:
            found[pk][channel] = Shown(channel, ballots, 0, None)
        elif (pk, channel) in stepping:
            as_of, kept_cells = _step(pk, channel, cells, kept.get((pk, channel)))
            found[pk][channel] = Shown(channel, ballots, as_of, kept_cells)
        else:
            found[pk][channel] = Shown(channel, ballots, ballots, cells)
    return found


def _kept(poll_ids: set[int]) -> dict[tuple[int, str], tuple[int, dict[str, int]]]:
    rows = Breakdown.objects.filter(poll__in=poll_ids).values_list("poll_id", "channel", "ballots", "cells")
    return {(pk, channel): (ballots, cells) for pk, channel, ballots, cells in rows}


def _step(
    poll_id: int, channel: str, cells: Mapping[str, int], kept: tuple[int, dict[str, int]] | None
) -> tuple[int, Mapping[str, int]]:
    """Return what the column shows: what was kept, or the present counts where these are a step away."""
    ballots = cells["n"]
    if kept is not None and abs(ballots - kept[0]) < STEP:
        return kept
    parameter = "%s::jsonb" if connection.vendor == "postgresql" else "%s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_TABLE} (poll_id, channel, ballots, cells) VALUES (%s, %s, %s, {parameter}) "
            "ON CONFLICT (poll_id, channel) DO UPDATE SET ballots = excluded.ballots, cells = excluded.cells "
            f"WHERE ABS(excluded.ballots - {_TABLE}.ballots) >= {STEP}",
            [poll_id, channel, ballots, json.dumps(dict(cells))],
        )
        if cursor.rowcount:
            return ballots, cells
    # Another reader moved it on at the same moment: what that one shows is shown here too.
    return _kept({poll_id})[poll_id, channel]
