"""``manage.py load_demo``: load reference data and the demo portal."""

from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sharek.demo.loading import is_empty, load


class Command(BaseCommand):
    help = "Load the directory, the usage policy and a living demo portal (demo mode only). All or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is any data")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or say in one line why not (exit code 2)."""
        if not settings.DEMO:
            raise CommandError("Demo data is loaded in demo mode only.", returncode=2)
        if not is_empty():
            if options["if_empty"]:
                return
            raise CommandError("There is data already; demo data is loaded into an empty database only.", returncode=2)
        begun = perf_counter()
        loaded = load()
        self.stdout.write(
            f"Loaded {loaded.people} people, {loaded.topics} topics, {loaded.solutions} solutions, "
            f"{loaded.comments} comments and {loaded.polls} polls in {perf_counter() - begun:.1f} s."
        )
