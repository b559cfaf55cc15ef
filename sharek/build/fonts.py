"""The portal's two fonts: IBM Plex Sans Arabic, weights 400 and 700, cut down to the characters that it shows."""

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from .products import BUILD_DIR, BuildRefused, Product, digest

PACKAGE = "fontpkg-ibm-plex-sans-arabic"
WEIGHTS = ("Regular", "Bold")
BUDGET = 40 * 1024  # bytes for both, compressed

# Basic Latin with its punctuation, Arabic letters, marks and digits, and the signs that the pages use.
CHARACTERS = [
    *range(0x20, 0x7F),
    *(ord(sign) for sign in "\u00a0«»·×–—‘’“”…•−←→٪٫٬"),
    *(ord(sign) for sign in "،؛؟ـ"),
    *range(0x621, 0x63B),
    *range(0x640, 0x653),
    *range(0x660, 0x66A),
    *range(0x6F0, 0x6FA),
    *(ord(letter) for letter in "ٰٱپچڤکگی"),
    0x200C,  # joiners
    0x200D,
]
FEATURES = ["ccmp", "locl", "mark", "mkmk", "init", "medi", "fina", "rlig", "liga", "calt", "kern", "tnum", "lnum"]


def state() -> str:
    """Return the state of what the fonts are made from: the package's version and this recipe."""
    return digest([version(PACKAGE), Path(__file__).read_bytes()])


def outputs() -> list[Path]:
    """Return the fonts' files, one for each weight."""
    return [BUILD_DIR / "fonts" / f"plex-{weight}.woff2" for weight in WEIGHTS]


def build() -> None:
    """Cut the fonts and write them; refuse where both together exceed the budget."""
    from fontTools import subset

    spec = find_spec("fontpkg_ibm_plex_sans_arabic")
    if spec is None or spec.origin is None:
        raise BuildRefused(f"the package {PACKAGE} is missing")
    sources = Path(spec.origin).parent / "files"
    total = 0
    for weight, target in zip(WEIGHTS, outputs(), strict=True):
        options = subset.Options(
            flavor="woff2",
            layout_features=FEATURES,
            hinting=False,
            desubroutinize=True,
            notdef_outline=True,
            name_IDs=[0, 1, 2, 13, 14],  # the licence stays with the font
        )
        options.drop_tables += ["meta"]
        font = subset.load_font(str(sources / f"IBMPlexSansArabic-{weight}.ttf"), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=CHARACTERS)
        cutter.subset(font)
        target.parent.mkdir(parents=True, exist_ok=True)
        subset.save_font(font, str(target), options)
        total += target.stat().st_size
    if total > BUDGET:
        raise BuildRefused(f"the two fonts weigh {total} bytes, the budget is {BUDGET}")


PRODUCT = Product("fonts", state, outputs, build)
