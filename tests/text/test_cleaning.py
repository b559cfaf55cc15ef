import unicodedata

import pytest
from django.utils import translation
from django.utils.functional import Promise
from hypothesis import given
from hypothesis import strategies as st

from sharek.text.cleaning import TextRefused, clean_line, clean_text, is_blank
from sharek.text.direction import BIDI_CONTROLS

HARD_TEXT = st.text(
    st.one_of(
        st.characters(), st.sampled_from("\r\n\t\x00\x85\u2028\u202e\u2066\u0301\u0344\u0651\u064e\u0958\u200b اa")
    )
)


@given(HARD_TEXT)
def test_cleaning_twice_changes_nothing(raw):
    for clean in (clean_text, clean_line):
        once = clean(raw, max_length=10_000, required=False)
        assert clean(once, max_length=10_000, required=False) == once


@given(HARD_TEXT)
def test_what_is_stored_is_nfc_and_holds_no_control(raw):
    stored = clean_text(raw, max_length=10_000, required=False)
    assert unicodedata.is_normalized("NFC", stored)
    assert not set(stored) & set(BIDI_CONTROLS)
    assert all(unicodedata.category(character) not in ("Cc", "Cs") or character in "\n\t" for character in stored)
    stored.encode()


def test_the_text_stays_as_written():
    text = "# عنوان\n\n  - سطر \t ثانٍ\n\nثالث 👨‍👩‍👧"
    assert clean_text(text, max_length=100) == text


def test_newlines_of_all_kinds_become_one():
    assert clean_text("أ\r\nب\rج\u2028د", max_length=100) == "أ\nب\nج\nد"
    assert clean_line(" أ\r\n\tب  ج ", max_length=100) == "أ ب ج"


def test_the_length_counts_after_normalising():
    decomposed = "e\u0301" * 10
    assert len(clean_text(decomposed, max_length=10)) == 10
    assert clean_text("ا\r\n" * 5 + "ا", max_length=11)


def test_10_001_characters_are_refused_in_the_readers_language():
    with pytest.raises(TextRefused) as refusal:
        clean_text("ا" * 10_001, max_length=10_000)
    assert isinstance(refusal.value.message, Promise)
    with translation.override("en"):
        assert str(refusal.value) == ("This text is too long. Characters allowed: 10000; characters written: 10001.")


@pytest.mark.parametrize("raw", ["", "  \n ", "\u200b\u200f", "\u202e", "\x00", "\u0301", "\u3164"])
def test_nothing_visible_is_refused_where_text_is_required(raw):
    with pytest.raises(TextRefused):
        clean_text(raw, max_length=10)
    assert clean_text(raw, max_length=10, required=False) == ""


@pytest.mark.parametrize("title", ["🎉🎉", "؟؟؟", "١٢٣", "👩🏽‍🚒"])
def test_titles_without_letters_are_taken(title):
    assert clean_line(title, max_length=100) == title
    assert not is_blank(title)


def test_towers_of_marks_are_cut():
    assert clean_text("ا" + "\u0301" * 5000 + "ب", max_length=10) == "ا" + "\u0301" * 4 + "ب"
    assert clean_text("اللَّٰه", max_length=10) == unicodedata.normalize("NFC", "اللَّٰه")
