import pytest

from sharek.text.plurals import arabic_form, counted, nouns

COUNTS = [0, 1, 2, 3, 10, 11, 99, 100, 101, 102, 103]


def test_all_six_forms():
    assert [counted(n, "votes", "ar") for n in COUNTS] == [
        "لا أصوات", "صوت واحد", "صوتان", "3 أصوات", "10 أصوات", "11 صوتًا", "99 صوتًا", "100 صوت", "101 صوت", "102 صوت",
        "103 أصوات",
    ]  # fmt: skip


def test_english_has_two_forms_and_irregular_nouns():
    assert [counted(n, "replies", "en") for n in (0, 1, 2, 100)] == ["0 replies", "1 reply", "2 replies", "100 replies"]
    assert counted(0, "minutes", "en") == "less than a minute"
    assert counted(5, "characters_left", "en") == "5 characters left"


@pytest.mark.parametrize("noun", nouns())
def test_every_noun_has_all_forms_in_both_languages(noun):
    for language in ("ar", "en", "ar-sy", "en-gb"):
        for n in COUNTS:
            text = counted(n, noun, language)
            assert "%" not in text
            assert str(n) in text or n <= 2
    assert not any(digit in counted(2, noun, "ar") for digit in "0123456789")


def test_there_are_twenty_nouns():
    assert len(nouns()) == 20


def test_spans_of_time_after_a_preposition():
    assert "منذ " + counted(2, "days", "ar", after_preposition=True) == "منذ يومين"
    assert counted(2, "days", "ar") == "يومان"
    assert counted(2, "topics", "ar", after_preposition=True) == "موضوعان"


def test_the_forms_repeat_with_each_hundred():
    assert [arabic_form(n) for n in (203, 1010, 1011, 1199, 200, 1002)] == [3, 3, 4, 4, 5, 5]


def test_what_cannot_be_counted():
    with pytest.raises(ValueError, match="negative"):
        counted(-1, "topics", "ar")
    with pytest.raises(KeyError, match="topics"):
        counted(1, "cats", "ar")
