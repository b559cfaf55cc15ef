import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharek.text.folding import MAX_QUERY_TERMS, fold, index_text, query_terms, skeleton, stem, words
from tests.text.search_index import recall

DATA = Path(__file__).parent / "data"
# Every code point, and often the ones that folding is about.
ANY_TEXT = st.text(st.one_of(st.characters(), st.sampled_from("أإآٱىیئؤةکگءـًٌٍَُِّْٰٕٓٔ٠۵ﷲﻻ\u200b\u202eßİſéе")))


@given(ANY_TEXT)
def test_folding_a_key_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_any_text_can_be_indexed_and_searched(text):
    indexed, terms = index_text(text, text), query_terms(text)
    assert indexed.title == indexed.body
    assert set(terms.stems) <= set(indexed.title.split())
    assert all(term.isalnum() for term in terms.stems + terms.skeletons), "terms go into a quoted FTS query"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الكهرباء", "الكهربا"),
        ("مِيَاهُ الشُّرْبِ", "مياه الشرب"),
        ("ميـــاه", "مياه"),
        ("إنارة", "اناره"),
        ("آلية", "اليه"),
        ("مستشفى", "مستشفي"),
        ("کابل", "كابل"),
        ("مسؤول", "مسوول"),
        ("٢٠٢٥", "2025"),
        ("۱۲", "12"),
        ("\u202eحي\u200b المزة", "حي المزه"),
        ("ADSL", "adsl"),
        ("ﻻ", "لا"),
    ],
)
def test_spellings_of_one_word_share_a_key(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("للشرب", "الشرب"),
        ("وبالبطاقة", "البطاقة"),
        ("والمدارس", "مدارس"),
        ("خدماتها", "خدمة"),
        ("كهربائية", "الكهرباء"),
        ("الوزارة", "وزارات"),
        ("بلديات", "البلدية"),
        ("إلكتروني", "الإلكترونية"),
        ("services", "Service"),
    ],
)
def test_forms_of_one_word_find_each_other(one, other):
    assert set(query_terms(one).stems) & set(query_terms(other).stems)


@pytest.mark.parametrize(
    ("one", "other"), [("فاتورة", "فواتير"), ("وثيقة", "وثائق"), ("أنبوب", "أنابيب"), ("مستشفى", "مستشفيات")]
)
def test_broken_plurals_share_a_skeleton(one, other):
    assert set(query_terms(one).skeletons) & set(query_terms(other).skeletons)


def test_a_stem_keeps_three_letters():
    assert stem("ماء") == "ماء"
    assert all(len(stem(word)) >= 3 for word in words("الدولة والولد بيته لله كتابها ورقة") if len(word) >= 3)


def test_a_skeleton_of_fewer_than_three_letters_is_none():
    assert skeleton("ماء") == ""
    assert skeleton("road") == ""
    assert skeleton("فواتر") == "فتر"


def test_stop_words_and_punctuation_are_no_words():
    assert words("من إلى، في على هذا! the of _") == []
    assert query_terms("من إلى في").stems == []


def test_an_essay_as_a_query_is_cut():
    essay = " ".join(f"كلمة{number}" for number in range(500))
    assert len(query_terms(essay).stems) <= MAX_QUERY_TERMS


@pytest.mark.parametrize("cases", ["arabic_search_cases.json", "own_search_cases.json"])
def test_recall_at_five(cases):
    given_cases = json.loads((DATA / "arabic_search_cases.json").read_text(encoding="utf-8"))
    asked = json.loads((DATA / cases).read_text(encoding="utf-8"))["cases"]
    reached, missed = recall(given_cases["documents"], asked)
    assert reached >= 0.95, missed
