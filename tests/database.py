"""Emptying the database after a test that really committed."""

from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase

from moderation import triggers

# Written by migrate and remembered by running servers (content types by number): they stay.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_tables() -> None:
    """Delete every row that tests wrote; what ``migrate`` wrote by itself stays, and so do the sequences."""
    quote = connection.ops.quote_name
    tables = [
        quote(name) for name in connection.introspection.django_table_names(only_existing=True) if name not in KEPT
    ]
    with triggers.lifted(connection), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
            return
        cursor.execute("PRAGMA defer_foreign_keys=ON")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")


def _teardown(self: Any) -> None:
    empty_tables()


def install() -> None:
    """Let transactional tests end with :func:`empty_tables`.

    Django's own flush deletes and renumbers content types, which a server that runs through several tests remembers;
    it is slow too.
    """
    TransactionTestCase._fixture_teardown = _teardown  # type: ignore[method-assign]
