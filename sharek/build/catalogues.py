"""The compiled catalogues: each ``django.po`` under ``locale/`` made into the ``django.mo`` that Django reads."""

from pathlib import Path

from .products import ROOT, BuildRefused, Product, digest


def sources() -> list[Path]:
    """Return the catalogues as translators write them."""
    return sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po"))


def state() -> str:
    """Return the state of all catalogues."""
    return digest(part for path in sources() for part in (str(path.relative_to(ROOT)), path.read_bytes()))


def outputs() -> list[Path]:
    """Return the compiled files, one beside each catalogue."""
    return [path.with_suffix(".mo") for path in sources()]


def build() -> None:
    """Compile every catalogue with Babel (gettext's own tools are not needed); fuzzy entries stay out."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    for path in sources():
        try:
            with path.open("rb") as file:
                catalogue = read_po(file, locale=path.parts[-3], abort_invalid=True)
        except PoFileError as fault:
            raise BuildRefused(f"{path.relative_to(ROOT)}: {fault}") from fault
        unfinished = path.with_suffix(".mo.new")
        with unfinished.open("wb") as file:
            write_mo(file, catalogue)
        unfinished.replace(path.with_suffix(".mo"))


PRODUCT = Product("catalogues", state, outputs, build)
