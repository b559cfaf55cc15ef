"""Citizens' Markdown to the HTML that pages show: no raw HTML, no images, three kinds of link.

markdown-it parses, a pass over its tokens makes the result fit inside a page (directions, no headings, bounded
nesting), and bleach cleans and linkifies. Links of a refused kind stay as the text that was typed.
"""

import html
import re
from collections.abc import Sequence
from functools import cache, partial
from typing import Any

from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sharek.text.addresses import ALLOWED_SCHEMES, BARE_ADDRESS, is_allowed_link
from sharek.text.cleaning import TextRefused, normalise, too_long
from sharek.text.markdown_tokens import fit_into_page

# bleach is quadratic on hostile input, so its cost is bounded here, whatever a caller lets through.
MAX_SOURCE_LENGTH = 10_000

ALLOWED_TAGS = frozenset(["a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"])
ALLOWED_ATTRIBUTES = {
    "a": ["href", "rel"],
    "blockquote": ["dir"],
    "li": ["dir"],
    "ol": ["dir", "start"],
    "p": ["dir"],
    "pre": ["dir"],
    "ul": ["dir"],
}
LINK_REL = "ugc nofollow noopener"

_BLOCK_EDGE = re.compile(r"</?(?:p|li|ul|ol|blockquote|pre|hr|br)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_MANY_NEWLINES = re.compile(r"\s*\n\s*")

# markdown-it drops the words that lie deeper than this, so a text that comes near is read without quotes and lists.
_MAX_NESTING = 40


def render(source: str) -> str:
    """Return the safe HTML of ``source``, Markdown as :func:`sharek.text.cleaning.clean_text` lets it through.

    Every paragraph runs its own way (``dir``); one newline is a line break; links carry rel="ugc nofollow noopener";
    @names are left alone. Raises TextRefused above 10 000 characters. The result is a fixed point of any HTML5
    sanitiser under ALLOWED_TAGS, ALLOWED_ATTRIBUTES and ALLOWED_SCHEMES.
    """
    if len(source) > MAX_SOURCE_LENGTH:
        raise TextRefused(too_long(len(source), MAX_SOURCE_LENGTH))
    source = normalise(source)
    parser = _parser()
    tokens = parser.parse(source)
    if any(token.level >= _MAX_NESTING - 2 for token in tokens):
        parser = _parser(containers=False)
        tokens = parser.parse(source)
    markup: str = _cleaner().clean(parser.renderer.render(fit_into_page(tokens), parser.options, {}))
    return markup.replace(_AMPERSAND, "&amp;").replace("\xa0", "&nbsp;").strip()


def to_plain(markup: str) -> str:
    """Return the text of ``markup`` as :func:`render` made it, one line for each block: for mails, feeds, previews.

    What comes back is text, not HTML: it must be escaped again wherever it is shown.
    """
    text = html.unescape(_TAG.sub("", _BLOCK_EDGE.sub("\n", markup))).replace("\xa0", " ")
    return _MANY_NEWLINES.sub("\n", text).strip()


# Stands for & until bleach is done: its linkifier reads an escaped "&amp;lt;" as "&lt;", and "&amp;A;" as an entity. No
# text holds this non-character, since normalising drops it and markdown-it refuses to decode it.
_AMPERSAND = "\ufdd0"


def _escape(text: str) -> str:
    return html.escape(text.replace("&", _AMPERSAND), quote=False)


class _Writer(RendererHTML):
    """Writes quotation marks as they are, as browsers and sanitisers do, and code without classes."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _escape(tokens[idx].content)

    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<code>{_escape(tokens[idx].content)}</code>"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<pre dir="auto">{self.code_inline(tokens, idx, options, env)}</pre>\n'


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        return is_allowed_link(url)


@cache
def _parser(containers: bool = True) -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False, "breaks": True, "maxNesting": _MAX_NESTING}, renderer_cls=_Writer)
    # The composer is plain text: what people type without knowing Markdown must not turn into code or a title, and a
    # reference definition would vanish from what moderators read.
    parser.disable(["code", "lheading", "reference", "html_block", "html_inline"]).enable("strikethrough")
    if not containers:
        parser.disable(["blockquote", "list"])
    # The rule chains are compiled on first use; done here, before a second thread can see half of them.
    parser.parse("")
    return parser


def _mark_link(attributes: dict[Any, str], new: bool = False) -> dict[Any, str] | None:
    """Give every link, typed or found, its ``rel``; None leaves what was found as text."""
    if new and not is_allowed_link(attributes[(None, "href")]):
        return None
    attributes[(None, "rel")] = LINK_REL
    return attributes


def _cleaner() -> Cleaner:
    # Made for each call: a Cleaner keeps the document it works on in itself, and requests run in threads.
    return Cleaner(
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        protocols=ALLOWED_SCHEMES,
        filters=[partial(LinkifyFilter, callbacks=[_mark_link], skip_tags={"pre", "code"}, url_re=BARE_ADDRESS)],
    )
