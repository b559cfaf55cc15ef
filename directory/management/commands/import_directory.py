"""``manage.py import_directory FILE``: areas, public bodies and services, all or nothing."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.importing import import_directory


class Command(BaseCommand):
    help = "Imports areas, public bodies and services from a JSON file: all or nothing, every bad row named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the JSON file")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=2) from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not UTF-8 text.", returncode=2) from error
        except json.JSONDecodeError as error:
            raise CommandError(f"{file} is not JSON: line {error.lineno}: {error.msg}.", returncode=2) from error
        outcome = import_directory(content)
        if outcome.faults:
            for fault in outcome.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"Nothing was imported: {len(outcome.faults)} faults.", returncode=2)
        self.stdout.write(f"Imported {outcome.areas} areas, {outcome.bodies} bodies, {outcome.services} services.")
