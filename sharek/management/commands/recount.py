"""``manage.py recount``: count anew what is kept in columns, and set right what differs."""

import sys
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from discussions.recounts import recount_discussions
from topics.recounts import recount_topics

RECOUNTS: tuple[Callable[..., list[str]], ...] = (recount_topics, recount_discussions)


class Command(BaseCommand):
    help = "Compare every counter with its rows and set right what differs; exit code 1 with --check where any did."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 where a counter is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each counter that was wrong, then how many there were."""
        mend = not options["check"]
        wrong = [line for recount in RECOUNTS for line in recount(mend=mend)]
        for line in wrong:
            self.stdout.write(line)
        self.stdout.write(f"{len(wrong)} counters were wrong{' and have been set right' if wrong and mend else ''}.")
        if wrong and not mend:
            sys.exit(1)
