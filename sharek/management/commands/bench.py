"""``manage.py bench NAME``: measure one thing, in a scratch database that is thrown away afterwards."""

from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import sharek.benches

FOLDER = Path(sharek.benches.__file__).parent


def names() -> list[str]:
    """Return the names of all benches: the modules of ``sharek.benches`` that have something to run."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if "\ndef run(" in path.read_text())


class Command(BaseCommand):
    help = "Measure one thing on the database and cache that the environment names. Nobody's own data is touched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help=", ".join(names()))
        parser.add_argument("--json", action="store_true", help="one JSON object a line instead of words")
        parser.add_argument("--runs", type=int, default=1, help="tell the median of so many runs on the same data")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["name"] not in names():
            raise CommandError(f"There is no bench {options['name']!r}; there are {', '.join(names())}.", returncode=2)
        run = import_module(f"sharek.benches.{options['name']}").run
        several = {"runs": options["runs"]} if "runs" in signature(run).parameters else {}
        if options["runs"] < 1 or (options["runs"] > 1 and not several):
            raise CommandError(f"The bench {options['name']!r} does not do {options['runs']} runs.", returncode=2)
        run(json=options["json"], **several)
