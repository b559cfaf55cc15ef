"""``manage.py prune_events``: forget the events that nobody will ask for any more."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from realtime.limits import HOURS_KEPT
from realtime.pruning import prune


class Command(BaseCommand):
    help = "Delete the events of the live log that are older than 48 hours; the streams keep their numbers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--hours", type=int, default=HOURS_KEPT, help="keep this many hours (default 48)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["hours"] < 1:
            raise CommandError("--hours must be at least 1.", returncode=2)
        count = prune(timedelta(hours=options["hours"]))
        self.stdout.write(f"{count} events deleted.")
