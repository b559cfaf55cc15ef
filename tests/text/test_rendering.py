import html
import re
import time
import unicodedata
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharek.text.addresses import ALLOWED_SCHEMES, is_allowed_link
from sharek.text.cleaning import TextRefused
from sharek.text.rendering import (
    ALLOWED_ATTRIBUTES,
    ALLOWED_TAGS,
    LINK_REL,
    MAX_SOURCE_LENGTH,
    render,
    to_plain,
)

SNIPPETS = [
    "<script>alert(1)</script>", "<b>", "</p>", "<img src=x onerror=alert(1)>", "<!--", "-->", "<![CDATA[", "&lt;",
    "&#10;", "&amp;", "&A;", "\\&", "&#xFDD0;", "&nbsp;", "&", "[x](javascript:alert(1))", "[x](", "](", "![", "![a](http://a.sy/b.png)",
    "<http://a.sy>", "<a@b.sy>", "http://a.sy/", "https://a.sy/ب?c=d&e=\"f'", "www.a.com", "a.gov.sy", "`", "```",
    "~~~\n", "~~", "*", "**", "_", "\n", "\n\n", "> ", "- ", "1. ", "  - ", "# ", "    ", "---\n", "|", "\\", "\"",
    "'", "<", ">", "\xa0", "\t", "\u0000", "\ud800", "\u202e", "@name", "كلمة", "word", "،", "؟",
    "[a]: http://b.sy\n", "<pre>", "<svg><style>", "<math><mtext>", "{", "%00", "http://وزارة.سوريا/", "https://[",
    "http://1.2.3.4", ":8080", "https://xn--", "$",
]  # fmt: skip
SOURCES = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=5)), max_size=40).map("".join),
)

HOSTILE = [
    "<script>alert(1)</script>",
    "<form action=//x><input name=password></form>",
    "<style>*{display:none}</style>",
    '<a href="java&#10;script:alert(1)">x</a>',
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "</p></li></ul></article><h1>عنوان الصفحة</h1>",
    "<!-- x --><![CDATA[ y ]]><?php z ?>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "`<script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "![x](x' onerror='alert(1))",
    '[x](http://a.sy "onmouseover=alert(1)")',
    '[x](http://a.sy/"onmouseover="alert(1))',
    "[a](<http://a.sy/<script>>)",
]
DISGUISED = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java&#10;script:alert(1)",
    "java&Tab;script:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "%6Aavascript:alert(1)",
    "\x01javascript:alert(1)",
    "\u200bjavascript:alert(1)",
    "java\xadscript:alert(1)",
    " javascript:alert(1)",
    "feed:javascript:alert(1)",
    "view-source:javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example",
    "/admin/",
    "http:evil",
    "http:///evil.example",
    "https://ministry.gov.sy@evil.example/",
    "https://[",
    "https://[::1]/",
    "https://127.0.0.1/",
    "https://0x7f000001",
    "https://1.2.3.999",
    "https://localhost/",
    "https://a.sy:99999/",
    "https://mοh.gov.sy/",
    "https://xn--mh-jbc.gov.sy/",
    "https://xn--a.sy/",
    "mailto:",
    "tel:123",
]


class Seen(HTMLParser):
    """The tags and links of a markup, as a reader's browser would take them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))

    @property
    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.attributes if tag == "a"]


def cleaned_by_oracle(markup: str) -> str:
    return nh3.clean(
        markup,
        tags=set(ALLOWED_TAGS),
        attributes={tag: set(names) for tag, names in ALLOWED_ATTRIBUTES.items()},
        url_schemes=set(ALLOWED_SCHEMES),
        link_rel=None,
    )


def assert_harmless(markup: str) -> None:
    assert cleaned_by_oracle(markup) == markup
    seen = Seen(markup)
    assert set(seen.tags) <= ALLOWED_TAGS
    for tag, attributes in seen.attributes:
        assert set(attributes) <= set(ALLOWED_ATTRIBUTES.get(tag, ()))
        if tag == "a":
            assert attributes["rel"] == LINK_REL
            assert is_allowed_link(html.unescape(attributes["href"]))
        if tag in ("p", "pre"):
            assert attributes["dir"] == "auto"


@settings(max_examples=300)
@given(SOURCES)
def test_what_is_rendered_is_a_fixed_point_of_the_oracle(source):
    assert_harmless(render(source))


@pytest.mark.parametrize("source", HOSTILE)
@pytest.mark.parametrize("around", ["{}", "- {}", "> {}", "# {}", "**{}**", "[{}](http://a.sy)", "كلمة {} كلمة"])
def test_hostile_markup_is_shown_as_it_was_typed(source, around):
    assert_harmless(render(around.format(source)))


@pytest.mark.parametrize("address", DISGUISED)
@pytest.mark.parametrize(
    "form", ["[x]({})", "[x](<{}>)", "<{}>", "![x]({})", '[x]({} "t")', "[x][1]\n\n[1]: {}", '<a href="{}">x</a>']
)
def test_no_refused_address_becomes_a_link(address, form):
    markup = render(form.format(address))
    assert_harmless(markup)
    assert Seen(markup).links == []


@pytest.mark.parametrize(
    ("source", "link"),
    [
        ("[x](http://a.sy/b)", "http://a.sy/b"),
        ("[x](HTTPS://a.sy)", "HTTPS://a.sy"),
        ("[x](mailto:a@b.sy)", "mailto:a@b.sy"),
        ("<https://a.sy>", "https://a.sy"),
        ("اقرأ https://a.sy/ب؟ نعم", "https://a.sy/ب"),
        ("(www.a.com/x)", "http://www.a.com/x"),
        ("moh.gov.sy، ثم", "http://moh.gov.sy"),
        ("«https://a.sy/x»", "https://a.sy/x"),
        ("https://a.sy/?a=1&b=2.", "https://a.sy/?a=1&b=2"),
        ("http://وزارة.سوريا/خدمات", "http://وزارة.سوريا/خدمات"),
        ("[x](http://وزارة.سوريا)", "http://xn--mgbexc3i.xn--mgbtf8fl"),
    ],
)
def test_links_that_are_taken(source, link):
    markup = render(source)
    assert_harmless(markup)
    assert Seen(markup).links == [link]


@pytest.mark.parametrize(
    "source", ["`http://a.sy`", "```\nhttp://a.sy\n```", "ali@example.com", "@user.com", "ملف.ثم", "1.5 a.b"]
)
def test_what_is_no_link(source):
    assert Seen(render(source)).links == []


def test_a_found_link_inside_a_typed_one_stays_one():
    assert Seen(render("[http://a.sy](http://b.sy)")).links == ["http://b.sy"]


def test_images_become_links_and_words_inside_a_link():
    assert render("![صورة](http://a.sy/x.png)") == (
        f'<p dir="auto"><a href="http://a.sy/x.png" rel="{LINK_REL}">صورة</a></p>'
    )
    assert Seen(render("[![x](http://a.sy/i.png)](http://b.sy)")).links == ["http://b.sy"]


def test_headings_become_bold_paragraphs():
    assert render("# عنوان *مهم*\nنصّ") == (
        '<p dir="auto"><strong>عنوان <em>مهم</em></strong></p>\n<p dir="auto">نصّ</p>'
    )
    assert "<strong>" not in render("سطر\n---\nسطر"), "a line under a line is no title for people who write plain text"


def test_each_paragraph_runs_its_own_way_and_containers_are_told():
    assert render("> اقتباس") == '<blockquote dir="rtl">\n<p dir="auto">اقتباس</p>\n</blockquote>'
    assert render("- one\n- two") == '<ul dir="ltr">\n<li dir="auto">one</li>\n<li dir="auto">two</li>\n</ul>'
    assert render("3. أ\n\n4. ب") == (
        '<ol start="3" dir="rtl">\n<li dir="rtl">\n<p dir="auto">أ</p>\n</li>\n'
        '<li dir="rtl">\n<p dir="auto">ب</p>\n</li>\n</ol>'
    )


def test_plain_text_stays_plain():
    assert render("سطر\nسطر ثانٍ") == '<p dir="auto">سطر<br>\nسطر ثانٍ</p>'
    assert "<code>" not in render("    مسافة في أول السطر")
    assert "http://b.sy" in render("[a]: http://b.sy"), "nothing vanishes from what moderators read"
    assert render("شكرًا @abu_ali و@b_c_d") == '<p dir="auto">شكرًا @abu_ali و@b_c_d</p>'
    assert render("") == ""


def test_deep_nesting_keeps_the_words():
    for source in (">" * 9000 + " العمق", "- " * 3000 + "العمق", "*_" * 2000 + "العمق" + "_*" * 2000):
        markup = render(source)
        assert "العمق" in markup
        assert_harmless(markup)
    nested = Seen(render(">" * 15 + " x")).tags.count("blockquote")
    assert nested == 8


def test_10_001_characters_are_refused():
    with pytest.raises(TextRefused):
        render("ا" * (MAX_SOURCE_LENGTH + 1))


@settings(max_examples=150)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Zs", "Mn", "Me"]), max_size=60))
def test_plain_text_comes_back_from_its_markup(text):
    # In a code block nothing is Markdown, so every character must survive the way there and back.
    source = "~" * 61 + f"\n{text}"
    assert to_plain(render(source)) == unicodedata.normalize("NFC", text).strip()


@pytest.mark.parametrize("text", ["&A;", "&lt;b&gt;", "&amp;lt;", "a&b=c&copy", "http://a.sy/?a=1&lt=2"])
def test_an_ampersand_is_itself(text):
    assert to_plain(render(text.replace("&", "\\&"))) == text
    assert to_plain(render("`" + text + "`")) == text


def test_to_plain_has_a_line_for_each_block():
    source = "# أ\n\nب *ج*\nد\n\n- هـ\n  - و\n\n> ز & <b>"
    assert to_plain(render(source)) == "أ\nب ج\nد\nهـ\nو\nز & <b>"


def cost(piece: str, length: int) -> float:
    """Return the processor time that rendering ``length`` characters of repeated ``piece`` takes this thread."""
    source = (piece * (length // len(piece) + 1))[:length]
    start = time.thread_time()
    render(source)
    return time.thread_time() - start


@pytest.mark.parametrize(
    "piece",
    [
        "<b>",
        "</b>",
        "<",
        "&",
        "[",
        "![",
        "[a](",
        "**a",
        "*_",
        "`",
        ">",
        "> a\n",
        "- ",
        "- a\n",
        "1. a\n",
        "# a\n",
        "a.",
        "http://",
        "[*`<",
    ],
)
def test_the_cost_of_hostile_text_grows_with_its_length_only(piece):
    # Four times the text: four times the cost where it is linear, sixteen where it is quadratic. Other work on the
    # machine only ever adds, so the least of each counts; a linear cost shows itself as such within a few rounds.
    cost(piece, 500)
    small = large = float("inf")
    for _ in range(6):
        small, large = min(small, cost(piece, 2_500)), min(large, cost(piece, 10_000))
        if large <= max(small, 0.002) * 9:
            return
    pytest.fail(f"{large:.3f} s for 10 000 characters, {small:.3f} s for 2 500")


def test_20_000_nested_tags_are_refused_and_those_within_the_cap_are_text():
    with pytest.raises(TextRefused):
        render("<b>" * 20_000)
    markup = render("<b>" * 3_333)
    assert Seen(markup).tags == ["p"]
    assert re.fullmatch(r'<p dir="auto">(&lt;b&gt;)+</p>', markup)
