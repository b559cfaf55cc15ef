"""What the database itself refuses: each app declares its triggers here.

Installed after every ``migrate``, since SQLite drops the triggers of a table whose columns are altered; a system check
says when one is missing (``manage.py check --database default``). Imports no app: any may declare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper


class Trigger(NamedTuple):
    """A trigger: ``when`` refuses with ``sentence`` if it is true (SQL; empty: always)."""

    name: str
    table: str
    event: str
    sentence: str
    when: str = ""


_declared: list[Callable[[str], list[Trigger]]] = []


def declare(triggers: Callable[[str], list[Trigger]]) -> Callable[[str], list[Trigger]]:
    """Decorate a function that returns an app's triggers for a vendor, ``postgresql`` or ``sqlite``."""
    _declared.append(triggers)
    return triggers


def differs(vendor: str) -> str:
    """Return the operator that says that two values differ, empty ones included."""
    return "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"


def all_of(vendor: str) -> list[Trigger]:
    """Return the triggers of all apps for a vendor."""
    return [trigger for triggers in _declared for trigger in triggers(vendor)]


def _create(vendor: str, trigger: Trigger) -> str:
    if vendor == "sqlite":
        when = f"WHEN {trigger.when} " if trigger.when else ""
        return (
            f"CREATE TRIGGER IF NOT EXISTS {trigger.name} BEFORE {trigger.event} ON {trigger.table} FOR EACH ROW "
            f"{when}BEGIN SELECT RAISE(ABORT, '{trigger.sentence}'); END"
        )
    each = "STATEMENT" if trigger.event == "TRUNCATE" else "ROW"
    kept = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(trigger.event, "NEW")
    refuse = f"RAISE EXCEPTION '{trigger.sentence}' USING ERRCODE = 'restrict_violation';"
    body = f"IF {trigger.when} THEN {refuse} END IF;" if trigger.when else refuse
    return (
        f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} RETURN {kept}; END $$; "
        f"CREATE OR REPLACE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} "
        f"FOR EACH {each} EXECUTE FUNCTION {trigger.name}()"
    )


def install(connection: BaseDatabaseWrapper) -> None:
    """Install what is missing, where its table exists. Doing it again changes nothing."""
    tables = set(connection.introspection.table_names())
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for trigger in all_of(connection.vendor):
            if trigger.table in tables:
                cursor.execute(_create(connection.vendor, trigger))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that ought to be there and are not; none where the tables are not there yet."""
    tables = set(connection.introspection.table_names())
    wanted = {trigger.name for trigger in all_of(connection.vendor) if trigger.table in tables}
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted(wanted - {name for (name,) in cursor.fetchall()})


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lift the triggers, for the tests that empty all tables."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for trigger in all_of(connection.vendor):
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {trigger.table} DISABLE TRIGGER {trigger.name}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}")
        yield
        if connection.vendor == "postgresql":  # a table with checks still to come cannot be altered
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for trigger in all_of(connection.vendor):
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {trigger.table} ENABLE TRIGGER {trigger.name}")
            else:
                cursor.execute(_create(connection.vendor, trigger))


def install_after_migrate(sender: Any, using: str, **kwargs: Any) -> None:
    """Receive ``post_migrate``."""
    from django.db import connections

    install(connections[using])
