"""A visitor who signs in takes the ballot along."""

import secrets

import pytest

from opinion_polls import tallies
from opinion_polls.actions import cast_ballot, convert_ballot
from opinion_polls.models import Ballot
from opinion_polls.receipts import BrowserSpent, Outcome, PollNotOpen, StaleBallot
from sharek import clock
from tests.factories import UserFactory

from .conftest import choose

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return secrets.token_bytes(16)


def numbers(poll):
    return tallies.ballots_by_channel([poll.pk])[poll.pk]


def test_the_visitor_s_answer_counts_with_the_registered_instead(poll, browser):
    visitor = cast_ballot(poll=poll, browser_token=browser, answer=choose(poll, 2))
    receipt = convert_ballot(poll=poll, user=UserFactory(), browser_token=browser)
    assert receipt.outcome is Outcome.CONVERTED
    assert receipt.answer == choose(poll, 2)
    assert numbers(poll) == {"registered": 1, "visitor": 0}
    assert Ballot.objects.get(leaf=visitor.leaf).state == Ballot.State.SUPERSEDED
    assert tallies.check(poll) == []


def test_where_the_account_had_voted_its_ballot_stands(poll, browser):
    user = UserFactory()
    cast_ballot(poll=poll, user=user, browser_token=secrets.token_bytes(16), answer=choose(poll, 1))
    cast_ballot(poll=poll, browser_token=browser, answer=choose(poll, 2))
    receipt = convert_ballot(poll=poll, user=user, browser_token=browser)
    assert receipt.outcome is Outcome.KEPT
    assert receipt.answer == choose(poll, 1)
    assert numbers(poll) == {"registered": 1, "visitor": 0}
    assert tallies.check(poll) == []


def test_converting_twice_says_that_there_is_nothing_left(poll, browser):
    user = UserFactory()
    cast_ballot(poll=poll, browser_token=browser, answer=choose(poll, 2))
    convert_ballot(poll=poll, user=user, browser_token=browser)
    with pytest.raises(StaleBallot):
        convert_ballot(poll=poll, user=user, browser_token=browser)
    assert numbers(poll) == {"registered": 1, "visitor": 0}


def test_afterwards_the_browser_casts_no_visitor_s_ballot_any_more(poll, browser):
    cast_ballot(poll=poll, browser_token=browser, answer=choose(poll, 2))
    convert_ballot(poll=poll, user=UserFactory(), browser_token=browser)
    with pytest.raises(BrowserSpent):
        cast_ballot(poll=poll, browser_token=browser, answer=choose(poll, 1))


def test_without_a_visitor_s_ballot_there_is_nothing_to_convert(poll, browser):
    with pytest.raises(StaleBallot):
        convert_ballot(poll=poll, user=UserFactory(), browser_token=browser)
    assert numbers(poll) == {"registered": 0, "visitor": 0}


def test_nothing_converts_after_closing(poll, browser):
    cast_ballot(poll=poll, browser_token=browser, answer=choose(poll, 2))
    with clock.at(poll.closes_at), pytest.raises(PollNotOpen):
        convert_ballot(poll=poll, user=UserFactory(), browser_token=browser)
    assert numbers(poll) == {"registered": 0, "visitor": 1}
