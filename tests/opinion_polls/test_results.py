"""What results say, and what they keep to themselves while few have voted."""

import secrets
from datetime import timedelta

import pytest

from opinion_polls import breakdowns
from opinion_polls.actions import close_poll, record_ballot
from opinion_polls.models import Breakdown, Poll
from opinion_polls.permissions import may_see_results
from opinion_polls.results import results_of
from sharek import clock
from tests.factories import ModeratorFactory

from .conftest import choices_of

pytestmark = pytest.mark.django_db


def vote(poll, *numbers, channel="visitor", key=None):
    """Cast one ballot for each number, for the choice at that position; return the last one's key."""
    keys = [choice.pk for choice in choices_of(poll)]
    for number in numbers:
        key = key or secrets.token_bytes(32)
        record_ballot(poll=poll, voter_key=key, channel=channel, answer={"choices": [keys[number - 1]]})
        last, key = key, None
    return last


def column(poll, channel="visitor"):
    found = results_of([Poll.objects.with_choices().get(pk=poll.pk)])[poll.pk]
    return next(one for one in found.columns if one.channel == channel)


def percents(poll, channel="visitor"):
    return [bar.percent for bar in column(poll, channel).bars]


def test_a_column_of_nine_shows_only_their_number(poll):
    vote(poll, *[1] * 9)
    assert column(poll).ballots == 9
    assert not column(poll).is_shown
    vote(poll, 2)
    assert column(poll).is_shown
    assert percents(poll) == [90, 10, 0, 0]


def test_the_two_columns_never_touch(poll):
    vote(poll, *[1] * 10)
    vote(poll, *[2] * 12, channel="registered")
    assert percents(poll) == [100, 0, 0, 0]
    assert percents(poll, "registered") == [0, 100, 0, 0]


def test_below_fifty_the_shares_move_five_ballots_at_a_time(poll):
    vote(poll, *[1] * 10)
    seen = [column(poll).shown]
    for _ in range(45):
        vote(poll, 2)
        now = column(poll).shown
        if now.as_of != seen[-1].as_of:
            seen.append(now)
        assert now.ballots - now.as_of < 5
    assert [one.as_of for one in seen] == [10, 15, 20, 25, 30, 35, 40, 45, 50, 51, 52, 53, 54, 55]


def test_a_changed_vote_is_not_read_off_either(poll):
    vote(poll, *[1] * 11)
    column(poll)
    key = vote(poll, 1)
    before = percents(poll)
    vote(poll, 2, key=key)
    assert percents(poll) == before == [100, 0, 0, 0]
    assert column(poll).is_behind


def test_whoever_reads_first_after_a_step_fixes_it_for_all(poll):
    vote(poll, *[1] * 13)
    assert column(poll).shown.as_of == 13
    vote(poll, *[2] * 4)
    assert column(poll).shown.as_of == 13
    vote(poll, 2)
    assert column(poll).shown.as_of == 18
    assert Breakdown.objects.get().ballots == 18


def test_a_reader_who_comes_late_with_old_counts_shows_what_others_see(poll, monkeypatch):
    vote(poll, *[1] * 14)
    Breakdown.objects.create(poll=poll, channel="visitor", ballots=12, cells={"n": 12})
    real, first = breakdowns._kept, [{}]
    monkeypatch.setattr(breakdowns, "_kept", lambda keys: first.pop() if first else real(keys))
    assert column(poll).shown.as_of == 12


def test_once_closed_all_is_shown_from_ten_on(poll):
    vote(poll, *[1] * 12, 2)
    assert column(poll).shown.as_of == 13
    vote(poll, 2)
    assert column(poll).shown.as_of == 13
    closed = close_poll(moderator=ModeratorFactory(), poll=poll, reason="س")
    assert column(closed).shown.as_of == 14
    assert not column(closed).is_behind


def test_a_conclusion_is_drawn_after_closing_only_and_from_enough_ballots(poll):
    vote(poll, *[1] * 8, *[2] * 4)
    assert column(poll).conclusion == ""
    with clock.at(poll.closes_at):
        assert "الأكثر اختيارًا" in column(poll).conclusion
        assert choices_of(poll)[0].label in column(poll).conclusion


def test_too_few_ballots_give_no_conclusion(make_poll):
    poll = make_poll(min_ballots=30)
    vote(poll, *[1] * 20)
    with clock.at(poll.closes_at):
        assert column(poll).is_shown
        assert column(poll).conclusion == ""


def test_a_tie_is_said_as_a_tie(poll):
    vote(poll, *[1] * 11, *[2] * 11, *[3] * 11)
    labels = [choice.label for choice in choices_of(poll)][:3]
    with clock.at(poll.closes_at):
        said = {column(poll).conclusion for _ in range(100)}
    assert len(said) == 1
    assert all(label in next(iter(said)) for label in labels)
    assert "بالتساوي" in next(iter(said))


def test_the_scale_shows_the_share_of_those_who_agree(make_poll):
    poll = make_poll(kind=Poll.Kind.SCALE)
    a, b, _c = (choice.pk for choice in choices_of(poll))
    for value in (5, 4, 4, 3, 1) * 2:
        answer = {"scale": {str(a): value, str(b): 1}}
        record_ballot(poll=poll, voter_key=secrets.token_bytes(32), channel="visitor", answer=answer)
    assert percents(poll) == [60, 0, None]
    rows = results_of([Poll.objects.with_choices().get(pk=poll.pk)])[poll.pk].groups[0].rows
    assert [row.cells[1][1] for row in rows] == [2, 4, 2, 0, 2]


def test_ranked_results_say_who_comes_before_whom(make_poll):
    poll = make_poll(kind=Poll.Kind.RANKED, none_of_these=False)
    a, b, c = (choice.pk for choice in choices_of(poll))
    for ranking, times in (([[a], [b], [c]], 7), ([[b], [c], [a]], 4), ([[c], [a], [b]], 1)):
        for _ in range(times):
            record_ballot(poll=poll, voter_key=secrets.token_bytes(32), channel="visitor", answer={"ranking": ranking})
    bars = column(poll).bars
    assert [bar.words for bar in bars] == ["يتقدّم على 2 من 2", "يتقدّم على 1 من 2", "يتقدّم على 0 من 2"]
    with clock.at(poll.closes_at):
        assert choices_of(poll)[0].label in column(poll).conclusion


@pytest.mark.parametrize(
    ("visibility", "open_before", "open_after", "closed"),
    [("always", True, True, True), ("after_vote", False, True, True), ("after_close", False, False, True)],
)
def test_one_rule_says_who_may_see_results(make_poll, visibility, open_before, open_after, closed):
    poll = make_poll(visibility=visibility)
    assert may_see_results(poll, has_voted=False) is open_before
    assert may_see_results(poll, has_voted=True) is open_after
    with clock.at(poll.closes_at):
        assert may_see_results(poll, has_voted=False) is closed


def test_nothing_is_seen_before_the_opening(make_poll):
    poll = make_poll(visibility="always", opens_at=clock.now() + timedelta(hours=1))
    assert not may_see_results(poll, has_voted=False)


def test_results_take_the_same_queries_for_one_and_for_many(make_poll, query_count):
    def cost(number):
        polls = [make_poll() for _ in range(number)]
        for poll in polls:
            vote(poll, *[1] * 3)
        found = list(Poll.objects.with_choices().filter(pk__in=[poll.pk for poll in polls]))
        return query_count(lambda: results_of(found))

    assert cost(1) == cost(4) == 1
