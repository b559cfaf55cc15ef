"""Who may hear a stream, and what a snapshot stream shows: given by the project, so that this app knows no other."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from realtime.streams import StreamName, parse

logger = logging.getLogger(__name__)

Cookies: TypeAlias = Mapping[str, str]
Facts: TypeAlias = Mapping[str, Any]
# (user or AnonymousUser, key, part of the name, cookies) -> may hear
Audience: TypeAlias = Callable[[Any, int | None, str | None, Cookies], bool]
# (key, part of the name) -> the state as it is now, or None where there is nothing
Snapshot: TypeAlias = Callable[[int | None, str | None], Facts | None]


@dataclass(frozen=True)
class Rules:
    """The audience of every kind of stream, and the state of those that are snapshots, by kind."""

    audiences: Mapping[str, Audience]
    snapshots: Mapping[str, Snapshot]

    def may_hear(self, name: StreamName, user: Any, cookies: Cookies) -> bool:
        """Whether ``user`` may hear the stream now. A rule that fails says no; the failure is logged."""
        rule = self.audiences.get(name.kind)
        if rule is None or (name.is_snapshot and name.kind not in self.snapshots):
            return False
        try:
            return bool(rule(user, name.pk, name.part, cookies))
        except Exception:
            logger.exception("The audience rule of %s failed", name.kind)
            return False

    def state(self, name: StreamName) -> Facts | None:
        """Return the present state of a snapshot stream; None where it has none or could not be read (logged)."""
        try:
            return self.snapshots[name.kind](name.pk, name.part)
        except Exception:
            logger.exception("The state of %s could not be read", name.kind)
            return None

    def states(self, names: Iterable[str]) -> dict[str, Facts]:
        """Return the present state of each snapshot stream that could be read."""
        found = {}
        for text in names:
            name = parse(text)
            facts = self.state(name) if name is not None else None
            if facts is not None:
                found[text] = facts
        return found
