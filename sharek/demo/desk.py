"""What moderators and the appeal reviewer do in the demo, and what they leave in the queue."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from moderation.actions import appeal, claim, decide, decide_appeal, report
from moderation.actions.deciding import outcomes_for, seen_version
from moderation.actions.submitting import active_item
from moderation.models import Decision, ModeratedModel, ReviewItem

from .story import Story

MODERATORS = ("mod_1", "mod_2")


def approve(story: Story, content: ModeratedModel) -> None:
    """Let the moderators' favourable outcome fall on what waits, or was published to be looked at; if anything."""
    content.refresh_from_db()
    item = active_item(content)
    if item is not None:
        outcome = outcomes_for(item, content)[0]
        _decide(story.users[MODERATORS[item.pk % 2]], item, content, outcome=outcome)


def take_away(story: Story, content: ModeratedModel, words: dict[str, Any], outcome: str) -> Decision:
    """Reject, hide or remove ``content`` under a clause; ``words`` name moderator, clause, facts and reason."""
    content.refresh_from_db()
    item = active_item(content)
    assert item is not None, f"{content} is not in the queue"
    return _decide(
        story.users[words["by"]], item, content, outcome=outcome, clauses=[story.clauses[words["clause"]]],
        facts=words.get("facts_ar", ""), explanation=words["reason_ar"],
    )  # fmt: skip


def _decide(moderator: User, item: ReviewItem, content: ModeratedModel, **words: Any) -> Decision:
    claimed = claim(moderator=moderator, item=item)
    assert claimed.lease_token is not None
    decision = decide(
        moderator=moderator, item=claimed, token=claimed.lease_token, seen=seen_version(claimed, content), **words
    )
    content.refresh_from_db()
    return decision


def plan(story: Story) -> None:
    """Plan reports, decisions and appeals of both data files."""
    for entry in story.data["reports"]:
        getattr(_Reports(story), entry["key"])(entry)
    _plan_hidden_topic(story)
    _plan_restored_comment(story)


class _Reports:
    """The four reports of the data: one not upheld, one upheld with an appeal pending, two waiting."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def r01(self, entry: dict[str, Any]) -> None:
        story = self.story
        story.plan(6.2, lambda: _report(story, entry["reporter"], entry["target"], entry["rule"], entry["note_ar"]))
        story.plan(5.8, lambda: self._keep(entry))

    def _keep(self, entry: dict[str, Any]) -> None:
        comment = self.story.comments[entry["target"]]
        comment.refresh_from_db()
        item = active_item(comment)
        assert item is not None
        _decide(
            self.story.users[entry["decided_by"]], item, comment, outcome=Decision.Outcome.KEEP,
            explanation=entry["reason_ar"],
        )  # fmt: skip

    def r02(self, entry: dict[str, Any]) -> None:
        """Upheld: the comment had a telephone number. Its author wrote it again without, and appeals all the same."""
        story = self.story
        words = {"by": entry["decided_by"], "clause": entry["rule"], **story.extras["reported"]["upheld"]}
        key = story.extras["reported"]["comment"]["key"]
        story.plan(4.38, lambda: _report(story, "crowd", key, entry["rule"], entry["note_ar"]))
        story.plan(4.27, lambda: _remove_and_remember(story, key, words))
        story.plan(3.4, lambda: _appeal(story, key, entry["appeal"]["by"], entry["appeal"]["text_ar"]))

    def r03(self, entry: dict[str, Any]) -> None:
        story = self.story
        story.plan(0.55, lambda: _report(story, entry["reporter"], entry["target"], entry["rule"], entry["note_ar"]))

    def r04(self, entry: dict[str, Any]) -> None:
        story = self.story
        story.plan(0.28, lambda: _report(story, entry["reporter"], entry["target"], entry["rule"], entry["note_ar"]))


def _report(story: Story, reporter: str, key: str, clause: str, note: str) -> None:
    content: ModeratedModel = story.comments.get(key) or story.topics[key]
    content.refresh_from_db()
    person = story.crowd[1] if reporter == "crowd" else story.users[reporter]
    report(reporter=person, content=content, clause=story.clauses[clause], note=note)


def _remove_and_remember(story: Story, key: str, words: dict[str, Any]) -> None:
    story.decisions[key] = take_away(story, story.comments[key], words, "remove")


def _appeal(story: Story, key: str, by: str, text: str) -> None:
    story.appeals[key] = appeal(decision=story.decisions[key], appellant=story.users[by], text=text)


def _plan_hidden_topic(story: Story) -> None:
    """A topic that one moderator hid for now: another one has the last word, and it waits for them in the queue."""
    topic = next(topic for topic in story.extras["topics"] if topic["state"] == "hidden")
    words, key = topic["decision"], topic["key"]
    story.plan(
        words["days_ago"] + 0.3, lambda: _report(story, words["reporter"], key, words["clause"], words["note_ar"])
    )
    story.plan(words["days_ago"], lambda: take_away(story, story.topics[key], words, "hide"))


def _plan_restored_comment(story: Story) -> None:
    """A comment that was removed and that the appeal brought back: criticism is a right."""
    told = story.extras["restored"]
    key = told["comment"]["key"]
    words = {"by": told["decided_by"], "clause": told["clause"], "reason_ar": told["reason_ar"]}
    heard = told["appeal"]
    story.plan(16, lambda: _report(story, told["reporter"], key, told["clause"], ""))
    story.plan(15.6, lambda: _remove_and_remember(story, key, words))
    story.plan(14.2, lambda: _appeal(story, key, told["comment"]["author"], heard["text_ar"]))
    story.plan(
        11.7,
        lambda: decide_appeal(
            reviewer=story.users[heard["reviewer"]], appeal=story.appeals[key], accepted=True,
            reasoning=heard["reasoning_ar"],
        ),
    )  # fmt: skip
