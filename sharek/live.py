"""Who may hear which stream, and what the snapshot streams show: the one place where live updates meet the apps.

``AUDIENCES`` and ``SNAPSHOTS`` are keyed by the kind of stream. Every audience rule asks the same querysets and
permissions as the pages do, so that nobody hears of what they may not see.
"""

from typing import Any

from realtime.rules import Audience, Cookies, Rules, Snapshot


def is_this_user(user: Any, pk: int | None, part: str | None, cookies: Cookies) -> bool:
    """A person's own stream is for that person alone."""
    return part is None and pk is not None and user.is_authenticated and user.pk == pk


AUDIENCES: dict[str, Audience] = {"user": is_this_user}
SNAPSHOTS: dict[str, Snapshot] = {}

RULES = Rules(AUDIENCES, SNAPSHOTS)
