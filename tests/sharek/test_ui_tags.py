"""The tags of the interface, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from sharek import clock

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_nine():
    with clock.at(NOW):
        yield


def shown(source, path="/topics/?sort=new&page=2", **context):
    request = RequestFactory().get(path)
    return Template("{% load ui %}" + source).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("number", "arabic", "english"),
    [
        (0, "لا أصوات", "0 votes"),
        (1, "صوت واحد", "1 vote"),
        (2, "صوتان", "2 votes"),
        (3, "3 أصوات", "3 votes"),
        (10, "10 أصوات", "10 votes"),
        (11, "11 صوتًا", "11 votes"),
        (99, "99 صوتًا", "99 votes"),
        (100, "100 صوت", "100 votes"),
        (101, "101 صوت", "101 votes"),
        (102, "102 صوت", "102 votes"),
        (103, "103 أصوات", "103 votes"),
    ],
)
def test_counts_take_the_right_form(number, arabic, english):
    assert shown('{{ n|counted:"votes" }}', n=number) == arabic
    with translation.override("en"):
        assert shown('{{ n|counted:"votes" }}', n=number) == english


@pytest.mark.parametrize(
    ("back", "arabic", "english"),
    [
        (timedelta(seconds=20), "الآن", "just now"),
        (timedelta(minutes=2), "منذ دقيقتين", "2 minutes ago"),
        (timedelta(hours=11), "منذ 11 ساعة", "11 hours ago"),
        (timedelta(days=1), "منذ يوم واحد", "1 day ago"),
        (timedelta(days=5), "منذ 5 أيام", "5 days ago"),
        (timedelta(days=90), "منذ 90 يومًا", "90 days ago"),
        (timedelta(days=300), "29 كانون الثاني 2026", "29 January 2026"),
        (timedelta(days=-10), "5 كانون الأول 2026", "5 December 2026"),
    ],
)
def test_how_long_ago(back, arabic, english):
    assert shown("{{ t|ago }}", t=NOW - back) == arabic
    with translation.override("en"):
        assert shown("{{ t|ago }}", t=NOW - back) == english


def test_a_moment_carries_its_machine_form_in_damascus_time():
    assert shown("{% when t %}", t=datetime(2026, 11, 24, 22, 30, tzinfo=UTC)).startswith(
        '<time datetime="2026-11-25T01:30+03:00" title="25 تشرين الثاني 2026، 01:30">'
    )
    assert shown('{% when t "day" %}', t=date(2026, 12, 17)).endswith(">17 كانون الأول 2026</time>")
    assert shown("{% when t %}", t=None) == ""


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        (22, "22|يومًا باقيًا|num|False"),
        (3, "3|أيام باقية|num|False"),
        (2, "يومان|باقيان|word|False"),
        (1, "يوم|باقٍ|word|False"),
        (0, "اليوم|آخر يوم|word|False"),
        (-1, "يوم|من التأخير|word|True"),
        (-5, "5|أيام تأخير|num|True"),
        (-12, "12|يومًا تأخيرًا|num|True"),
    ],
)
def test_days_to_a_date_are_a_figure_or_a_word(away, expected):
    source = "{% days_to d as days %}{{ days.big }}|{{ days.small }}|{{ days.size }}|{{ days.late }}"
    assert shown(source, d=date(2026, 11, 25) + timedelta(days=away)) == expected


def test_free_text_says_its_own_way():
    assert shown("{{ t|way }}", t="ADSL عطل منذ أسبوع في الحي") == 'dir="rtl"'
    assert shown("{{ t|way }}", t="Water every other day") == 'dir="ltr" lang="en"'
    with translation.override("en"):
        assert shown("{{ t|way }}", t="ماء") == 'dir="rtl" lang="ar"'


def test_the_opening_of_a_long_text_ends_with_a_whole_word():
    text = shown("{{ html|opening:20 }}", html="<p>كلمة طويلة ثم كلمة &amp; أخرى</p>")
    assert text == "كلمة طويلة ثم كلمة…"
    assert shown("{{ html|opening }}", html="<p>a &lt;b&gt; c</p>") == "a &lt;b&gt; c"


def test_the_query_is_changed_key_by_key():
    assert shown('{% qs page=None sort="old" %}') == "?sort=old"
    assert shown("{% qs page=3 %}") == "?sort=new&amp;page=3"
    assert shown("{% qs page=None sort=None %}") == "/topics/"


def test_names_and_numbers_are_safe():
    assert shown("{% avatar name %}", name="<script>").endswith(">s</span>")
    assert shown("{% avatar name %}", name="  ").endswith(">؟</span>")
    assert shown("{{ n|grouped }}", n="4817305296") == "4817 3052 96"
    assert shown("{{ n|percent }}", n=33.4) == '<bdi dir="ltr">33%</bdi>'
    assert shown("{{ n|percent }}", n=None) == ""


def test_the_letter_of_a_body_tells_it_from_the_next():
    assert shown('{% avatar name "body" %}', name="إدارة الهجرة والجوازات").endswith(">ه</span>")
    assert shown('{% avatar name "body" %}', name="وزارة النقل").endswith(">و</span>")
    assert shown('{% avatar name "body" %}', name="الإدارة").endswith(">إ</span>")
    assert shown("{% avatar name %}", name="أم يوسف").endswith(">أ</span>")


def test_icons_come_from_the_one_sprite():
    assert shown('{% icon "reply" True %}') == (
        '<svg class="i i-flip" aria-hidden="true"><use href="/static/build/icons.svg#reply"/></svg>'
    )


def test_a_state_is_words_and_colour():
    assert shown('{% state "resolved" %}') == '<span class="tag ok">عولجت المشكلة</span>'


def test_what_moderation_says_comes_before_the_stage():
    class Thing:
        status, stage = "pending", "open"

    assert "بانتظار النشر" in shown("{% state thing %}", thing=Thing())
