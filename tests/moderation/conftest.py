"""What the tests of moderation's doors share."""

import pytest

from discussions.models import Comment, Solution
from topics.models import OfficialAnswer, Topic


@pytest.fixture(autouse=True)
def changes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Record what the content models are told of a change, instead of letting them answer it."""
    told: list[tuple[str, str]] = []
    for model in (Topic, OfficialAnswer, Solution, Comment):
        monkeypatch.setattr(model, "on_visibility_changed", lambda self, old, new: told.append((old, new)))
    return told
