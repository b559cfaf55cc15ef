"""What ``manage.py check`` asks of moderation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import DatabaseError, connections

from . import triggers


@register(Tags.database)
def triggers_are_installed(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Find missing triggers: without them the record could be changed unseen."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        try:
            missing = triggers.missing(connections[alias])
        except DatabaseError:
            continue
        if missing:
            found.append(
                # A warning, since an error would stop the very command that mends it.
                checks.Warning(
                    f"Triggers are missing in database {alias}: {', '.join(missing)}.",
                    hint="Run manage.py migrate, which installs them.",
                    id="moderation.W001",
                )
            )
    return found
