"""The record of decisions: append-only in the database itself, and provable."""

import io
import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, transaction

from moderation import audit, triggers
from moderation.models import AuditEntry, AuditPayload
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def some_entries(number: int = 5) -> None:
    user = UserFactory()
    for n in range(number):
        audit.append(verb="decision.made", target=user, actor=user if n % 2 else None, payload={"n": n, "words": "نصّ"})

    connection.check_constraints()  # as at the end of a transaction


def verified() -> str:
    out = io.StringIO()
    call_command("verify_audit_log", stdout=out)
    return out.getvalue()


CHANGES = [
    "UPDATE moderation_auditentry SET verb = 'x' WHERE seq = 2",
    "UPDATE moderation_auditpayload SET text = 'x' WHERE entry_id = 2",
    "DELETE FROM moderation_auditentry WHERE seq = 5",
    "INSERT INTO moderation_auditentry (seq, at, verb, target, payload_digest, previous_hash, hash) "
    "VALUES (6, '2026-01-01 00:00:00+00:00', 'v', 't', 'd', 'not the last hash', 'h')",
    "INSERT INTO moderation_auditentry (seq, at, verb, target, payload_digest, previous_hash, hash) "
    "VALUES (9, '2026-01-01 00:00:00+00:00', 'v', 't', 'd', 'p', 'h')",
]
if connection.vendor == "postgresql":  # SQLite has no such statement
    CHANGES.append("TRUNCATE moderation_auditentry CASCADE")


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_any_change_of_the_record(change: str) -> None:
    some_entries()
    with pytest.raises(DatabaseError, match=r"append-only|follows"), transaction.atomic():
        connection.cursor().execute(change)
    assert "5 entries hold" in verified()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE moderation_auditentry SET verb = 'x' WHERE seq = 3", "entry 3 was changed"),
        ("UPDATE moderation_auditentry SET actor_id = 99 WHERE seq = 1", "entry 1 was changed"),
        ("UPDATE moderation_auditpayload SET text = '{}' WHERE entry_id = 4", "what entry 4 is about was changed"),
        ("DELETE FROM moderation_auditpayload WHERE entry_id = 2; DELETE FROM moderation_auditentry WHERE seq = 2",
         "entry 2 is missing"),
    ],
)  # fmt: skip
def test_the_verifier_finds_what_was_changed_past_the_triggers(change: str, says: str) -> None:
    some_entries()
    with triggers.lifted(connection):
        for statement in change.split("; "):
            connection.cursor().execute(statement)
    with pytest.raises(CommandError, match=says):
        verified()


def test_the_verifier_finds_a_record_cut_at_its_end_by_a_published_head() -> None:
    some_entries()
    head = "{}:{}".format(*audit.head())
    with triggers.lifted(connection):
        AuditPayload.objects.filter(entry_id=5).delete()
        AuditEntry.objects.filter(seq=5).delete()
    assert "4 entries hold" in verified()
    with pytest.raises(CommandError, match="entry 5 is missing"):
        call_command("verify_audit_log", head=head)


def test_a_legal_purge_of_a_payload_keeps_the_chain_whole() -> None:
    some_entries()
    AuditPayload.objects.filter(entry_id=3).delete()
    assert "5 entries hold" in verified()


def test_a_wrong_head_is_named_in_one_line() -> None:
    with pytest.raises(CommandError, match="number:hash") as refused:
        call_command("verify_audit_log", head="nonsense")
    assert refused.value.returncode == 2


def test_nothing_is_recorded_outside_a_transaction(committed_db: None) -> None:
    with pytest.raises(RuntimeError):
        audit.append(verb="v", target="t", payload={})


def test_parallel_appends_make_one_chain(in_threads: Any) -> None:
    def append(n: int) -> int:
        with transaction.atomic():
            return audit.append(verb="v", target="t", payload={"n": n}).seq

    assert sorted(in_threads(append, times=8)) == list(range(1, 9))
    assert "8 entries hold" in verified()


def test_a_missing_trigger_is_warned_of_until_migrate_installs_it(committed_db: None) -> None:
    def check() -> None:
        call_command("check", databases=["default"], fail_level="WARNING")

    check()
    on = " ON moderation_auditentry" if connection.vendor == "postgresql" else ""
    connection.cursor().execute(f"DROP TRIGGER audit_entry_kept{on}")
    with pytest.raises(SystemCheckError, match=re.escape("audit_entry_kept")):
        check()
    call_command("migrate", verbosity=0)
    check()
