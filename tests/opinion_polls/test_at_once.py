"""Many at once, with real threads: on PostgreSQL and on SQLite."""

import secrets
import threading
from datetime import timedelta
from time import sleep

import pytest
from django.db import connections, transaction

from opinion_polls import tallies
from opinion_polls.actions import cast_ballot, close_poll, convert_ballot
from opinion_polls.locks import lock_for_closing
from opinion_polls.models import Ballot, Poll, TallyDelta
from opinion_polls.receipts import BrowserSpent, PollNotOpen, StaleBallot
from sharek import clock
from tests.factories import ModeratorFactory, UserFactory

from .conftest import choices_of


def answer(poll, number):
    keys = [choice.pk for choice in poll.choices.all()]
    return {"choices": [keys[number % len(keys)]]}


def fresh(poll):
    return Poll.objects.with_choices().get(pk=poll.pk)


def faults(results):
    return [result for result in results if isinstance(result, Exception)]


def test_fifty_casts_of_one_voter_are_one_ballot(committed_poll, in_threads):
    browser = secrets.token_bytes(16)
    results = in_threads(
        lambda n: cast_ballot(poll=fresh(committed_poll), browser_token=browser, answer=answer(committed_poll, n)), 50
    )
    assert faults(results) == []
    assert Ballot.objects.count() == 1
    assert tallies.ballots_by_channel([committed_poll.pk])[committed_poll.pk]["visitor"] == 1
    assert tallies.check(committed_poll) == []


def test_fifty_casts_of_one_account_from_fifty_browsers_are_one_ballot(committed_poll, in_threads):
    user = UserFactory()
    results = in_threads(
        lambda n: cast_ballot(
            poll=fresh(committed_poll),
            user=user,
            browser_token=secrets.token_bytes(16),
            answer=answer(committed_poll, n),
        ),
        50,
    )
    assert [fault for fault in faults(results) if type(fault).__name__ != "Conflict"] == []
    assert Ballot.objects.count() == 1
    assert tallies.check(committed_poll) == []


def test_of_twenty_forms_of_one_voter_one_is_taken_and_the_others_are_told(committed_poll, in_threads):
    browser = secrets.token_bytes(16)
    results = in_threads(
        lambda n: cast_ballot(
            poll=fresh(committed_poll),
            browser_token=browser,
            answer=answer(committed_poll, n),
            expected_version=0,
            idempotency_key=f"form-{n}",
        ),
        20,
    )
    assert len(faults(results)) == 19
    assert all(isinstance(fault, StaleBallot) for fault in faults(results))
    [ballot] = Ballot.objects.all()
    assert all(fault.current.leaf == ballot.leaf for fault in faults(results))
    assert tallies.check(committed_poll) == []


def test_one_voter_from_eight_threads_in_25_polls_is_never_two(committed_db, make_poll, in_threads):
    polls = [fresh(make_poll()) for _ in range(25)]
    user, browser = UserFactory(), secrets.token_bytes(16)

    def vote_everywhere(thread):
        for number, poll in enumerate(polls):
            cast_ballot(poll=poll, user=user, browser_token=browser, answer=answer(poll, thread + number))

    assert faults(in_threads(vote_everywhere, 8)) == []
    assert Ballot.objects.count() == 25
    for poll in polls:
        assert tallies.check(poll) == []


@pytest.mark.parametrize("round_", range(4))
def test_an_account_and_a_visitor_racing_from_one_browser_count_once(committed_poll, in_threads, round_):
    browser, user = secrets.token_bytes(16), UserFactory()

    def vote(number):
        who = user if number % 2 else None
        return cast_ballot(
            poll=fresh(committed_poll), user=who, browser_token=browser, answer=answer(committed_poll, number)
        )

    results = in_threads(vote, 8)
    assert all(isinstance(fault, BrowserSpent) for fault in faults(results))
    assert sum(tallies.ballots_by_channel([committed_poll.pk])[committed_poll.pk].values()) == 1
    assert Ballot.objects.filter(state="counted").get().channel == "registered"
    assert tallies.check(committed_poll) == []


def test_converting_and_voting_at_once_counts_once(committed_poll, in_threads):
    browser, user = secrets.token_bytes(16), UserFactory()
    cast_ballot(poll=committed_poll, browser_token=browser, answer=answer(committed_poll, 0))

    def deed(number):
        poll = fresh(committed_poll)
        if number % 2:
            return convert_ballot(poll=poll, user=user, browser_token=browser)
        elsewhere = secrets.token_bytes(16)
        return cast_ballot(poll=poll, user=user, browser_token=elsewhere, answer=answer(poll, number))

    results = in_threads(deed, 8)
    assert all(isinstance(fault, StaleBallot) for fault in faults(results))
    assert tallies.ballots_by_channel([committed_poll.pk])[committed_poll.pk] == {"registered": 1, "visitor": 0}
    assert tallies.check(committed_poll) == []


def test_folding_and_casting_at_once_loses_nothing(committed_poll, in_threads):
    def deed(number):
        poll = fresh(committed_poll)
        for step in range(10):
            if number % 4 == 0:
                tallies.roll_up(poll.pk)
            else:
                cast_ballot(poll=poll, browser_token=secrets.token_bytes(16), answer=answer(poll, step))

    assert faults(in_threads(deed, 8)) == []
    assert Ballot.objects.count() == 60
    tallies.roll_up(committed_poll.pk)
    assert not TallyDelta.objects.exists()
    assert tallies.check(committed_poll) == []


def test_the_clock_is_read_after_the_lock_so_that_who_waited_past_the_end_is_late(committed_db, make_poll):
    with clock.at(clock.now() - timedelta(hours=2)):
        poll = make_poll(closes_at=clock.now() + timedelta(hours=2, seconds=1))
    held, told = threading.Event(), []

    def hold_past_the_end():
        with transaction.atomic():
            lock_for_closing(poll.pk)
            held.set()
            sleep(max(0, (poll.closes_at - clock.now()).total_seconds()) + 0.3)
        connections.close_all()

    def vote():
        try:
            told.append(cast_ballot(poll=fresh(poll), browser_token=secrets.token_bytes(16), answer=answer(poll, 0)))
        except Exception as fault:
            told.append(fault)
        connections.close_all()

    holder, voter = threading.Thread(target=hold_past_the_end), threading.Thread(target=vote)
    poll = fresh(poll)
    holder.start()
    held.wait(5)
    assert clock.now() < poll.closes_at
    voter.start()
    holder.join()
    voter.join()
    assert isinstance(told[0], PollNotOpen), told
    assert not Ballot.objects.exists()


def test_nothing_comes_in_once_the_closing_has_been_told(committed_poll, in_threads):
    moderator, counted = ModeratorFactory(), []
    choices_of(committed_poll)

    def deed(number):
        poll = fresh(committed_poll)
        if number == 0:
            sleep(0.15)
            close_poll(moderator=moderator, poll=poll, reason="انتهى")
            counted.append(Ballot.objects.count())
            return
        for step in range(200):
            try:
                cast_ballot(poll=poll, browser_token=secrets.token_bytes(16), answer=answer(poll, step))
            except PollNotOpen:
                return

    assert faults(in_threads(deed, 6)) == []
    assert Ballot.objects.count() == counted[0]
    assert tallies.check(committed_poll) == []
