"""Casting a ballot: one voter, one ballot, whatever happens at once.

A cast enters by the poll's shared lock and its browser's row, reads the clock, looks, and writes the ballot with its
deltas. Two casts of one browser meet at the browser's row; two casts of one account from two browsers meet at the
ballot's unique key. Whoever comes second finds the first's ballot and changes it. The poll's own row is never written.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from moderation.models import Status
from moderation.permissions import check_not_suspended
from realtime.doors import Conflict, door
from sharek import clock

from .. import answers, ballot_box, tallies
from ..answers import Answer
from ..ballot_box import Found, Look
from ..keys import registered_key, visitor_key
from ..models import Ballot, Choice, Poll
from ..permissions import check_can_vote
from ..receipts import BrowserSpent, Outcome, PollNotOpen, Receipt, StaleBallot

# One cast in so many folds the poll's deltas after its commit: the more casts, the more folding, worker or not.
FOLD_ONE_IN: Final = 256
_TRIES: Final = 5
_NONCE_BYTES: Final = 16


@door
def cast_ballot(
    *,
    poll: Poll,
    user: User | None = None,
    browser_token: bytes | None = None,
    answer: Mapping[str, Any],
    expected_version: int | None = None,
    idempotency_key: str = "",
) -> Receipt:
    """Cast or change the ballot of an account (``user``) or of the visitor behind ``browser_token``.

    ``expected_version`` is the version of the ballot that the voter saw (0: none); StaleBallot where it has moved on
    meanwhile, None where the voter does not mind. The same ``idempotency_key`` with the same answer gives the same
    receipt. An account's cast from a browser uses up the visitor's vote of that browser and takes its ballot out of
    the count. PermissionDenied, Refused (the answer), PollNotOpen, BrowserSpent say why a ballot is not taken.
    """
    check_can_vote(user)
    browser_key = visitor_key(poll, browser_token) if browser_token is not None else None
    voter_key = registered_key(poll, user) if user is not None else browser_key
    if voter_key is None:
        if poll.secret:
            raise ValueError("a ballot needs an account or a browser's token")
        raise PollNotOpen(_("This poll is closed. Your vote was not counted."), current=poll.state)
    return _record(
        poll=poll,
        user=user,
        voter_key=voter_key,
        channel=Ballot.Channel.VISITOR if user is None else Ballot.Channel.REGISTERED,
        answer=answer,
        browser_key=browser_key,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
    )


@door
def record_ballot(
    *,
    poll: Poll,
    voter_key: bytes,
    channel: str,
    answer: Mapping[str, Any],
    browser_key: bytes | None = None,
    expected_version: int | None = None,
    idempotency_key: str = "",
) -> Receipt:
    """Cast under a key, beneath :func:`cast_ballot`: for the demo loader and measurements. All its rules but one hold:
    whose key it is.
    """
    return _record(
        poll=poll,
        voter_key=voter_key,
        channel=channel,
        answer=answer,
        browser_key=voter_key if browser_key is None and channel == Ballot.Channel.VISITOR else browser_key,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
    )


@door
def convert_ballot(*, poll: Poll, user: User, browser_token: bytes) -> Receipt:
    """Make the ballot that this browser cast as a visitor the account's own, in one transaction.

    Where the account had voted, its ballot stands and the visitor's is replaced. Nothing converts after closing.
    """
    check_can_vote(user)
    voter_key, browser_key = registered_key(poll, user), visitor_key(poll, browser_token)
    if voter_key is None or browser_key is None:
        raise PollNotOpen(_("This poll is closed: votes stay as they are."), current=poll.state)
    return _record(
        poll=poll,
        user=user,
        voter_key=voter_key,
        channel=Ballot.Channel.REGISTERED,
        answer=None,
        browser_key=browser_key,
        expected_version=None,
        idempotency_key="",
    )


@dataclass(slots=True)
class _Cast:
    """One cast on its way: what is given, when it is, and what the tally will gain and lose."""

    poll: Poll
    choices: Sequence[Choice]
    voter_key: bytes
    channel: str
    answer: Answer | None
    browser_key: bytes | None
    expected_version: int | None
    idempotency_key: str
    converts: bool  # takes over the answer of the browser's visitor
    spent: bool = False
    supersedes: str = ""  # the leaf of the visitor's ballot that was taken out of the count
    now: datetime = field(default_factory=clock.now)
    moves: list[tuple[str, str, str, int]] = field(default_factory=list)

    @property
    def is_registered(self) -> bool:
        return self.channel == Ballot.Channel.REGISTERED

    @property
    def minute(self) -> int:
        """Whole minutes since the poll opened."""
        opened = self.poll.opens_at or self.now
        return max(0, int((self.now - opened).total_seconds() // 60))

    def move(
        self, channel: str, *, old: tuple[str, Answer] | None = None, new: tuple[str, Answer] | None = None
    ) -> None:
        keys = [choice.pk for choice in self.choices]
        self.moves += tallies.changes(channel=channel, choices=keys, old=old, new=new)


def _record(
    *,
    poll: Poll,
    voter_key: bytes,
    channel: str,
    answer: Mapping[str, Any] | None,
    browser_key: bytes | None,
    expected_version: int | None,
    idempotency_key: str,
    user: User | None = None,
) -> Receipt:
    choices = list(poll.choices.all())
    cast = _Cast(
        poll=poll,
        choices=choices,
        voter_key=voter_key,
        channel=channel,
        answer=None if answer is None else answers.checked(poll, choices, answer),
        browser_key=browser_key,
        expected_version=expected_version,
        idempotency_key=idempotency_key[:64],
        converts=answer is None,
    )
    cast.spent = ballot_box.enter(poll.pk, browser_key, spend=cast.is_registered)
    cast.now = clock.now()
    keys = {voter_key, browser_key or voter_key}
    for _try in range(_TRIES):
        seen = ballot_box.look(poll.pk, keys, cast.now, user_id=None if user is None else user.pk)
        _check_takes_ballots(poll, seen)
        if user is not None and seen.suspended:
            check_not_suspended(user)
        receipt = _place(cast, seen)
        if receipt is not None:
            ballot_box.write_deltas(poll.pk, cast.moves)
            _fold_sometimes(poll.pk)
            return receipt
    raise Conflict(_("Your vote is being changed elsewhere at this moment. Try again."))


def _check_takes_ballots(poll: Poll, seen: Look) -> None:
    if seen.ended:
        raise PollNotOpen(_("This poll is closed. Your vote was not counted."), current=Poll.State.CLOSED)
    if not seen.opened:
        raise PollNotOpen(_("This poll is not open yet."), current=Poll.State.SCHEDULED)
    if seen.topic_status != Status.PUBLISHED:
        raise PollNotOpen(_("This poll is not public at the moment."), current=seen.topic_status)


def _place(cast: _Cast, seen: Look) -> Receipt | None:
    """Write the ballot; None where somebody changed it between looking and writing, and one has to look again."""
    own = seen.ballots.get(cast.voter_key)
    if not cast.is_registered:
        if cast.spent or (own is not None and own.state == Ballot.State.SUPERSEDED):
            raise BrowserSpent(_("Somebody has voted with an account from this browser. Sign in to see or change it."))
        return _put_or_change(cast, own)
    visitors = seen.ballots.get(cast.browser_key) if cast.browser_key else None
    if visitors is not None and visitors.is_live:
        if not ballot_box.supersede(visitors):
            return None
        cast.move(visitors.channel, old=(visitors.state, visitors.answer))
        cast.supersedes = visitors.leaf
        if cast.converts:
            cast.answer = visitors.answer
    if cast.answer is None:
        raise StaleBallot(_("There is no vote of a visitor from this browser any more."), current=None)
    if cast.converts and own is not None:
        return _receipt(own, cast, Outcome.KEPT)
    return _put_or_change(cast, own)


def _put_or_change(cast: _Cast, own: Found | None) -> Receipt | None:
    assert cast.answer is not None
    if own is None:
        if cast.expected_version:
            raise StaleBallot(_("Your vote is not where this page left it. Look again before you vote."), current=None)
        return _put(cast, cast.answer)
    if not own.is_live:
        raise Conflict(_("This vote was not accepted and cannot be changed."), current=own.state)
    is_expected = cast.expected_version in {None, own.version}
    is_sent_twice = bool(cast.idempotency_key) and cast.idempotency_key == own.idempotency_key
    if own.answer == cast.answer and (is_expected or is_sent_twice):
        return _receipt(own, cast, Outcome.REPEATED)
    if not is_expected:
        raise StaleBallot(_("You have voted here meanwhile."), current=_receipt(own, cast, Outcome.REPEATED))
    return _change(cast, cast.answer, own)


def _put(cast: _Cast, answer: Answer) -> Receipt | None:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    leaf = answers.leaf(cast.poll, cast.channel, answer, nonce, cast.supersedes)
    state = Ballot.State.COUNTED
    is_first = ballot_box.put(
        id=secrets.randbits(63),
        poll_id=cast.poll.pk,
        voter_key=cast.voter_key,
        channel=cast.channel,
        answer=answer,
        state=state,
        nonce=nonce,
        leaf=leaf,
        supersedes=cast.supersedes,
        idempotency_key=cast.idempotency_key,
        minute=cast.minute,
    )
    if not is_first:
        return None
    cast.move(cast.channel, new=(state, answer))
    outcome = Outcome.CONVERTED if cast.converts else Outcome.CAST
    return Receipt(cast.poll.pk, cast.channel, answer, 1, state, leaf, outcome)


def _change(cast: _Cast, answer: Answer, own: Found) -> Receipt | None:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    leaf = answers.leaf(cast.poll, cast.channel, answer, nonce, own.leaf)
    is_as_seen = ballot_box.replace(
        own,
        poll_id=cast.poll.pk,
        answer=answer,
        nonce=nonce,
        leaf=leaf,
        idempotency_key=cast.idempotency_key,
        minute=cast.minute,
    )
    if not is_as_seen:
        return None
    cast.move(cast.channel, old=(own.state, own.answer), new=(own.state, answer))
    return Receipt(cast.poll.pk, cast.channel, answer, own.version + 1, own.state, leaf, Outcome.CHANGED)


def _receipt(own: Found, cast: _Cast, outcome: Outcome) -> Receipt:
    return Receipt(cast.poll.pk, own.channel, own.answer, own.version, own.state, own.leaf, outcome)


def _fold_sometimes(poll_id: int) -> None:
    if random.randrange(FOLD_ONE_IN) == 0:
        transaction.on_commit(partial(tallies.roll_up, poll_id), robust=True)
