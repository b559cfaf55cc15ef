"""Ranked answers by pairs, against cases counted by hand."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opinion_polls.answers import cells
from opinion_polls.ranking import standing, wins

A, B, C, D = 1, 2, 3, 4


def counted(*ballots):
    """Count (number, ranking) pairs; a ranking is a list of choices or of groups of equals."""
    choices = sorted({A, B, C})
    found = {}
    for number, ranking in ballots:
        groups = [place if isinstance(place, list) else [place] for place in ranking]
        for cell in cells({"ranking": groups}, choices):
            found[cell] = found.get(cell, 0) + number
    return found


def test_who_beats_everybody_wins():
    # Wikipedia's example shape: A first by most, B beats C.
    found = standing(counted((5, [A, B, C]), (4, [B, A, C]), (3, [A, C, B])), [A, B, C])
    assert found.winner == A


def test_the_compromise_wins_over_the_two_camps():
    # B is nobody's last choice: B beats A 55:45 and C 60:40 though it has the fewest first places.
    found = standing(counted((45, [A, B, C]), (15, [B, C, A]), (40, [C, B, A])), [A, B, C])
    assert found.winner == B


def test_a_circle_has_no_winner():
    found = standing(counted((1, [A, B, C]), (1, [B, C, A]), (1, [C, A, B])), [A, B, C])
    assert found.winner is None
    assert found.best == (A, B, C)
    assert not found.is_level


def test_eleven_eleven_eleven_is_the_same_circle_each_of_a_hundred_times():
    ballots = [(11, [A, B, C]), (11, [B, C, A]), (11, [C, A, B])]
    chance = random.Random(7)
    found = set()
    for _ in range(100):
        chance.shuffle(ballots)
        found.add(standing(counted(*ballots), [A, B, C]))
    assert len(found) == 1
    assert found.pop().best == (A, B, C)


def test_two_level_ahead_of_a_third_are_said_to_be_level():
    found = standing(counted((4, [A, B, C]), (4, [B, A, C])), [A, B, C])
    assert (found.winner, found.best, found.is_level) == (None, (A, B), True)


def test_without_ballots_all_are_level():
    found = standing({}, [A, B, C])
    assert (found.winner, found.best, found.is_level) == (None, (A, B, C), True)


def test_equals_count_for_neither_and_what_is_left_out_comes_last():
    cells_ = counted((2, [[A, B]]), (1, [C]))
    assert cells_ == {"n": 3, "c1>c3": 2, "c2>c3": 2, "c3>c1": 1, "c3>c2": 1}
    assert standing(cells_, [A, B, C]).best == (A, B)
    assert wins(cells_, [A, B, C]) == {A: 1, B: 1, C: 0}


@given(st.lists(st.permutations([A, B, C, D]), max_size=12), st.randoms())
def test_neither_the_order_of_ballots_nor_of_choices_decides(rankings, chance):
    def stand(order, choices):
        found = {}
        for ranking in order:
            for cell in cells({"ranking": [[one] for one in ranking]}, choices):
                found[cell] = found.get(cell, 0) + 1
        result = standing(found, choices)
        return result.winner, set(result.best), result.is_level, found

    winner, best, is_level, found = stand(rankings, [A, B, C, D])
    mixed, choices = list(rankings), [A, B, C, D]
    chance.shuffle(mixed)
    chance.shuffle(choices)
    assert stand(mixed, choices)[:3] == (winner, best, is_level)
    for member in best:
        for other in {A, B, C, D} - best:
            assert found.get(f"c{member}>c{other}", 0) > found.get(f"c{other}>c{member}", 0)


@pytest.mark.parametrize("choices", [[A], [A, B]])
def test_one_or_two_choices(choices):
    assert standing({"n": 1, "c1>c2": 1}, choices).winner == A
