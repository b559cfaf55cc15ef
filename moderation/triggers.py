"""What the database itself refuses: changing the record, and touching who decided first.

Installed after every ``migrate``, since SQLite drops the triggers of a table whose columns are altered; a system check
says when one is missing (``manage.py check --database default``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

ENTRIES = "moderation_auditentry"
PAYLOADS = "moderation_auditpayload"
APPEALS = "moderation_appeal"
DECISIONS = "moderation_decision"

APPEND_ONLY = "the audit log is append-only"
CHAINED = "an audit entry follows the last one"
SAME_DECIDERS = "an appeal names the deciders of its decision"
KEPT_DECIDERS = "who decided is never changed"


class Trigger(NamedTuple):
    """A trigger: ``when`` refuses with ``sentence`` if it is true (SQL; empty: always)."""

    name: str
    table: str
    event: str
    sentence: str
    when: str = ""


def _triggers(vendor: str) -> list[Trigger]:
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    decider, second = (
        f"(SELECT {column} FROM {DECISIONS} WHERE id = NEW.decision_id)"
        for column in ("decider_id", "second_decider_id")
    )
    copies = f"NEW.first_decider_id {differs} {decider} OR NEW.second_decider_id {differs} {second}"
    last_seq = f"COALESCE((SELECT MAX(seq) FROM {ENTRIES}), 0)"
    last_hash = f"(SELECT hash FROM {ENTRIES} WHERE seq = NEW.seq - 1)"
    triggers = [
        Trigger("audit_entry_kept", ENTRIES, "UPDATE", APPEND_ONLY),
        Trigger("audit_entry_stays", ENTRIES, "DELETE", APPEND_ONLY),
        Trigger(
            "audit_entry_follows",
            ENTRIES,
            "INSERT",
            CHAINED,
            f"NEW.seq <> {last_seq} + 1 OR (NEW.seq > 1 AND NEW.previous_hash {differs} {last_hash})",
        ),
        Trigger("audit_payload_kept", PAYLOADS, "UPDATE", APPEND_ONLY),
        Trigger("appeal_copies_deciders", APPEALS, "INSERT", SAME_DECIDERS, copies),
        Trigger("appeal_keeps_deciders", APPEALS, "UPDATE", SAME_DECIDERS, copies),
        Trigger(
            "decision_keeps_deciders",
            DECISIONS,
            "UPDATE",
            KEPT_DECIDERS,
            f"NEW.decider_id {differs} OLD.decider_id OR NEW.second_decider_id {differs} OLD.second_decider_id",
        ),
    ]
    if vendor == "postgresql":
        triggers.append(Trigger("audit_entry_emptied", ENTRIES, "TRUNCATE", APPEND_ONLY))
    return triggers


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
        for trigger in _triggers(connection.vendor):
            if trigger.table in tables:
                cursor.execute(_create(connection.vendor, trigger))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that ought to be there and are not; none where the tables are not there yet."""
    tables = set(connection.introspection.table_names())
    wanted = {trigger.name for trigger in _triggers(connection.vendor) if trigger.table in tables}
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
        for trigger in _triggers(connection.vendor):
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {trigger.table} DISABLE TRIGGER {trigger.name}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}")
        yield
        if connection.vendor == "postgresql":  # a table with checks still to come cannot be altered
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for trigger in _triggers(connection.vendor):
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {trigger.table} ENABLE TRIGGER {trigger.name}")
            else:
                cursor.execute(_create(connection.vendor, trigger))


def install_after_migrate(sender: Any, using: str, **kwargs: Any) -> None:
    """Receive ``post_migrate``."""
    from django.db import connections

    install(connections[using])
