"""What the database itself refuses of moderation: changing the record, and touching who decided first."""

from __future__ import annotations

from sharek.triggers import Trigger, declare, differs, install, install_after_migrate, lifted, missing

ENTRIES = "moderation_auditentry"
PAYLOADS = "moderation_auditpayload"
APPEALS = "moderation_appeal"
DECISIONS = "moderation_decision"

APPEND_ONLY = "the audit log is append-only"
CHAINED = "an audit entry follows the last one"
SAME_DECIDERS = "an appeal names the deciders of its decision"
KEPT_DECIDERS = "who decided is never changed"


@declare
def triggers(vendor: str) -> list[Trigger]:
    differ = differs(vendor)
    decider, second = (
        f"(SELECT {column} FROM {DECISIONS} WHERE id = NEW.decision_id)"
        for column in ("decider_id", "second_decider_id")
    )
    copies = f"NEW.first_decider_id {differ} {decider} OR NEW.second_decider_id {differ} {second}"
    last_seq = f"COALESCE((SELECT MAX(seq) FROM {ENTRIES}), 0)"
    last_hash = f"(SELECT hash FROM {ENTRIES} WHERE seq = NEW.seq - 1)"
    found = [
        Trigger("audit_entry_kept", ENTRIES, "UPDATE", APPEND_ONLY),
        Trigger("audit_entry_stays", ENTRIES, "DELETE", APPEND_ONLY),
        Trigger(
            "audit_entry_follows",
            ENTRIES,
            "INSERT",
            CHAINED,
            f"NEW.seq <> {last_seq} + 1 OR (NEW.seq > 1 AND NEW.previous_hash {differ} {last_hash})",
        ),
        Trigger("audit_payload_kept", PAYLOADS, "UPDATE", APPEND_ONLY),
        Trigger("appeal_copies_deciders", APPEALS, "INSERT", SAME_DECIDERS, copies),
        Trigger("appeal_keeps_deciders", APPEALS, "UPDATE", SAME_DECIDERS, copies),
        Trigger(
            "decision_keeps_deciders",
            DECISIONS,
            "UPDATE",
            KEPT_DECIDERS,
            f"NEW.decider_id {differ} OLD.decider_id OR NEW.second_decider_id {differ} OLD.second_decider_id",
        ),
    ]
    if vendor == "postgresql":
        found.append(Trigger("audit_entry_emptied", ENTRIES, "TRUNCATE", APPEND_ONLY))
    return found


__all__ = ["install", "install_after_migrate", "lifted", "missing", "triggers"]
