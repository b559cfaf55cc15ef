"""Counting anew what is kept as a column: what `manage.py recount` does for topics and official answers."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from notifications.models import Follow

from .models import AnswerRating, OfficialAnswer, Topic, TopicSupport

BATCH = 500


def recount_topics(*, mend: bool = True) -> list[str]:
    """Compare the counters of topics and answers with their rows; return a line for each that was wrong.

    Each row is locked, counted and (unless ``mend`` is false) set right in a transaction of its own, so that nobody
    waits long.
    """
    faults = []
    for topic in _differing_topics():
        faults += _recount_topic(topic, mend=mend)
    for answer in _differing_answers():
        faults += _recount_answer(answer, mend=mend)
    return faults


def _number(rows: models.QuerySet, key: str) -> Coalesce:
    counted = rows.filter(**{key: OuterRef("pk")}).order_by().values(key).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)


def _follows() -> models.QuerySet[Follow]:
    return Follow.objects.filter(target_type=ContentType.objects.get_for_model(Topic))


def _differing_topics() -> list[int]:
    rows = Topic.objects.annotate(
        supports_found=_number(TopicSupport.objects.all(), "target"), follows_found=_number(_follows(), "target_id")
    ).exclude(supports_count=models.F("supports_found"), follows_count=models.F("follows_found"))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _recount_topic(pk: int, *, mend: bool) -> list[str]:
    with transaction.atomic():
        topic = Topic.get_locked(pk)
        found = {
            "supports_count": TopicSupport.objects.filter(target=topic).count(),
            "follows_count": _follows().filter(target_id=pk).count(),
        }
        return _set_right(topic, found, mend=mend)


def _differing_answers() -> list[int]:
    ratings = AnswerRating.objects
    rows = OfficialAnswer.objects.annotate(
        yes=_number(ratings.filter(helpful=True), "answer"), no=_number(ratings.filter(helpful=False), "answer")
    ).exclude(helpful_count=models.F("yes"), unhelpful_count=models.F("no"))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _recount_answer(pk: int, *, mend: bool) -> list[str]:
    with transaction.atomic():
        answer = OfficialAnswer.get_locked(pk)
        counts = AnswerRating.objects.filter(answer=answer).aggregate(
            helpful_count=Count("pk", filter=Q(helpful=True)), unhelpful_count=Count("pk", filter=Q(helpful=False))
        )
        return _set_right(answer, counts, mend=mend)


def _set_right(row: models.Model, found: dict[str, int], *, mend: bool) -> list[str]:
    wrong = {name: number for name, number in found.items() if getattr(row, name) != number}
    if wrong and mend:
        type(row)._base_manager.filter(pk=row.pk).update(**wrong)
    return [
        f"{row._meta.label} {row.pk}: {name} was {getattr(row, name)}, is {number}" for name, number in wrong.items()
    ]
