"""Counting: whatever happens in whatever order, the tally is what a recount of the ballots gives."""

import secrets
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opinion_polls import jobs, tallies
from opinion_polls.actions import cast_ballot, convert_ballot, record_ballot
from opinion_polls.models import Ballot, BrowserKey, Poll, Tally, TallyDelta
from realtime.doors import Conflict, Refused
from sharek import clock
from tests.factories import UserFactory

from .conftest import choices_of, choose

KINDS = Poll.Kind.values


def fill(poll, number, channel="visitor"):
    keys = [choice.pk for choice in choices_of(poll)]
    for n in range(number):
        record_ballot(
            poll=poll, voter_key=secrets.token_bytes(32), channel=channel, answer={"choices": [keys[n % len(keys)]]}
        )


@pytest.mark.django_db
def test_a_reading_is_the_same_before_and_after_folding(poll):
    fill(poll, 9)
    before = tallies.read([poll.pk])
    assert tallies.roll_up(poll.pk) == 18
    assert not TallyDelta.objects.exists()
    assert tallies.read([poll.pk]) == before
    assert tallies.ballots_by_channel([poll.pk])[poll.pk] == {"registered": 0, "visitor": 9}
    fill(poll, 2, "registered")
    tallies.roll_up(poll.pk)
    assert tallies.ballots_by_channel([poll.pk])[poll.pk] == {"registered": 2, "visitor": 9}
    assert tallies.check(poll) == []


@pytest.mark.django_db
def test_folding_goes_on_until_nothing_waits(poll, monkeypatch):
    monkeypatch.setattr(tallies, "BATCH", 4)
    fill(poll, 9)
    assert tallies.roll_up(poll.pk) == 18
    assert tallies.check(poll) == []


@pytest.mark.django_db
def test_a_reading_is_one_statement_whatever_the_number_of_polls(poll, make_poll):
    polls = [poll.pk, *(make_poll().pk for _ in range(3))]
    with CaptureQueriesContext(connection) as queries:
        tallies.read(polls)
    assert len(queries) == 1


@pytest.mark.django_db
def test_folding_that_dies_halfway_loses_nothing(poll, monkeypatch):
    fill(poll, 5)
    before = tallies.read([poll.pk])
    fold = "_fold_postgres" if connection.vendor == "postgresql" else "_fold_sqlite"
    real = getattr(tallies, fold)

    def die(poll_id):
        real(poll_id)
        raise KeyboardInterrupt

    monkeypatch.setattr(tallies, fold, die)
    with pytest.raises(KeyboardInterrupt):
        tallies.roll_up(poll.pk)
    monkeypatch.undo()
    assert TallyDelta.objects.count() == 10
    assert tallies.read([poll.pk]) == before
    tallies.roll_up(poll.pk)
    assert tallies.read([poll.pk]) == before


@pytest.mark.django_db
def test_the_worker_folds_every_poll(poll, make_poll):
    other = make_poll()
    fill(poll, 3)
    fill(other, 2)
    jobs.every_minute()
    assert not TallyDelta.objects.exists()
    assert Tally.objects.filter(poll=other, cell="n").get().count == 2


@pytest.mark.django_db(transaction=True)
def test_casts_fold_by_themselves_now_and_then(make_poll, monkeypatch):
    poll = make_poll()
    monkeypatch.setattr("opinion_polls.actions.casting.FOLD_ONE_IN", 1)
    fill(poll, 3)
    assert not TallyDelta.objects.exists()
    assert tallies.check(poll) == []


@pytest.mark.django_db
def test_a_recount_names_what_differs(poll):
    fill(poll, 3)
    tallies.roll_up(poll.pk)
    out = StringIO()
    call_command("recount_poll", str(poll.pk), stdout=out)
    assert "agree" in out.getvalue()
    Tally.objects.filter(cell="n").update(count=4)
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("recount_poll", "all", stdout=out)
    assert error.value.returncode == 1
    assert "visitor counted n: tally 4, ballots 3" in out.getvalue()
    for given_ in ("0", "x", "-1", "٣"):
        with pytest.raises(CommandError) as error:
            call_command("recount_poll", given_)
        assert error.value.returncode == 2


@pytest.mark.django_db
def test_what_is_kept_for_a_while_is_forgotten_in_time(poll):
    receipt = cast_ballot(poll=poll, browser_token=b"1" * 16, answer=choose(poll, 1))
    with clock.at(poll.closes_at + jobs.MINUTES_LIVE):
        jobs.every_day()
        assert Ballot.objects.get().minute is None
        assert Poll.objects.get().secret is not None
    with clock.at(poll.closes_at + jobs.SECRET_LIVES):
        jobs.every_day()
    assert Poll.objects.get().secret is None
    assert not BrowserKey.objects.exists()
    assert Ballot.objects.get().leaf == receipt.leaf
    assert tallies.check(poll) == []


# --- any sequence of deeds ----------------------------------------------------------------------

DEEDS = st.one_of(
    st.tuples(st.just("visitor"), st.integers(0, 2), st.integers(0, 30)),
    st.tuples(st.just("account"), st.integers(0, 1), st.integers(0, 2), st.integers(0, 30)),
    st.tuples(st.just("convert"), st.integers(0, 1), st.integers(0, 2)),
    st.tuples(st.just("fold")),
)


def some_answer(poll, number):
    keys = [choice.pk for choice in poll.choices.all()]
    if poll.kind == Poll.Kind.SINGLE:
        return {"choices": [keys[number % len(keys)]]}
    if poll.kind == Poll.Kind.MULTIPLE:
        return {"choices": [key for bit, key in enumerate(keys[:3]) if (number % 7 + 1) >> bit & 1]}
    if poll.kind == Poll.Kind.SCALE:
        return {"scale": {str(key): 1 + (number + place) % 5 for place, key in enumerate(keys[: 1 + number % 3])}}
    shift = number % len(keys)
    order = keys[shift:] + keys[:shift]
    return {"ranking": [order[:1], order[1 : 1 + number % 3]]}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(DEEDS, max_size=14))
def test_after_any_deeds_tally_and_recount_agree(make_poll, kind, deeds):
    poll = Poll.objects.with_choices().get(pk=make_poll(kind=kind).pk)
    browsers = [secrets.token_bytes(16) for _ in range(3)]
    users = [UserFactory() for _ in range(2)]
    for name, *given_ in deeds:
        try:
            if name == "visitor":
                cast_ballot(poll=poll, browser_token=browsers[given_[0]], answer=some_answer(poll, given_[1]))
            elif name == "account":
                user, browser, number = given_
                cast_ballot(
                    poll=poll, user=users[user], browser_token=browsers[browser], answer=some_answer(poll, number)
                )
            elif name == "convert":
                convert_ballot(poll=poll, user=users[given_[0]], browser_token=browsers[given_[1]])
            else:
                tallies.roll_up(poll.pk)
        except (Conflict, Refused):
            pass
        assert tallies.check(poll) == []
    live = Ballot.objects.filter(poll=poll, state="counted")
    assert live.filter(channel="registered").count() <= len(users)
    spent = set(BrowserKey.objects.filter(poll=poll, spent=True).values_list("key", flat=True))
    assert not live.filter(channel="visitor", voter_key__in=spent).exists()
