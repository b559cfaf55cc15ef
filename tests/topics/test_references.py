"""Reference numbers: any digits and grouping are read, a slip is noticed before anything is looked up."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from topics.references import WrongReference, new_reference, parse_reference

SCRIPTS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]
references = st.builds(new_reference)


def wrong(typed):
    with pytest.raises(WrongReference) as refusal:
        parse_reference(typed)
    return str(refusal.value.message)


# The first draws are slow on a busy machine.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(references, st.sampled_from(SCRIPTS), st.lists(st.sampled_from(["", " ", "-", "\u00a0", "\u200f", ".", "/"])))
def test_any_digits_in_any_grouping_give_the_number(reference, script, gaps):
    gaps = [*gaps, *[""] * 10][:10]
    typed = "".join(script[int(digit)] + gap for digit, gap in zip(reference, gaps, strict=True))
    assert parse_reference(f" {typed} ") == reference


@patient
@given(references, st.integers(0, 9), st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed(reference, place, by):
    digits = list(reference)
    digits[place] = str((int(digits[place]) + by) % 10)
    assert "slip" in wrong("".join(digits)) or "خطأ" in wrong("".join(digits))


@patient
@given(st.text(max_size=300))
def test_whatever_is_typed_gives_ten_digits_or_a_sentence(typed):
    try:
        found = parse_reference(typed)
    except WrongReference:
        return
    assert len(found) == 10


@pytest.mark.parametrize("typed", ["", "481730529", "48173052966", "4817 3052 9x 6", "رقم 4817 3052 96", "²³¹⁴⁵⁶⁷⁸⁹⁰"])
def test_what_has_not_ten_digits_is_no_reference_number(typed):
    wrong(typed)


def test_numbers_are_random_and_have_ten_digits():
    drawn = {new_reference() for _ in range(500)}
    assert len(drawn) == 500
    assert all(len(number) == 10 and number.isdigit() for number in drawn)
