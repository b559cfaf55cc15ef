"""Proposing a solution, rewording it, taking it back, closing its debate."""

from __future__ import annotations

from accounts.models import User
from moderation.actions import revise, submit, withdraw
from moderation.models import Revision, Status
from moderation.permissions import check_can_write
from notifications.actions import follow
from realtime.doors import door
from realtime.publishing import publish
from sharek import clock
from sharek.text.rendering import render
from topics.aliases import alias_for
from topics.models import Topic
from topics.permissions import check_can_moderate_topic, check_takes_posts

from ..debates import lock_debate
from ..models import Solution
from ..permissions import check_can_edit, check_can_withdraw
from ..wording import clean_body, clean_title


@door
def propose_solution(*, author: User, topic: Topic, title: str, body: str, hide_name: bool = False) -> Solution:
    """Propose a solution for ``topic``; return it, published or awaiting review by its author's standing.

    Its author follows the topic from now on. The same words by the same author are the same solution: sent again, the
    first one is returned.
    """
    check_can_write(author)
    title, text = clean_title(title), clean_body(body)
    text_html = render(text)
    topic, _none = lock_debate(topic.pk)
    check_takes_posts(topic)
    sent = topic.solutions.filter(author=author, title=title, text=text).exclude(status=Status.WITHDRAWN).first()
    if sent is not None:
        return sent
    number = topic.last_solution_number + 1
    Topic.objects.filter(pk=topic.pk).update(last_solution_number=number)
    solution = Solution.objects.create(
        author=author,
        topic=topic,
        number=number,
        alias=alias_for(topic, author) if hide_name else None,
        title=title,
        text=text,
        text_html=text_html,
        status=Status.DRAFT,
        created_at=clock.now(),
    )
    follow(user=author, target=topic)
    submit(content=solution, by=author)
    return solution


@door
def edit_solution(*, editor: User, solution: Solution, title: str, body: str) -> Revision | None:
    """Reword a solution. None where nothing changed; else the revision, applied or awaiting review.

    Polls show the words that they were opened on: those are frozen there.
    """
    title, text = clean_title(title), clean_body(body)
    fresh = Solution.get_locked(solution.pk)
    check_can_edit(editor, fresh)
    revision = revise(content=fresh, editor=editor, title=title, body=text)
    solution.refresh_from_db()
    return revision


@door
def withdraw_solution(*, author: User, solution: Solution) -> None:
    """Take a solution back: it leaves every page, its debate with it."""
    fresh = Solution.get_locked(solution.pk)
    check_can_withdraw(author, fresh)
    withdraw(content=fresh, by=author)
    solution.refresh_from_db()


@door
def lock_solution(*, moderator: User, solution: Solution, locked: bool = True) -> None:
    """Let the debate of a solution take no new comments for now, or take them again."""
    fresh = Solution.get_locked(solution.pk)
    check_can_moderate_topic(moderator, fresh.topic)
    fresh.locked = solution.locked = locked
    fresh.save(update_fields=["locked"])
    for stream in fresh.streams():
        publish(stream, "solution.changed", type="solution", id=fresh.pk, number=fresh.number)
