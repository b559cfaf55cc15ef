"""Which version of the usage policy judges what."""

from __future__ import annotations

from .models import Clause, ModeratedModel, PolicyVersion, ReviewItem


def policy_for(content: ModeratedModel, item: ReviewItem | None = None) -> PolicyVersion:
    """Return the version in force when ``content`` was posted, or when the wording that ``item`` waits for was.

    Content from before the first version is judged by the first one. LookupError where there is no policy at all.
    """
    moment = content.edited_at or content.created_at
    if item is not None and item.revision is not None:
        moment = item.revision.created_at
    version = PolicyVersion.objects.in_force(moment) or PolicyVersion.objects.order_by("number").first()
    if version is None:
        raise LookupError("there is no usage policy: run manage.py load_policy")
    return version


def breachable(version: PolicyVersion) -> list[Clause]:
    """Return the clauses that a report or a decision can name: all but those that grant a right."""
    return [clause for clause in version.clauses.all() if not clause.is_right]


def rights(version: PolicyVersion) -> list[Clause]:
    """Return the clauses that grant a right: moderators see them above the others."""
    return [clause for clause in version.clauses.all() if clause.is_right]
