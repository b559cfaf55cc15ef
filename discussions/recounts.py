"""The counters of debates, counted anew: ``manage.py recount``."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from moderation.models import Status
from topics.models import Topic

from .models import Comment, CommentSupport, Solution, SolutionSupport

_READABLE = Q(status=Status.PUBLISHED)
_IN_A_READABLE_DEBATE = _READABLE & (Q(solution__isnull=True) | Q(solution__status=Status.PUBLISHED))


def _counted(rows: models.QuerySet[Any], key: str, what: models.Aggregate | None = None) -> Coalesce:
    found = rows.filter(**{key: OuterRef("pk")}).order_by().values(key).annotate(n=what or Count("pk")).values("n")
    return Coalesce(Subquery(found, output_field=models.IntegerField()), 0)


def _recounted(model: type[models.Model]) -> dict[str, Coalesce]:
    """Return what each counter of ``model`` that belongs to debates should be, as a subquery on its rows."""
    last = Max("number")
    counters: dict[type[models.Model], dict[str, Coalesce]] = {
        Topic: {
            "solutions_count": _counted(Solution.objects.filter(_READABLE), "topic"),
            "comments_count": _counted(Comment.objects.filter(_IN_A_READABLE_DEBATE), "topic"),
            "last_solution_number": _counted(Solution.objects.all(), "topic", last),
            "last_comment_number": _counted(Comment.objects.filter(solution__isnull=True), "topic", last),
        },
        Solution: {
            "supports_count": _counted(SolutionSupport.objects.all(), "target"),
            "comments_count": _counted(Comment.objects.filter(_READABLE), "solution"),
            "last_comment_number": _counted(Comment.objects.all(), "solution", last),
        },
        Comment: {"supports_count": _counted(CommentSupport.objects.all(), "target")},
    }
    return counters[model]


def recount_discussions(*, mend: bool = True) -> list[str]:
    """Compare the counters of topics, solutions and comments with their rows; return a line for each that was wrong.

    What differs is locked, counted again and (unless ``mend`` is false) set right, row by row, so that nobody waits
    long. Statements over all rows find what differs, however many there are.
    """
    return [fault for model in (Topic, Solution, Comment) for fault in _recount(model, mend=mend)]


def _recount(model: type[models.Model], *, mend: bool) -> list[str]:
    counters = {f"found_{name}": counted for name, counted in _recounted(model).items()}
    differs = Q()
    for found in counters:
        differs |= ~Q(**{found.removeprefix("found_"): F(found)})
    rows = model._base_manager.annotate(**counters).filter(differs).order_by("pk").values_list("pk", flat=True)
    return [fault for pk in list(rows) for fault in _set_right(model, pk, mend=mend)]


def _set_right(model: type[models.Model], pk: int, *, mend: bool) -> list[str]:
    with transaction.atomic():
        # The lock first, and the count in a statement of its own: one that waited would count what was before.
        row: Any = model._base_manager.select_for_update(no_key=True).get(pk=pk)
        found = model._base_manager.filter(pk=pk).annotate(
            **{f"found_{name}": counted for name, counted in _recounted(model).items()}
        )
        values = found.values(*[f"found_{name}" for name in _recounted(model)]).get()
        wrong = {
            name: values[f"found_{name}"] for name in _recounted(model) if getattr(row, name) != values[f"found_{name}"]
        }
        if wrong and mend:
            model._base_manager.filter(pk=pk).update(**wrong)
    return [f"{row._meta.label} {pk}: {name} was {getattr(row, name)}, is {number}" for name, number in wrong.items()]
