"""The build products that script/setup makes (fonts, icons, catalogues), and a stylesheet fit for both directions."""

import re
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings
from fontTools.ttLib import TTFont

from sharek.build import catalogues, fonts, sprite

ROOT = Path(settings.BASE_DIR)
PHYSICAL = re.compile(
    r"(?:^|[;{\s])((?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)(?:-\w+)*|"
    r"(?:left|right|top|bottom|width|height|min-width|max-width|min-height|max-height)|"
    r"border-(?:top|bottom)-(?:left|right)-radius)\s*:|"
    r"(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)


def test_both_fonts_together_weigh_at_most_40_kb() -> None:
    assert sum(path.stat().st_size for path in fonts.outputs()) <= 40 * 1024


def test_the_fonts_show_arabic_latin_and_both_kinds_of_digits() -> None:
    for path in fonts.outputs():
        shown = TTFont(path).getBestCmap()
        assert [sign for sign in "شارك ءآؤئىةپگ٠٩۰۹،؛؟«» Sharek 0123456789 …–" if ord(sign) not in shown] == []


def test_the_sprite_holds_every_icon_that_is_named_and_nothing_foreign() -> None:
    text = sprite.TARGET.read_text()
    symbols = {symbol.get("id") for symbol in ElementTree.fromstring(text)}
    assert symbols == set(sprite.icon_names())
    assert "<script" not in text
    assert text.count("://") == 1  # the namespace


def test_the_catalogues_are_compiled() -> None:
    assert all(path.exists() for path in catalogues.outputs())


def test_the_stylesheets_use_logical_properties_only() -> None:
    found = []
    for path in (ROOT / "static").glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        text = re.sub(r"@(?:media|container)[^{]*", "", text)
        found += [f"{path.name}: {match.group(0).strip()}" for match in PHYSICAL.finditer(text)]
    assert found == []
