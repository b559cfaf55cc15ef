"""``manage.py load_policy``: give a new portal its usage policy."""

from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from moderation.policy_loading import load_policy


class Command(BaseCommand):
    help = "Load version 1 of the usage policy, unless there is one already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="day", help="day from which it is in force, as 2026-01-31; else at once")

    def handle(self, *args: Any, day: str | None = None, **options: Any) -> None:
        effective_at = None
        if day is not None:
            try:
                effective_at = timezone.make_aware(datetime.combine(date.fromisoformat(day), time.min))
            except ValueError as fault:
                raise CommandError("--from takes a day, as 2026-01-31.", returncode=2) from fault
        version, made = load_policy(effective_at=effective_at)
        said = "Loaded" if made else "There is already"
        self.stdout.write(f"{said} version {version.number} of the usage policy, {version.clauses.count()} clauses.")
