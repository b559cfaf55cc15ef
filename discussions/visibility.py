"""What follows when a solution or a comment appears, disappears or is reworded: counters, timeline, events, notices.

Called by moderation's doors through the models' hooks, inside their transaction, with topic, solution and comment
locked in this order.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import F, Model

from accounts.models import User
from moderation.models import Status
from notifications.actions import notify, tell_followers
from realtime.control import ask_again
from realtime.publishing import publish
from realtime.streams import stream_name
from sharek import clock
from topics.models import Topic
from topics.timeline import Kind, record_once

from .mentions import mentioned_people
from .models import Comment, Solution

_NEW: Final = {Status.DRAFT, Status.PENDING, Status.REJECTED}  # what nobody has seen yet


def _step(old: str, new: str) -> int:
    """Return what a change of status adds to the number of what is visible."""
    return (new == Status.PUBLISHED) - (old == Status.PUBLISHED)


def _actor(post: Solution | Comment) -> User | None:
    """Return who did it, for those who muted them; nobody where the name is hidden, or a mute would tell who it is."""
    return post.author if post.alias is None else None


def _move(row: Topic | Solution, **changes: Any) -> None:
    """Move counters of a locked row by what is given, a number not 0 each; other values are set."""
    counted = {
        name: F(name) + change if name.endswith("_count") else change
        for name, change in changes.items()
        if change or not name.endswith("_count")
    }
    if counted:
        type(row)._base_manager.filter(pk=row.pk).update(**counted)


# --- solutions -------------------------------------------------------------------------------------------------------


def solution_changed(solution: Solution, old: str, new: str) -> None:
    """Answer a change of a solution's status; its debate goes and comes with it."""
    step = _step(old, new)
    if not step:
        return
    moved: dict[str, Any] = {"solutions_count": step, "comments_count": step * solution.comments_count}
    if step > 0:
        moved["last_activity_at"] = clock.now()
    _move(solution.topic, **moved)
    if step > 0 and old in _NEW:
        _solution_posted(solution, was_reviewed=old != Status.DRAFT)
    else:
        _say_solution_changed(solution)
    if step < 0:
        ask_again(stream=stream_name("solution", solution.pk))


def solution_reworded(solution: Solution) -> None:
    """Answer a new wording of a solution that everybody sees."""
    if solution.status == Status.PUBLISHED:
        _say_solution_changed(solution)


def _say_solution_changed(solution: Solution) -> None:
    for stream in solution.streams():
        publish(stream, "solution.changed", type="solution", id=solution.pk, number=solution.number)


def _solution_posted(solution: Solution, *, was_reviewed: bool) -> None:
    topic = solution.topic
    record_once(topic=topic, kind=Kind.SOLUTIONS, facts={"solution": solution.pk})
    publish(stream_name("topic", topic.pk), "solution.posted", type="solution", id=solution.pk, number=solution.number)
    if was_reviewed:
        notify(recipients=[solution.author], event="content.published", target=solution)
    mentioned = [person for person in mentioned_people(solution.text) if person.pk != solution.author_id]
    if mentioned:
        notify(recipients=mentioned, event="person.mentioned", target=solution, actor=_actor(solution))
    followed: list[Model] = [topic] if topic.follows_count else []
    if solution.alias is None:
        followed.append(solution.author)
    if followed:
        tell_followers(followed=followed, event="solution.posted", target=solution, actor=_actor(solution))


# --- comments --------------------------------------------------------------------------------------------------------


def comment_changed(comment: Comment, old: str, new: str) -> None:
    """Answer a change of a comment's status. A new one takes its number here, with the counters, in one statement."""
    step = _step(old, new)
    _count_comment(comment, step, is_new=old == Status.DRAFT)
    if step > 0 and old in _NEW:
        _comment_posted(comment, was_reviewed=old != Status.DRAFT)
    elif step > 0:
        comment_reworded(comment)
    elif step < 0:
        _say(comment, "comment.removed")


def _count_comment(comment: Comment, step: int, *, is_new: bool) -> None:
    topic, solution = comment.topic, comment.solution
    numbers = {"last_comment_number": comment.number} if is_new else {}
    activity = {"last_activity_at": clock.now()} if step > 0 else {}
    if solution is None:
        _move(topic, comments_count=step, **numbers, **activity)
        return
    _move(solution, comments_count=step, **numbers)
    # The topic counts what can be read: while a solution is hidden, nothing of its debate.
    _move(topic, comments_count=step if solution.status == Status.PUBLISHED else 0, **activity)


def comment_reworded(comment: Comment) -> None:
    """Answer a new wording of a comment that everybody sees."""
    if comment.status == Status.PUBLISHED:
        _say(comment, "comment.changed")


def _say(comment: Comment, kind: str) -> None:
    facts: dict[str, int | str | None] = {"type": "comment", "id": comment.pk, "number": comment.number}
    if kind == "comment.posted":
        facts |= {"root": comment.tree_id, "parent": comment.parent_id}
    for stream in comment.streams():
        publish(stream, kind, **facts)


def _comment_posted(comment: Comment, *, was_reviewed: bool) -> None:
    _say(comment, "comment.posted")
    if was_reviewed:
        notify(recipients=[comment.author], event="content.published", target=comment)
    told = {comment.author_id}
    public = comment.topic.is_published and (comment.solution is None or comment.solution.is_published)
    answered = comment.answered
    if answered is not None and answered.author_id not in told:
        notify(
            recipients=[answered.author], event="comment.replied", target=comment, actor=_actor(comment), public=public
        )
        told.add(answered.author_id)
    mentioned = [person for person in mentioned_people(comment.text) if person.pk not in told]
    if mentioned:
        notify(recipients=mentioned, event="person.mentioned", target=comment, actor=_actor(comment), public=public)
    if comment.topic.follows_count:
        # Told of the debate, not of the comment: unread ones of the same debate fold into one line.
        tell_followers(
            followed=[comment.topic],
            event="comment.posted",
            target=comment.solution or comment.topic,
            actor=_actor(comment),
        )
