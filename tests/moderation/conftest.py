"""What the tests of moderation's doors share."""

from typing import Any

import pytest

from discussions.models import Comment, Solution
from topics.models import OfficialAnswer, Topic


@pytest.fixture
def changes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Record what the content models are told of a change; they answer it as always."""
    told: list[tuple[str, str]] = []
    for model in (Topic, OfficialAnswer, Solution, Comment):
        answer = model.on_visibility_changed

        def hear(self: Any, old: str, new: str, answer: Any = answer) -> None:
            told.append((old, new))
            answer(self, old, new)

        monkeypatch.setattr(model, "on_visibility_changed", hear)
    return told
