"""What a person follows, and what has happened in it."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.models import User
from directory.models import Area, PublicBody, Service
from notifications.models import Follow, Mute
from notifications.reading import targets_of
from sharek.gathering import Source
from sharek.views.home_feed import source
from topics.models import Topic


def _followed(person: User, model: type[Model]) -> QuerySet[Any]:
    kind = ContentType.objects.get_for_model(model)
    return Follow.objects.filter(user=person, target_type=kind).values("target_id")


def _areas(person: User) -> list[int]:
    """Return the keys of the followed areas and of all that lies in them."""
    followed = Area.objects.filter(pk__in=_followed(person, Area))
    return list(followed.get_descendants(include_self=True).values_list("pk", flat=True))


def happenings(person: User) -> list[Source]:
    """Return what happened in what ``person`` follows, except by those whom they muted.

    Whoever is followed or muted is so under their name only: what they post under an alias neither comes nor goes with
    it, or the alias would be seen through.
    """
    topics, people = _followed(person, Topic), _followed(person, User)
    services, bodies = _followed(person, Service), _followed(person, PublicBody)
    by_name = Q(author__in=people, alias__isnull=True)
    of_topic = Q(pk__in=topics) | Q(service__in=services) | Q(body__in=bodies) | Q(area__in=_areas(person))
    muted = Exists(Mute.objects.filter(user=person, muted=OuterRef("author"))) & Q(alias__isnull=True)
    return [
        Source("answer", source("answer", person).filter(Q(topic__in=topics) | Q(body__in=bodies))),
        Source("solution", source("solution", person).filter(Q(topic__in=topics) | by_name).exclude(muted)),
        Source("topic", source("topic", person).filter(of_topic | by_name).exclude(muted)),
    ]


def active_topics(person: User) -> list[Source]:
    """Return the topics of :func:`happenings`, those first in which something was said last."""
    topics = next(one for one in happenings(person) if one.kind == "topic")
    return [Source("topic", topics.rows, "last_activity_at")]


def things_followed(person: User, most: int = 60) -> list[Any]:
    """Return what ``person`` follows and may still see, newest first."""
    follows = list(person.follows.order_by("-created_at", "-pk")[:most])
    targets = targets_of(follows, person)
    found = (targets.get((follow.target_type_id, follow.target_id)) for follow in follows)
    return [target for target in found if target is not None and getattr(target, "deleted_at", None) is None]
