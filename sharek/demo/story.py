"""The order in which things happened: deeds planned in any order, done in that of their time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from accounts.models import User
from discussions.models import Comment, Solution
from moderation.models import Appeal, Clause, Decision, PolicyVersion
from notifications.sending import send_due
from opinion_polls.models import Poll
from sharek import clock
from topics.models import Topic

DATA = Path(settings.BASE_DIR) / "sharek" / "data"
# Nothing is planned for the last minutes: what has just happened happens by the reader's own hand.
LATEST = timedelta(minutes=4)


def read(name: str) -> dict[str, Any]:
    """Return the content of a data file beside the code."""
    content: dict[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return content


@dataclass
class Story:
    """What the demo tells, by the keys of its data files; filled while the deeds are done."""

    now: datetime
    users: dict[str, User] = field(default_factory=dict)
    crowd: list[User] = field(default_factory=list)
    topics: dict[str, Topic] = field(default_factory=dict)
    solutions: dict[str, Solution] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    polls: dict[str, Poll] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    appeals: dict[str, Appeal] = field(default_factory=dict)
    _deeds: list[tuple[datetime, int, Callable[[], Any]]] = field(default_factory=list)

    @cached_property
    def data(self) -> dict[str, Any]:
        return read("demo_data.json")

    @cached_property
    def extras(self) -> dict[str, Any]:
        return read("demo_extras.json")

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        version = PolicyVersion.objects.order_by("-number")[0]
        return {clause.code: clause for clause in version.clauses.all()}

    def ago(self, days: float) -> datetime:
        """Return the moment that lies ``days`` before the load, never later than a few minutes before it."""
        return min(self.now - timedelta(days=days), self.now - LATEST)

    def plan(self, days_ago: float, deed: Callable[[], Any]) -> None:
        """Let ``deed`` be done ``days_ago`` days before the load."""
        self._deeds.append((self.ago(days_ago), len(self._deeds), deed))

    def tell(self) -> int:
        """Do every deed in the order of time, with the clock set to it; return how many there were."""
        self._deeds.sort(key=lambda planned: planned[:2])
        for moment, _number, deed in self._deeds:
            with clock.at(moment):
                deed()
                do_waiting_work()
        return len(self._deeds)


def do_waiting_work() -> None:
    """Do here and now what doors left to the worker (telling followers), as it would have been done at the time."""
    for task in OrmQ.objects.order_by("pk"):
        work = SignedPackage.loads(task.payload)
        function: Any = work["func"]
        if isinstance(function, str):
            module, _dot, name = function.rpartition(".")
            function = getattr(import_module(module), name)
        if function is not send_due:  # no mail leaves from the past
            function(*work.get("args", ()), **work.get("kwargs", {}))
        task.delete()
