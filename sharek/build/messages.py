"""Bring the catalogues up to date with the sources; with ``--check``, see whether they are.

The sentences of the sources are gathered from a copy of them, with gettext's tools. English is filled in from the
sources; Arabic is written by people. No place of a sentence, date or guess is kept, and everything is sorted, so that
catalogues which grew apart merge line by line.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import makemessages

from .products import ROOT

LANGUAGES = ("ar", "en")
# Folders of the checkout whose words no reader of the portal sees.
NO_SOURCE = {"var", "static", "docs", "tests", "script", "deploy", "node_modules", "locale"}
HEADER_LINES = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To|'
    r'Project-Id-Version|MIME-Version|Content-Transfer-Encoding):.*\\n"\n',
    re.M,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


class MakeMessages(makemessages.Command):
    """Django's command without guesses: what nobody translated stays empty instead of resembling something else."""

    msgmerge_options = ["-q", "--backup=none", "--update", "--no-fuzzy-matching"]


def catalogue(folder: Path, language: str) -> Path:
    """Return the place of one language's catalogue under ``folder``."""
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def copy_sources(target: Path) -> None:
    """Copy what can hold sentences, and the catalogues, into ``target``."""

    def unwanted(folder: str, names: list[str]) -> set[str]:
        top = Path(folder) == ROOT
        kept = (".py", ".html", ".txt")
        return {
            name
            for name in names
            if name.startswith((".", "__pycache__"))
            or (top and name in NO_SOURCE)
            or ((Path(folder) / name).is_file() and not name.endswith(kept))
        }

    shutil.copytree(ROOT, target, ignore=unwanted, dirs_exist_ok=True, symlinks=True)
    for language in LANGUAGES:
        place = catalogue(target, language)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(catalogue(ROOT, language), place)


def gather(folder: Path) -> None:
    """Bring the catalogues under ``folder`` up to date with the sources there, and make it the working folder."""
    os.chdir(folder)
    if not settings.configured:
        settings.configure(LOCALE_PATHS=[str(folder / "locale")])
    call_command(MakeMessages(), locale=LANGUAGES, domain="django", no_location=True, no_obsolete=True, verbosity=0)
    for language in LANGUAGES:
        place = str(catalogue(folder, language))
        if language == "en":
            subprocess.run(["msgen", "--output-file", place, place], check=True)
        subprocess.run(["msgcat", "--no-location", "--sort-output", "--output-file", place, place], check=True)
        text = Path(place).read_text(encoding="utf-8")
        Path(place).write_text(HEADER_LINES.sub("", text), encoding="utf-8")


def entries(place: Path, language: str) -> dict[tuple[str | None, str], Message]:
    """Return a catalogue's entries by context and sentence."""
    with place.open("rb") as file:
        read: Catalog = read_po(file, locale=language, abort_invalid=True)
    return {(entry.context, key_of(entry)): entry for entry in read if entry.id}


def key_of(entry: Message) -> str:
    """Return the sentence of an entry as the sources have it, the singular where there are two."""
    return entry.id if isinstance(entry.id, str) else entry.id[0]


def faults(gathered: Path, language: str) -> Iterator[str]:
    """Yield what is wrong with the catalogue of a language, one line a fault, against the one in ``gathered``."""
    name = f"locale/{language}"
    ours = entries(catalogue(ROOT, language), language)
    wanted = entries(catalogue(gathered, language), language)
    for key in sorted(wanted.keys() - ours.keys(), key=str):
        yield f"{name}: missing: {key[1]!r}"
    for key in sorted(ours.keys() - wanted.keys(), key=str):
        yield f"{name}: no longer in the sources: {key[1]!r}"
    for key, entry in ours.items():
        forms = [entry.string] if isinstance(entry.string, str) else list(entry.string or [""])
        if entry.fuzzy:
            yield f"{name}: fuzzy: {key[1]!r}"
        elif not all(forms):
            yield f"{name}: untranslated: {key[1]!r}"
        else:
            known = set(PLACEHOLDER.findall(" ".join([entry.id] if isinstance(entry.id, str) else entry.id)))
            for form in forms:
                used = set(PLACEHOLDER.findall(form))
                if used - known or (len(forms) == 1 and known - used):
                    yield f"{name}: placeholders differ: {key[1]!r}"
                    break


def main(arguments: list[str]) -> int:
    """Update or check; return the process's exit status: 1 where a catalogue is behind, with its sentences named."""
    with tempfile.TemporaryDirectory(prefix="sharek-messages-") as name:
        folder = Path(name).resolve()
        copy_sources(folder)
        gather(folder)
        if "--check" in arguments:
            found = [fault for language in LANGUAGES for fault in faults(folder, language)]
            for fault in found:
                print(fault, file=sys.stderr)
            print(f"messages: {len(found)} faults" if found else "messages: both catalogues are complete")
            return 1 if found else 0
        for language in LANGUAGES:
            shutil.copyfile(catalogue(folder, language), catalogue(ROOT, language))
            empty = sum(1 for fault in faults(folder, language) if "untranslated" in fault)
            print(f"messages: {language}: {empty} to translate" if empty else f"messages: {language} is complete")
        os.chdir(ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
