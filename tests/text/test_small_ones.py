"""Digits, direction, slugs and cells of tables."""

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from sharek.text.cells import safe_cell
from sharek.text.digits import ascii_digits
from sharek.text.direction import BIDI_CONTROLS, direction, strip_bidi
from sharek.text.highlighting import highlight
from sharek.text.slugs import MAX_SLUG_LENGTH, slug


def test_digits_of_three_kinds_are_one():
    assert ascii_digits("٢٤/١١/٢٠٢٦ ۰۹ 7 س") == "24/11/2026 09 7 س"


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("مشكلة في الماء", "rtl"),
        ("Water problem", "ltr"),
        ("ADSL عطل", "rtl"),
        ("12 سنة", "rtl"),
        ("The word شارك means take part", "ltr"),
        ("123 🎉", "rtl"),
        ("", "rtl"),
    ],
)
def test_direction_follows_the_letters(text, way):
    assert direction(text) == way


@given(st.text(st.one_of(st.characters(), st.sampled_from(BIDI_CONTROLS))))
def test_no_bidi_control_is_left(text):
    assert not set(strip_bidi(text)) & set(BIDI_CONTROLS)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("انقطاع الكهرباء في حيّ المزّة", "انقطاع-الكهرباء-في-حي-المزة"),
        ("Water & light!", "water-light"),
        ("موعد ٢٠٢٦", "موعد-2026"),
        ("🎉🎉", "topic"),
        ("؟؟؟", "topic"),
        ("__", "topic"),
        ("", "topic"),
        ("ميـــاه", "مياه"),
        ("a/b?c#d%2e", "abcd2e"),
    ],
)
def test_slug(title, expected):
    assert slug(title) == expected


@given(st.text())
def test_a_slug_is_short_never_empty_and_its_own_slug(title):
    made = slug(title)
    assert 0 < len(made) <= MAX_SLUG_LENGTH
    assert not set(made) & set("/?#%&<>\"' ")
    assert slug(made) == made


def test_a_long_slug_ends_with_a_whole_word():
    assert slug("كلمة " * 60) == "-".join(["كلمة"] * 12)
    assert len(slug("ا" * 300)) == MAX_SLUG_LENGTH


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00", "＝1"])
def test_a_formula_becomes_plain_text(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(("value", "cell"), [(None, ""), (-5, "-5"), (1.5, "1.5"), ("", ""), ("نصّ =", "نصّ =")])
def test_other_cells_stay(value, cell):
    assert safe_cell(value) == cell


def test_the_words_of_a_query_are_marked_however_they_are_spelled():
    assert highlight("انقطاع الكهرباءِ <b>", "كهربا") == "انقطاع <mark>الكهرباءِ</mark> &lt;b&gt;"
    assert highlight("<i>", "") == "&lt;i&gt;"


@given(st.text(max_size=200), st.text(max_size=30))
def test_marking_changes_no_text(text, query):
    unmarked = highlight(text, query).replace("<mark>", "").replace("</mark>", "")
    assert unmarked == escape(text)
