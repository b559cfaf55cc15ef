"""What the database itself refuses of polls: changing what people were asked once they may have answered."""

from __future__ import annotations

from typing import Final

from sharek.triggers import Trigger, declare, differs

from .models import Ballot, Choice, Poll

POLLS: Final = Poll._meta.db_table
CHOICES: Final = Choice._meta.db_table
BALLOTS: Final = Ballot._meta.db_table

FROZEN: Final = "a poll that has opened keeps its question, rules and dates"
CLOSED_ONCE: Final = "a poll closes once"
FROZEN_CHOICES: Final = "the choices of a poll are frozen"
ONE_SECRET: Final = "a poll keeps its secret until it is destroyed"
_FROZEN_COLUMNS: Final = (
    "topic_id",
    "question",
    "kind",
    "visibility",
    "opens_at",
    "closes_at",
    "max_choices",
    "min_ballots",
    "opened_by_id",
)


@declare
def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers of polls. By the database's own clock, and by whether anybody has voted."""
    differ = differs(vendor)
    now = "clock_timestamp()" if vendor == "postgresql" else "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    changed = " OR ".join(f"NEW.{column} {differ} OLD.{column}" for column in _FROZEN_COLUMNS)
    changed += f" OR (OLD.schema_hash <> '' AND NEW.schema_hash {differ} OLD.schema_hash)"
    answered = f"EXISTS (SELECT 1 FROM {BALLOTS} WHERE poll_id = OLD.id)"
    closed = " OR ".join(f"NEW.{column} {differ} OLD.{column}" for column in ("closed_early_at", "closing_reason"))
    frozen = "COALESCE((SELECT schema_hash FROM {polls} WHERE id = {row}.poll_id), '') <> ''"
    return [
        Trigger("poll_is_frozen", POLLS, "UPDATE", FROZEN, f"(OLD.opens_at <= {now} OR {answered}) AND ({changed})"),
        Trigger("poll_closes_once", POLLS, "UPDATE", CLOSED_ONCE, f"OLD.closed_early_at IS NOT NULL AND ({closed})"),
        Trigger(
            "poll_keeps_secret",
            POLLS,
            "UPDATE",
            ONE_SECRET,
            f"NEW.secret IS NOT NULL AND NEW.secret {differ} OLD.secret",
        ),
        *(
            Trigger(
                f"choice_is_frozen_{event.lower()}",
                CHOICES,
                event,
                FROZEN_CHOICES,
                frozen.format(polls=POLLS, row="OLD" if event == "DELETE" else "NEW"),
            )
            for event in ("INSERT", "UPDATE", "DELETE")
        ),
    ]
