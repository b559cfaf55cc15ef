"""Commenting, rewording a comment, taking it back."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from moderation.actions import revise, submit, withdraw
from moderation.models import Revision, Status
from moderation.permissions import check_can_write
from realtime.doors import Refused, door
from sharek import clock
from sharek.text.rendering import render
from topics.aliases import alias_for
from topics.models import Topic

from ..debates import lock_debate
from ..models import Comment, Solution
from ..permissions import check_can_edit, check_can_withdraw, check_takes_comments
from ..threads import insert_comment
from ..wording import clean_body


@door
def post_comment(
    *,
    author: User,
    topic: Topic,
    solution: Solution | None = None,
    body: str,
    parent: Comment | None = None,
    hide_name: bool = False,
    token: UUID | None = None,
) -> Comment:
    """Comment on ``topic``, or on its ``solution``, in reply to ``parent`` where given; return the comment.

    It is published at once, or awaits review where its author's standing or a filter has it so. ``token`` names the
    form that was sent: sent again, IntegrityError of ``a_form_makes_one_comment``. Refused where the words cannot be
    taken, Conflict where the debate, or the answered comment, takes no replies.
    """
    check_can_write(author)
    text = clean_body(body)
    text_html = render(text)  # before the lock, for which others wait
    topic, solution = lock_debate(topic.pk, solution.pk if solution else None)
    check_takes_comments(topic, solution)
    if parent is not None and (parent.topic_id, parent.solution_id) != (topic.pk, solution and solution.pk):
        raise Refused(_("The comment that you answer stands in another discussion."))
    comment = Comment(
        author=author,
        topic=topic,
        solution=solution,
        number=(solution or topic).last_comment_number + 1,
        alias=alias_for(topic, author) if hide_name else None,
        text=text,
        text_html=text_html,
        form_token=token,
        status=Status.DRAFT,
        created_at=clock.now(),
    )
    insert_comment(comment, parent=parent)
    submit(content=comment, by=author)
    return comment


@door
def edit_comment(*, editor: User, comment: Comment, body: str) -> Revision | None:
    """Reword a comment. None where nothing changed; else the revision, applied or awaiting review."""
    text = clean_body(body)
    fresh = Comment.get_locked(comment.pk)
    check_can_edit(editor, fresh)
    revision = revise(content=fresh, editor=editor, body=text)
    comment.refresh_from_db()
    return revision


@door
def withdraw_comment(*, author: User, comment: Comment) -> None:
    """Take a comment back: a stub stays where it stood, and the replies to it stay readable."""
    fresh = Comment.get_locked(comment.pk)
    check_can_withdraw(author, fresh)
    withdraw(content=fresh, by=author)
    comment.refresh_from_db()
