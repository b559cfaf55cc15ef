"""A database for one measurement, and how figures are told."""

from __future__ import annotations

import json as as_json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import structlog
from django.conf import settings
from django.core.management import call_command
from django.db import connection


@contextmanager
def scratch_database(bench: str) -> Iterator[None]:
    """Run what is inside on a freshly migrated database of its own, dropped at the end however that comes.

    It lies on the server that ``DATABASE_URL`` names, or in a file of its own beside the embedded one, with the same
    settings (syncing included), so that figures are honest.
    """
    name = f"bench_{bench}_{os.getpid()}"
    own = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        folder = Path(settings.VAR_DIR) / "bench"
        folder.mkdir(parents=True, exist_ok=True)
        name = str(folder / f"{name}.sqlite3")
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(own, verbosity=0)


def analyse() -> None:
    """Let the database count its rows, as it does by itself before long."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def quiet() -> None:
    """Keep the logs of what is measured off the output, which holds figures only."""
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def collect_static() -> None:
    """Collect the static files where they have not been: pages name them by the hashes of their contents."""
    if not Path(settings.STATIC_ROOT, "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)


class Stopwatch:
    """Seconds of one kind of deed: ``with watch: …`` as often as it takes, then ``watch.ms``."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __enter__(self) -> None:
        self._from = perf_counter()

    def __exit__(self, *exception: object) -> None:
        self.seconds.append(perf_counter() - self._from)

    @property
    def ms(self) -> float:
        """The median in milliseconds."""
        return median(self.seconds) * 1000

    @property
    def p95_ms(self) -> float:
        """The time within which 95 of 100 were done, in milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000


def tell(figures: dict[str, Any], *, json: bool) -> None:
    """Print figures: one JSON object, or a line of words for each. A float is told with two digits."""
    rounded = {key: round(value, 2) if isinstance(value, float) else value for key, value in figures.items()}
    if json:
        sys.stdout.write(as_json.dumps(rounded, ensure_ascii=False) + "\n")
        return
    width = max(map(len, rounded))
    for key, value in rounded.items():
        sys.stdout.write(f"{key:<{width}}  {value}\n")


def say(sentence: str) -> None:
    """Tell on the error output what is being done, so that the output stays a table or JSON."""
    sys.stderr.write(f"{sentence}\n")
