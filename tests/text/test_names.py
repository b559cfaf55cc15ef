import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharek.text.cleaning import TextRefused
from sharek.text.names import clean_name, name_skeleton


@given(st.text(st.one_of(st.characters(), st.sampled_from("\u202e\u200b\u200d\u0301\u0344\u3164 اab"))))
def test_a_name_is_refused_or_clean(raw):
    try:
        name = clean_name(raw)
    except TextRefused:
        return
    assert 2 <= len(name) <= 40
    assert clean_name(name) == name
    assert "\n" not in name
    assert name_skeleton(name) == name_skeleton(raw)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("  ليلى\n  حدّاد ", "ليلى حدّاد"),
        ("\u202eعدل\u202c", "عدل"),
        ("س\u200bا\u200fم\u2060ي", "سامي"),
        ("\u0301\u0301سامي", "سامي"),
        ("س" + "\u0301" * 30 + "امي", "س\u0301\u0301\u0301امي"),
        ("Jean-Luc O’Neil", "Jean-Luc O’Neil"),
    ],
)
def test_what_is_invisible_leaves_a_name(raw, name):
    assert clean_name(raw) == name


@pytest.mark.parametrize("raw", ["", " ", "أ", "ا" * 41, "\u200b\u200b\u200b", "12345", "🎉🎉", "ㅤㅤ", "__"])
def test_no_name_at_all_is_refused(raw):
    with pytest.raises(TextRefused):
        clean_name(raw)


@pytest.mark.parametrize(
    ("copy", "official"),
    [
        ("وِزارة  الصّحة", "وزارة الصحة"),
        ("وزاره الصحه", "وزارة الصحة"),
        ("وز١رة الصحة", "وزارة الصحة"),
        ("وزارة الصح٥", "وزارة الصحة"),
        ("وزارة_الصحة ✔", "وزارة الصحة"),
        ("وزارة الصحہ", "وزارة الصحة"),
        ("وزارة التربیة", "وزارة التربية"),
        ("وزارة الڪهرباء", "وزارة الكهرباء"),
        ("ﻭﺯﺍﺭﺓ ﺍﻟﺼﺤﺔ", "وزارة الصحة"),
        ("وزارة\u200b الصحة", "وزارة الصحة"),
        ("Мinistry оf Неаlth", "Ministry of Health"),
        ("Minlstry of Hea1th", "Ministry of Health"),
        ("𝐌𝐢𝐧𝐢𝐬𝐭𝐫𝐲 𝐨𝐟 𝐇𝐞𝐚𝐥𝐭𝐡", "ministry of health"),
        ("Sharek adrnin", "Sharek admin"),
        ("Mínístrý of Health", "Ministry of Health"),
    ],
)
def test_a_look_alike_has_the_skeleton_of_its_original(copy, official):
    assert name_skeleton(copy) == name_skeleton(official)


def test_different_names_keep_different_skeletons():
    names = ["وزارة الصحة", "وزارة التربية", "مديرية الصحة", "سامر", "سمير", "ليلى", "Layla", "Sami"]
    assert len({name_skeleton(name) for name in names}) == len(names)
