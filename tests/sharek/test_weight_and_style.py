"""The style rules that a machine can hold: logical properties, nothing inline, and the weights of what is sent."""

import gzip
import re
from pathlib import Path

import brotli
import django_htmx
import pytest
from django.conf import settings

STATIC = settings.BASE_DIR / "static"
CSS = (STATIC / "sharek.css").read_text()
# A mail brings its own styles along: no stylesheet of ours reaches it, and no policy of ours forbids them.
TEMPLATES = [path for path in settings.BASE_DIR.rglob("templates/**/*.html") if not {".venv", "mail"} & set(path.parts)]
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b"
    r"|(?:min-|max-)?(?:width|height)\s*:|(?:left|right|top|bottom)\s*:|text-align\s*:\s*(?:left|right)"
    r"|float\s*:\s*(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius)"
)


def rules_only(css: str) -> str:
    """Return ``css`` without comments, addresses and the conditions of media queries (these know widths only)."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r'url\("[^"]*"\)', "", css)
    return re.sub(r"@media[^{]*\{", "{", css)


def test_the_stylesheet_knows_no_left_and_no_right():
    assert PHYSICAL.findall(rules_only(CSS)) == []


def test_the_stylesheet_names_its_layers_in_order():
    assert "@layer reset, tokens, base, layout, components, pages;" in CSS


def test_colours_come_from_tokens_only():
    after_tokens = rules_only(CSS[CSS.index("base */" if "base */" in CSS else "@layer base") :])
    printing = after_tokens.index("@media print") if "@media print" in after_tokens else None
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b", after_tokens[:printing].partition(":root { --paper: #FFF")[0]) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_no_template_holds_style_or_script_inline(path):
    text = path.read_text()
    assert not re.search(r"<style\b|\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "javascript:" not in text
    assert not re.search(r"<(?:script|link|img)\b[^>]*(?:src|href)=[\"']https?:", text)


def weight(*paths: Path) -> int:
    return sum(len(brotli.compress(path.read_bytes())) for path in paths)


def test_the_stylesheet_weighs_at_most_16_kb():
    assert len(gzip.compress(CSS.encode())) <= 16 * 1024


def test_the_scripts_of_reading_pages_weigh_at_most_22_kb():
    htmx = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
    own = [STATIC / name for name in ("sharek.js", "live.js", "drafts.js", "threads.js")]
    assert weight(htmx, *own) <= 22 * 1024


def test_the_fonts_weigh_at_most_40_kb():
    assert sum(path.stat().st_size for path in (STATIC / "build/fonts").glob("*.woff2")) <= 40 * 1024
