"""What each kind takes, and how an answer is written down."""

import hashlib
import json

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from opinion_polls import answers
from opinion_polls.models import Choice, Poll
from realtime.doors import Refused

CHOICES = [Choice(pk=3, position=1, solution_id=1), Choice(pk=5, position=2, solution_id=2), Choice(pk=7, position=3)]


def poll(kind, **facts):
    return Poll(pk=1, kind=kind, schema_hash="ab" * 32, **facts)


@pytest.mark.parametrize(
    ("kind", "given_", "stored"),
    [
        ("single", {"choices": ["3"]}, {"choices": [3]}),
        ("multiple", {"choices": [5, "3", 3]}, {"choices": [3, 5]}),
        ("multiple", {"choices": [7]}, {"choices": [7]}),
        ("scale", {"scale": {5: 1, "3": 4}}, {"scale": {"3": 4, "5": 1}}),
        ("ranked", {"ranking": [[5], [], [7, 3]]}, {"ranking": [[5], [3, 7]]}),
        ("ranked", {"ranking": [[5]]}, {"ranking": [[5]]}),
    ],
)
def test_an_answer_has_one_written_form(kind, given_, stored):
    assert answers.checked(poll(kind), CHOICES, given_) == stored


@pytest.mark.parametrize(
    ("kind", "given_"),
    [
        ("single", {}),
        ("single", {"choices": []}),
        ("single", {"choices": [3, 5]}),
        ("single", {"choices": [4]}),
        ("single", {"choices": "3"}),
        ("single", {"choices": [True]}),
        ("single", {"choices": [3.0]}),
        ("single", {"choices": ["٣" * 30]}),
        ("single", {"scale": {"3": 1}}),
        ("multiple", {"choices": [3, 7]}),
        ("multiple", {"choices": [None]}),
        ("scale", {"scale": {}}),
        ("scale", {"scale": {"3": 6}}),
        ("scale", {"scale": {"3": True}}),
        ("scale", {"scale": [3]}),
        ("scale", {"scale": {"9": 1}}),
        ("ranked", {"ranking": []}),
        ("ranked", {"ranking": [[3], [3]]}),
        ("ranked", {"ranking": [[3, 5, 7]]}),
        ("ranked", {"ranking": [3, 5]}),
        ("ranked", {"ranking": {"3": 1}}),
    ],
)
def test_what_is_no_answer_is_refused(kind, given_):
    with pytest.raises(Refused) as refused:
        answers.checked(poll(kind), CHOICES, given_)
    assert refused.value.field == "answer"


def test_no_more_choices_than_the_poll_allows():
    choices = [Choice(pk=n, position=n, solution_id=n) for n in (1, 2, 3)]
    assert answers.checked(poll("multiple", max_choices=2), choices, {"choices": [1, 2]})
    with pytest.raises(Refused, match="حلّين"):
        answers.checked(poll("multiple", max_choices=2), choices, {"choices": [1, 2, 3]})


@given(
    kind=st.sampled_from(Poll.Kind.values),
    answer=st.dictionaries(
        st.sampled_from(["choices", "scale", "ranking"]),
        st.recursive(
            st.none() | st.booleans() | st.integers(-2, 9) | st.text(max_size=3),
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
        ),
    ),
)
def test_anything_is_taken_in_its_written_form_or_refused(kind, answer):
    try:
        stored = answers.checked(poll(kind), CHOICES, answer)
    except Refused:
        return
    assert answers.checked(poll(kind), CHOICES, stored) == stored
    assert len(answers.cells(stored, [3, 5, 7])) == len(set(answers.cells(stored, [3, 5, 7])))


def test_forms_take_both_kinds_of_digits_and_equal_places():
    form = QueryDict("c3=٢&c5=1&c7=٢")
    assert answers.from_form(poll("ranked"), CHOICES, form) == {"ranking": [[5], [3, 7]]}
    assert answers.from_form(poll("scale"), CHOICES, QueryDict("c3=٥&c5=&c7=x")) == {"scale": {3: 5}}
    assert answers.from_form(poll("multiple"), CHOICES, QueryDict("choice=3&choice=5")) == {"choices": ["3", "5"]}


def test_cells_of_each_kind():
    keys = [3, 5, 7]
    assert answers.cells({"choices": [3, 5]}, keys) == ["n", "c3", "c5"]
    assert answers.cells({"scale": {"3": 4}}, keys) == ["n", "c3=4"]
    assert answers.cells({"ranking": [[5], [3, 7]]}, keys) == ["n", "c5>c3", "c5>c7"]
    assert answers.cells({"ranking": [[7]]}, keys) == ["n", "c7>c3", "c7>c5"]


def test_canonical_json_is_that_of_rfc_8785():
    value = {"b": [1, 'é\n\u2028"\\'], "a": {"z": None, "10": True, "9": "\x0f€"}}
    written = '{"a":{"10":true,"9":"\\u000f€","z":null},"b":[1,"é\\n\u2028\\"\\\\"]}'
    assert answers.canonical(value) == written.encode()


def test_a_leaf_is_the_hash_of_zero_and_the_opening():
    opening = {
        "answer": {"choices": [3]},
        "channel": "visitor",
        "nonce": "00" * 16,
        "poll": 1,
        "schema": "ab" * 32,
        "supersedes": None,
    }
    text = json.dumps(opening, separators=(",", ":")).encode()
    found = answers.leaf(poll("single"), "visitor", {"choices": [3]}, b"\0" * 16, "")
    assert found == hashlib.sha256(b"\0" + text).hexdigest()


@given(st.binary(min_size=32, max_size=32))
def test_a_code_leads_back_to_its_leaf(leaf):
    code = answers.code_of(leaf.hex())
    assert len(code) == 9
    assert leaf.hex().startswith(answers.beginning_of_leaf(code))
    assert answers.beginning_of_leaf(code.lower().replace("-", " ")) == leaf.hex()[:10]


@pytest.mark.parametrize("typed", ["", "K7QF", "K7QF-3M9TX", "U" * 8, "<script>", "؟" * 8, "K7QF-3M9" + "\u202e"])
def test_what_is_no_code_leads_nowhere(typed):
    assert answers.beginning_of_leaf(typed) is None


def test_misread_letters_and_arabic_digits_are_taken():
    assert answers.beginning_of_leaf("k7qf-3m9o") == answers.beginning_of_leaf("K7QF 3M90")
    assert answers.beginning_of_leaf("K٧QF-٣M٩0") == answers.beginning_of_leaf("K7QF-3M90")
    assert answers.beginning_of_leaf("K7QF-3M9l") == answers.beginning_of_leaf("K7QF-3M91")
