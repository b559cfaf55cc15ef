"""Casting: one voter, one ballot."""

import secrets
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from moderation.models import Sanction, Status
from opinion_polls import answers, ballot_box, tallies
from opinion_polls.actions import cast_ballot, close_poll, record_ballot
from opinion_polls.models import Ballot, BrowserKey, Poll, SpentLeaf
from opinion_polls.receipts import BrowserSpent, Outcome, PollNotOpen, StaleBallot
from realtime.doors import Refused
from realtime.models import Event
from sharek import clock
from tests.factories import ModeratorFactory, UserFactory

from .conftest import choose

pytestmark = pytest.mark.django_db


def token() -> bytes:
    return secrets.token_bytes(16)


def counts(poll: Poll, channel: str = "visitor") -> dict[str, int]:
    return tallies.read([poll.pk])[poll.pk].get((channel, "counted"), {})


def test_a_visitor_votes_and_is_counted_in_the_visitors_column(poll):
    receipt = cast_ballot(poll=poll, browser_token=token(), answer=choose(poll, 2))
    assert receipt.outcome is Outcome.CAST
    assert receipt.channel == "visitor"
    chosen = choose(poll, 2)["choices"][0]
    assert counts(poll) == {"n": 1, f"c{chosen}": 1}
    assert counts(poll, "registered") == {}


def test_an_account_votes_and_is_counted_in_the_registered_column(poll):
    receipt = cast_ballot(poll=poll, user=UserFactory(), browser_token=token(), answer=choose(poll, 1))
    assert receipt.channel == "registered"
    assert counts(poll, "registered")["n"] == 1
    assert counts(poll) == {}


def test_two_browsers_are_two_voters_with_two_receipts(poll):
    first = cast_ballot(poll=poll, browser_token=token(), answer=choose(poll, 1))
    second = cast_ballot(poll=poll, browser_token=token(), answer=choose(poll, 2))
    assert first.code != second.code
    assert Ballot.objects.count() == 2


def test_a_ballot_without_account_and_browser_is_an_error_and_never_a_stranger_s(poll):
    with pytest.raises(ValueError, match="token"):
        cast_ballot(poll=poll, answer=choose(poll, 1))
    with pytest.raises(ValueError, match="128 bits"):
        cast_ballot(poll=poll, browser_token=b"", answer=choose(poll, 1))


def test_a_vote_can_be_changed_and_the_old_leaf_is_kept_as_spent(poll):
    browser = token()
    first = cast_ballot(poll=poll, browser_token=browser, answer=choose(poll, 1))
    second = cast_ballot(poll=poll, browser_token=browser, answer=choose(poll, 2), expected_version=1)
    assert second.outcome is Outcome.CHANGED
    assert second.version == 2
    assert counts(poll) == {"n": 1, f"c{choose(poll, 2)['choices'][0]}": 1}
    assert SpentLeaf.objects.get().leaf == first.leaf
    assert Ballot.objects.get().supersedes == first.leaf


def test_the_second_of_two_tabs_is_told_what_the_first_one_chose(poll):
    browser = token()
    cast_ballot(poll=poll, browser_token=browser, answer=choose(poll, 1), expected_version=0, idempotency_key="tab-1")
    with pytest.raises(StaleBallot) as stale:
        cast_ballot(
            poll=poll, browser_token=browser, answer=choose(poll, 2), expected_version=0, idempotency_key="tab-2"
        )
    assert stale.value.current.answer == choose(poll, 1)
    assert Ballot.objects.get().answer == choose(poll, 1)


def test_a_double_click_gets_the_same_receipt(poll):
    browser = token()
    sent = {"answer": choose(poll, 1), "expected_version": 0, "idempotency_key": "one-form"}
    first = cast_ballot(poll=poll, browser_token=browser, **sent)
    second = cast_ballot(poll=poll, browser_token=browser, **sent)
    assert second.outcome is Outcome.REPEATED
    assert (second.leaf, second.version) == (first.leaf, first.version)
    assert counts(poll)["n"] == 1


def test_the_same_form_with_another_answer_is_not_taken_for_a_double_click(poll):
    browser = token()
    cast_ballot(poll=poll, browser_token=browser, answer=choose(poll, 1), expected_version=0, idempotency_key="form")
    with pytest.raises(StaleBallot):
        cast_ballot(
            poll=poll, browser_token=browser, answer=choose(poll, 2), expected_version=0, idempotency_key="form"
        )


def test_nobody_votes_a_second_late_and_nobody_a_second_early(poll):
    with clock.at(poll.closes_at - timedelta(seconds=1)):
        cast_ballot(poll=poll, browser_token=token(), answer=choose(poll, 1))
    for moment in (poll.closes_at, poll.closes_at + timedelta(seconds=1), poll.opens_at - timedelta(seconds=1)):
        with clock.at(moment), pytest.raises(PollNotOpen):
            cast_ballot(poll=poll, browser_token=token(), answer=choose(poll, 1))
    assert Ballot.objects.count() == 1


def test_a_poll_closed_early_takes_nothing_from_a_page_that_still_shows_it_open(poll):
    seen_open = Poll.objects.get(pk=poll.pk)
    close_poll(moderator=ModeratorFactory(), poll=poll, reason="فُتح خطأ.")
    with pytest.raises(PollNotOpen):
        cast_ballot(poll=seen_open, browser_token=token(), answer=choose(poll, 1))


def test_a_poll_whose_topic_was_hidden_takes_nothing(poll):
    poll.topic.status = Status.HIDDEN
    poll.topic.save()
    with pytest.raises(PollNotOpen):
        cast_ballot(poll=poll, browser_token=token(), answer=choose(poll, 1))


def test_an_unverified_and_a_suspended_account_are_refused(poll):
    with pytest.raises(PermissionDenied):
        cast_ballot(poll=poll, user=UserFactory(verified_at=None), answer=choose(poll, 1))
    suspended = UserFactory()
    Sanction.objects.create(user=suspended, kind=Sanction.Kind.SUSPEND, imposed_by=ModeratorFactory())
    with pytest.raises(PermissionDenied):
        cast_ballot(poll=poll, user=suspended, answer=choose(poll, 1))


def test_an_account_uses_up_the_visitor_s_vote_of_its_browser(poll):
    browser = token()
    cast_ballot(poll=poll, user=UserFactory(), browser_token=browser, answer=choose(poll, 1))
    with pytest.raises(BrowserSpent):
        cast_ballot(poll=poll, browser_token=browser, answer=choose(poll, 1))
    assert counts(poll) == {}


def test_an_account_that_votes_takes_its_browser_s_visitor_ballot_out_of_the_count(poll):
    browser, user = token(), UserFactory()
    visitor = cast_ballot(poll=poll, browser_token=browser, answer=choose(poll, 1))
    cast_ballot(poll=poll, user=user, browser_token=browser, answer=choose(poll, 2))
    assert counts(poll) == {}
    assert counts(poll, "registered")["n"] == 1
    assert Ballot.objects.get(leaf=visitor.leaf).state == Ballot.State.SUPERSEDED
    assert Ballot.objects.get(channel="registered").supersedes == visitor.leaf


def test_signed_in_signed_out_and_in_again_is_never_silently_two(poll):
    browser, user = token(), UserFactory()
    cast_ballot(poll=poll, user=user, browser_token=browser, answer=choose(poll, 1))
    with pytest.raises(BrowserSpent):
        cast_ballot(poll=poll, browser_token=browser, answer=choose(poll, 2))
    again = cast_ballot(poll=poll, user=user, browser_token=browser, answer=choose(poll, 3))
    assert again.outcome is Outcome.CHANGED
    assert sum(counts(poll, channel).get("n", 0) for channel in ("registered", "visitor")) == 1


def test_two_accounts_may_share_a_browser(poll):
    browser = token()
    for user in (UserFactory(), UserFactory()):
        cast_ballot(poll=poll, user=user, browser_token=browser, answer=choose(poll, 1))
    assert counts(poll, "registered")["n"] == 2
    assert BrowserKey.objects.count() == 1


@pytest.mark.parametrize("numbers", [(), (1, 2)])
def test_the_answer_must_fit_the_kind(poll, numbers):
    with pytest.raises(Refused) as refused:
        cast_ballot(poll=poll, browser_token=token(), answer=choose(poll, *numbers))
    assert refused.value.field == "answer"
    assert not Ballot.objects.exists()
    assert not BrowserKey.objects.exists()


def test_a_cast_writes_no_event_and_never_the_poll(poll):
    before = Poll.objects.values().get(pk=poll.pk)
    events = Event.objects.count()
    cast_ballot(poll=poll, browser_token=token(), answer=choose(poll, 1))
    assert Event.objects.count() == events
    assert Poll.objects.values().get(pk=poll.pk) == before


def test_the_same_account_and_browser_have_other_keys_in_another_poll(poll, make_poll):
    other = make_poll()
    browser, user = token(), UserFactory()
    for one in (poll, other):
        cast_ballot(poll=one, user=user, browser_token=browser, answer=choose(one, 1))
    assert len(set(Ballot.objects.values_list("voter_key", flat=True))) == 2
    assert len(set(BrowserKey.objects.values_list("key", flat=True))) == 2


def test_a_receipt_s_leaf_opens_with_what_the_ballot_holds(poll):
    receipt = cast_ballot(poll=poll, browser_token=token(), answer=choose(poll, 1))
    ballot = Ballot.objects.get()
    assert answers.leaf(poll, ballot.channel, ballot.answer, bytes(ballot.nonce), ballot.supersedes) == receipt.leaf
    assert receipt.leaf.startswith(answers.beginning_of_leaf(receipt.code))


def test_a_cast_takes_few_queries(poll, query_count, monkeypatch):
    monkeypatch.setattr("opinion_polls.actions.casting.FOLD_ONE_IN", 10**9)
    poll = Poll.objects.with_choices().get(pk=poll.pk)
    browser, user = token(), User.objects.get(pk=UserFactory().pk)
    answer = choose(poll, 1)
    savepoints = 2
    assert query_count(lambda: cast_ballot(poll=poll, browser_token=browser, answer=answer)) == 4 + savepoints
    answer = choose(poll, 2)
    assert query_count(lambda: cast_ballot(poll=poll, browser_token=browser, answer=answer)) == 5 + savepoints
    signed_in = {"user": user, "browser_token": token()}
    assert query_count(lambda: cast_ballot(poll=poll, answer=answer, **signed_in)) == 4 + savepoints


def test_the_loader_s_door_keeps_all_rules(poll):
    key = secrets.token_bytes(32)
    for _ in range(2):
        record_ballot(poll=poll, voter_key=key, channel=Ballot.Channel.REGISTERED, answer=choose(poll, 1))
    assert counts(poll, "registered")["n"] == 1
    with clock.at(poll.closes_at), pytest.raises(PollNotOpen):
        record_ballot(poll=poll, voter_key=b"x" * 32, channel=Ballot.Channel.VISITOR, answer=choose(poll, 1))


@pytest.mark.parametrize("kind", Sanction.Kind.values)
@pytest.mark.parametrize(("starts", "ends"), [(-2, None), (-2, -1), (-2, 3), (2, None), (2, 3)])
def test_the_cast_asks_about_suspensions_as_everybody_else_does(poll, kind, starts, ends):
    user, now = UserFactory(), clock.now()
    Sanction.objects.create(
        user=user,
        kind=kind,
        imposed_by=ModeratorFactory(),
        starts_at=now + timedelta(hours=starts),
        ends_at=None if ends is None else now + timedelta(hours=ends),
    )
    suspended = Sanction.objects.active().filter(user=user, kind=Sanction.Kind.SUSPEND).exists()
    assert ballot_box.look(poll.pk, [b"x" * 32], now, user_id=user.pk).suspended is suspended
