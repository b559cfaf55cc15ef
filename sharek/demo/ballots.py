"""Ballots in bulk, as ``record_ballot`` would write each: the ballot with its leaf, and what it adds to the tally."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from opinion_polls import answers, tallies
from opinion_polls.keys import registered_key, visitor_key
from opinion_polls.models import Ballot, BrowserKey, Choice, Poll, TallyDelta

BATCH = 500


@dataclass(frozen=True, slots=True)
class Cast:
    """One vote: by an account, or by nobody known, from the browser with ``token`` (16 bytes), at a moment."""

    user: User | None
    token: bytes
    choices: list[int]
    at: datetime


def put_ballots(poll: Poll, casts: Iterable[Cast]) -> int:
    """Put votes into a poll of the kind single or multiple and fold the tally; return how many there were.

    Each voter votes once: a second cast of the same account or browser is refused by the table. No event is published:
    live columns are read from the tally.
    """
    keys = list(Choice.objects.filter(poll=poll).values_list("pk", flat=True))
    ballots: list[Ballot] = []
    browsers: list[BrowserKey] = []
    moved: Counter[tuple[str, str, str]] = Counter()
    assert poll.opens_at is not None
    for cast in casts:
        channel = Ballot.Channel.VISITOR if cast.user is None else Ballot.Channel.REGISTERED
        browser = visitor_key(poll, cast.token)
        voter = browser if cast.user is None else registered_key(poll, cast.user)
        assert browser is not None
        assert voter is not None
        answer = {"choices": sorted(cast.choices)}
        nonce = secrets.token_bytes(16)
        browsers.append(BrowserKey(poll=poll, key=browser, spent=cast.user is not None))
        ballots.append(
            Ballot(
                id=secrets.randbits(63),
                poll=poll,
                voter_key=voter,
                channel=channel,
                answer=answer,
                nonce=nonce,
                leaf=answers.leaf(poll, channel, answer, nonce, ""),
                minute=int((cast.at - poll.opens_at).total_seconds() // 60),
            )
        )
        for *place, change in tallies.changes(channel=channel, choices=keys, new=(Ballot.State.COUNTED, answer)):
            moved[tuple(place)] += change  # type: ignore[index]
    BrowserKey.objects.bulk_create(browsers, batch_size=BATCH)
    Ballot.objects.bulk_create(ballots, batch_size=BATCH)
    # A change holds at most 32 767 ballots (a small integer); a crowd of the demo is far below.
    TallyDelta.objects.bulk_create(
        [
            TallyDelta(poll=poll, channel=channel, state=state, cell=cell, change=part)
            for (channel, state, cell), change in sorted(moved.items())
            for part in _parts(change)
        ]
    )
    tallies.roll_up(poll.pk)
    return len(ballots)


def _parts(change: int, most: int = 30_000) -> Iterable[int]:
    while change:
        yield min(change, most)
        change -= min(change, most)
