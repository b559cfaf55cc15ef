"""Whether every tree of comments is whole: a handful of statements over all of them, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import connection

from .models import Comment
from .threads import MAX_LEVEL


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: which, in words, in which tree, and (where it is one comment's) on which comment."""

    rule: str
    tree: int
    comment: int | None = None

    def __str__(self) -> str:
        where = f"tree {self.tree}" + (f", comment {self.comment}" if self.comment is not None else "")
        return f"{where}: {self.rule}"


# Rule → the rows (tree, comment) that break it. Together they say: each tree has one root, whose key is its number; its
# edges are 1 to 2n, each used once; every reply lies strictly within its parent and beside its siblings.
_RULES: Final = {
    "the root must open at 1, on level 0, in the tree of its own number": """
        SELECT tree_id, id FROM {comments}
        WHERE parent_id IS NULL AND NOT (tree_id = id AND lft = 1 AND level = 0)""",
    "a reply must stand in the tree of its parent": """
        SELECT reply.tree_id, reply.id FROM {comments} reply JOIN {comments} parent ON parent.id = reply.parent_id
        WHERE reply.tree_id <> parent.tree_id""",
    "a reply must stand one level below its parent": """
        SELECT reply.tree_id, reply.id FROM {comments} reply JOIN {comments} parent ON parent.id = reply.parent_id
        WHERE reply.level <> parent.level + 1""",
    "a reply's edges must lie between those of its parent": """
        SELECT reply.tree_id, reply.id FROM {comments} reply JOIN {comments} parent ON parent.id = reply.parent_id
        WHERE NOT (reply.lft > parent.lft AND reply.rght < parent.rght)""",
    "a reply must belong to the debate of its parent": """
        SELECT reply.tree_id, reply.id FROM {comments} reply JOIN {comments} parent ON parent.id = reply.parent_id
        WHERE reply.topic_id <> parent.topic_id OR COALESCE(reply.solution_id, 0) <> COALESCE(parent.solution_id, 0)""",
    "a reply must not overlap the one before it": """
        SELECT tree_id, id FROM (
            SELECT tree_id, id, lft, LAG(rght) OVER (PARTITION BY parent_id ORDER BY lft) AS closed
            FROM {comments} WHERE parent_id IS NOT NULL
        ) siblings WHERE closed >= lft""",
    "no comment may stand deeper than level {deepest}": """
        SELECT tree_id, id FROM {comments} WHERE level > {deepest}""",
    "the comment that a reply names must stand in its tree": """
        SELECT reply.tree_id, reply.id FROM {comments} reply
        JOIN {comments} answered ON answered.id = reply.in_reply_to_id WHERE answered.tree_id <> reply.tree_id""",
    "the edges must be the numbers from 1 to twice its comments, each once": """
        SELECT tree_id, NULL FROM (
            SELECT tree_id, lft AS edge FROM {comments} UNION ALL SELECT tree_id, rght FROM {comments}
        ) edges GROUP BY tree_id
        HAVING MIN(edge) <> 1 OR MAX(edge) <> COUNT(*) OR COUNT(DISTINCT edge) <> COUNT(*)""",
}


def find_faults() -> Iterator[Fault]:
    """Yield every fault of every tree, rule by rule and each in the order of the trees. Nine statements."""
    names = {"comments": connection.ops.quote_name(Comment._meta.db_table), "deepest": MAX_LEVEL}
    for rule, rows in _RULES.items():
        with connection.cursor() as cursor:
            cursor.execute(rows.format(**names))
            found = sorted(cursor.fetchall(), key=lambda row: (row[0], row[1] or 0))
        for tree, comment in found:
            yield Fault(rule.format(**names), tree, comment)


def count_trees() -> tuple[int, int]:
    """Return how many trees and how many comments there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(DISTINCT tree_id), COUNT(*) FROM {connection.ops.quote_name(Comment._meta.db_table)}"
        )
        trees, comments = cursor.fetchone()
    return trees, comments
