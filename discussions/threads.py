"""The one place that writes trees of comments. docs/threads.md says why it looks like this.

Every top-level comment is the root of a tree of its own, whose ``tree_id`` is the root's primary key, so that writers
in different trees never touch the same rows. Trees stay valid for django-mptt's reading methods; its own insertion is
not used, since it corrupts trees under concurrent writers.
"""

from __future__ import annotations

import secrets
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from moderation.models import Status
from realtime.doors import Conflict

from .models import Comment

# The root is level 0. Deeper replies would be unreadable, and would make each insertion dearer.
MAX_LEVEL: Final = 6
_TABLE: Final = Comment._meta.db_table


def insert_comment(comment: Comment, *, parent: Comment | None = None) -> Comment:
    """Insert the unsaved ``comment`` as a new tree, or as the last reply to ``parent``; return it, saved.

    Its number must be taken already, under the lock of its debate. A reply locks the root first and shifts the edges of
    that tree alone; below level 6 it hangs beside the comment that it answers, which ``in_reply_to`` then names. Raises
    Conflict where the answered comment is not (or, once the lock is held, no longer) published. Inside a transaction
    only: RuntimeError elsewhere. Two statements for a root, three for a reply.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a comment is inserted inside a transaction, which keeps the root's lock")
    return _insert_root(comment) if parent is None else _insert_reply(comment, parent)


def _insert_root(comment: Comment) -> Comment:
    # The key is not known yet and a tree's number must be unique: a random one stands in for a moment.
    comment.parent, comment.tree_id = None, secrets.randbits(62)
    comment.lft, comment.rght, comment.level = 1, 2, 0
    comment.save_base(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {_TABLE} SET tree_id = id WHERE id = %s", [comment.pk])
    comment.tree_id = comment.pk
    return comment


def _insert_reply(comment: Comment, answered: Comment) -> Comment:
    branch = _locked_branch(answered)
    answered = branch[answered.pk]
    if answered.status != Status.PUBLISHED:
        raise Conflict(_("This comment is no longer shown, so that it takes no replies."), current=answered.status)
    parent = answered
    if answered.level >= MAX_LEVEL:
        parent = branch[answered.parent_id]
        comment.in_reply_to = answered
    edge = parent.rght
    _make_room(parent.tree_id, edge)
    comment.parent, comment.tree_id, comment.level = parent, parent.tree_id, parent.level + 1
    comment.lft, comment.rght = edge, edge + 1
    comment.save_base(force_insert=True)
    return comment


def _locked_branch(answered: Comment) -> dict[int | None, Comment]:
    """Lock the root, which orders all writers of the tree; return the rows that a reply needs, as they are now by key.

    PostgreSQL locks in the order asked for (the root's left edge is always 1) and gives the newest version of each row
    that it locked, so that one statement is lock and fresh read in one. SQLite's writers hold the whole database.
    """
    wanted = {answered.tree_id, answered.pk}
    if answered.level >= MAX_LEVEL and answered.parent_id is not None:
        wanted.add(answered.parent_id)
    rows = (
        Comment._base_manager.filter(pk__in=wanted)
        .order_by("lft")
        .select_related("author")  # who is told of the reply
        .defer("text", "text_html")
        .select_for_update(no_key=True, of=("self",))
    )
    return {row.pk: row for row in rows}


def _make_room(tree_id: int, edge: int) -> None:
    """Shift every edge of the tree from ``edge`` on by two. What begins there ends there too: one condition will do."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_TABLE} SET rght = rght + 2, lft = CASE WHEN lft >= %s THEN lft + 2 ELSE lft END "
            "WHERE tree_id = %s AND rght >= %s",
            [edge, tree_id, edge],
        )
