"""Solutions and comments of the demo, on solutions and on topics, replies below what they answer."""

from __future__ import annotations

from typing import Any

from discussions.actions import edit_solution, post_comment, propose_solution, support_comment, support_solution
from discussions.models import Comment

from . import desk, topics
from .story import Story

REVIEW_AFTER = (0.23, 0.38, 0.15)


def plan(story: Story) -> None:
    """Plan every solution and comment of both data files, reviewed within a day of being written."""
    for number, topic in enumerate(story.data["topics"]):
        published = topics.published_days_ago(topic, number)
        for place, solution in enumerate(topic["solutions"]):
            # The first ones come within days, so that they stand before a poll is opened on them.
            proposed = published - min(published * (0.12 + 0.16 * place), 1.4 + 1.6 * place)
            _plan_solution(story, topic["key"], solution, proposed, REVIEW_AFTER[(number + place) % 3])
    for debate in story.extras["debates"]:
        for comment in debate["comments"]:
            _plan_comment(story, debate["topic"], None, comment, comment["days_ago"])
    _plan_extras(story)


def _plan_solution(story: Story, topic: str, solution: dict[str, Any], days_ago: float, review_after: float) -> None:
    edited = story.extras["edited"]
    is_edited = solution["key"] == edited["solution"]
    first_words = {**solution, "body_ar": edited["before_ar"]} if is_edited else solution
    story.plan(days_ago, lambda: _propose(story, topic, first_words))
    if review_after < days_ago:
        story.plan(days_ago - review_after, lambda: desk.approve(story, story.solutions[solution["key"]]))
    begun = (days_ago - review_after) * 0.92
    if is_edited:
        story.plan(begun * 0.97, lambda: _edit(story, solution["key"], solution["author"], solution["body_ar"]))
        story.plan(begun * 0.96, lambda: desk.approve(story, story.solutions[solution["key"]]))
    count = len(solution["comments"])
    for place, comment in enumerate(solution["comments"]):
        _plan_comment(story, topic, solution["key"], comment, begun * (1 - 0.8 * place / (count + 1)))


def _plan_comment(story: Story, topic: str, solution: str | None, comment: dict[str, Any], days_ago: float) -> None:
    story.plan(days_ago, lambda: _post(story, topic, solution, comment))
    # The newest ones have not been looked at yet: they make the routine part of the queue.
    if days_ago > 1:
        story.plan(days_ago - 0.4, lambda: desk.approve(story, story.comments[comment["key"]]))


def _plan_extras(story: Story) -> None:
    for days_ago, told in ((4.44, story.extras["reported"]["comment"]), (17, story.extras["restored"]["comment"])):
        _plan_comment(story, told["topic"], told["solution"], told, days_ago)
    queue = story.extras["queue"]
    waiting = queue["solution"]
    story.plan(waiting["days_ago"], lambda: _propose(story, waiting["topic"], waiting))
    for comment in queue["comments"]:
        _plan_comment(story, comment["topic"], comment["solution"], comment, comment["days_ago"])
    edit = queue["edit"]
    story.plan(edit["days_ago"], lambda: _edit(story, edit["solution"], edit["editor"], edit["body_ar"]))
    for user, key in (("student", "t06-s2"), ("umm_yusuf", "t06-s1"), ("teacher", "t03-s2"), ("student", "t17-s1")):
        story.plan(2.4, lambda u=user, k=key: support_solution(user=story.users[u], solution=story.solutions[k]))  # type: ignore[misc]
    for user, key in (("umm_yusuf", "d7"), ("student", "d7"), ("teacher", "t06-s1-c2"), ("nour_dev", "t06-s1-c3")):
        story.plan(0.8, lambda u=user, k=key: support_comment(user=story.users[u], comment=_fresh(story, k)))  # type: ignore[misc]


def _propose(story: Story, topic: str, solution: dict[str, Any]) -> None:
    known = story.topics[topic]
    known.refresh_from_db()
    story.solutions[solution["key"]] = propose_solution(
        author=story.users[solution["author"]], topic=known, title=solution["title_ar"], body=solution["body_ar"]
    )


def _edit(story: Story, key: str, editor: str, text: str) -> None:
    solution = story.solutions[key]
    solution.refresh_from_db()
    edit_solution(editor=story.users[editor], solution=solution, title=solution.title, body=text)


def _fresh(story: Story, key: str) -> Comment:
    comment = story.comments[key]
    comment.refresh_from_db()
    return comment


def _post(story: Story, topic: str, solution: str | None, comment: dict[str, Any]) -> None:
    known = story.topics[topic]
    known.refresh_from_db()
    proposed = story.solutions[solution] if solution else None
    if proposed is not None:
        proposed.refresh_from_db()
    story.comments[comment["key"]] = post_comment(
        author=story.users[comment["author"]],
        topic=known,
        solution=proposed,
        body=comment["body_ar"],
        parent=_fresh(story, comment["parent"]) if comment.get("parent") else None,
        hide_name=comment.get("hide_name", False),
    )
