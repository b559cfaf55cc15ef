"""What a person wrote and supported: gathered from all apps, as others may see it or as they themselves do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from discussions.models import Comment, CommentSupport, Solution, SolutionSupport
from moderation.models import Status
from sharek.gathering import Source
from topics.models import Topic, TopicSupport

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

KINDS: dict[str, type[Any]] = {"topic": Topic, "solution": Solution, "comment": Comment}
# What a line about each kind shows, fetched along.
ALONG: dict[str, tuple[str, ...]] = {
    "topic": ("body", "area__parent__parent", "service"),
    "solution": ("topic",),
    "comment": ("topic", "solution"),
}
SUPPORTS: dict[str, type[Any]] = {"topic": TopicSupport, "solution": SolutionSupport, "comment": CommentSupport}


@dataclass(frozen=True)
class Counts:
    topics: int = 0
    solutions: int = 0
    comments: int = 0


def shown_under_the_name(person: User, viewer: User | AnonymousUser) -> list[Source]:
    """Return what ``person`` published under their own name and ``viewer`` may read; never anything under an alias."""
    return [Source(kind, _public(kind, person, viewer).select_related(*ALONG[kind])) for kind in KINDS]


def _public(kind: str, person: User, viewer: User | AnonymousUser) -> QuerySet[Any]:
    readable = KINDS[kind].objects.visible_to(viewer)
    # Moderators read more than what is public; a profile is the same for everybody.
    return readable.filter(author=person, alias__isnull=True, status=Status.PUBLISHED)


def counts_under_the_name(person: User) -> Counts:
    """Return how many topics, solutions and comments a profile may tell of."""
    mine = Q(author=person, alias__isnull=True, status=Status.PUBLISHED)
    numbers = {
        f"{kind}s": model.objects.visible_to(None).filter(mine).aggregate(n=Count("pk"))["n"]
        for kind, model in KINDS.items()
    }
    return Counts(**numbers)


def own_posts(person: User) -> list[Source]:
    """Return all that ``person`` wrote, whatever its state and whether or not the name is shown: for them alone."""
    return [
        Source(
            kind,
            model.objects.filter(author=person).exclude(status=Status.DRAFT).select_related("decision", *ALONG[kind]),
            "created_at",
        )
        for kind, model in KINDS.items()
    ]


def own_supports(person: User) -> list[Source]:
    """Return what ``person`` supports and may still read, newest support first."""
    sources = []
    for kind, model in SUPPORTS.items():
        readable = KINDS[kind].objects.visible_to(person)
        along = [f"target__{name}" for name in ALONG[kind]]
        rows = model.objects.filter(user=person, target__in=readable).select_related("target", *along)
        sources.append(Source(kind, rows, "created_at"))
    return sources
