"""The icon sprite: every icon that templates and code name, cut from Lucide's set into one ``icons.svg``.

A page shows an icon with ``<svg><use href="…/build/icons.svg#name"/></svg>``. Drawings of our own in ``icons/*.svg``
come before Lucide's of the same name. Names that no ``{% icon "…" %}`` spells out stand in ``icons.txt``.
"""

import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

from .products import BUILD_DIR, ROOT, BuildRefused, Product, digest

HERE = Path(__file__).resolve().parent
TARGET = BUILD_DIR / "icons.svg"
SVG = "{http://www.w3.org/2000/svg}"
# Folders of the checkout that hold no source of ours, besides all whose name begins with a dot.
NO_SOURCE = {"var", "static", "locale", "docs", "tests", "node_modules", "build"}
NAMED = re.compile(r"""(?:\{%-?\s*icon\s+|\bicon\s*=\s*)["']([a-z][a-z0-9]*(?:-[a-z0-9]+)*)["']""")


def sources() -> Iterator[Path]:
    """Yield the templates and Python files in which icons are named."""
    for folder in sorted(ROOT.iterdir()):
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in NO_SOURCE:
            for path in sorted(folder.rglob("*")):
                if path.suffix in {".html", ".py", ".txt", ".svg"} and "build" not in path.parts[len(ROOT.parts) :]:
                    yield path


def icon_names() -> dict[str, str]:
    """Return each icon's name with the file that names it first."""
    names = {}
    for line in (HERE / "icons.txt").read_text().splitlines():
        if name := line.partition("#")[0].strip():
            names[name] = "sharek/build/icons.txt"
    for drawing in sorted((HERE / "icons").glob("*.svg")):
        names[drawing.stem] = str(drawing.relative_to(ROOT))
    for path in sources():
        for name in NAMED.findall(path.read_text(encoding="utf-8")):
            names.setdefault(name, str(path.relative_to(ROOT)))
    return dict(sorted(names.items()))


def drawing_of(name: str) -> ElementTree.Element | None:
    """Return the icon's drawing, ours before Lucide's, or None where nobody drew it."""
    import lucide

    own = HERE / "icons" / f"{name}.svg"
    if own.exists():
        return ElementTree.parse(own).getroot()
    try:
        return lucide._load_icon(name)
    except lucide.IconDoesNotExist:
        return None


def state() -> str:
    """Return the state of what the sprite is made from: the names, our drawings, Lucide's version, this recipe."""
    drawings = [path.read_bytes() for path in sorted((HERE / "icons").glob("*.svg"))]
    return digest([*icon_names(), version("django-lucide"), Path(__file__).read_bytes(), *drawings])


def outputs() -> list[Path]:
    """Return the sprite's file."""
    return [TARGET]


def build() -> None:
    """Write the sprite; refuse, naming icon and file, where an icon does not exist."""
    ElementTree.register_namespace("", SVG.strip("{}"))
    root = ElementTree.Element(f"{SVG}svg")
    for name, named_in in icon_names().items():
        drawing = drawing_of(name)
        if drawing is None:
            raise BuildRefused(f"no icon is called {name!r} (named in {named_in})")
        symbol = ElementTree.SubElement(
            root, f"{SVG}symbol", {"id": name, "viewBox": drawing.get("viewBox", "0 0 24 24")}
        )
        for attribute in ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"):
            if value := drawing.get(attribute):
                symbol.set(attribute, value)
        for part in drawing:
            for node in part.iter():
                node.tag = SVG + str(node.tag).removeprefix(SVG)
                node.tail = None
                node.attrib.pop("class", None)
            symbol.append(part)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(ElementTree.tostring(root))


PRODUCT = Product("icons", state, outputs, build)
