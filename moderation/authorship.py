"""Who wrote something, as everybody may know it. The only exit of authorship: nothing else shows ``obj.author``."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts.models import User

from .models import ModeratedModel

TINTS = ("a", "b", "c")


@dataclass(frozen=True, slots=True)
class Author:
    """A name to show. ``url`` is empty where there is no page behind it: aliases and former participants.

    ``initial`` is the letter of the avatar, ``tint`` one of its three colours; ``is_body`` marks the official voice of
    a public body, ``is_topic_author`` whoever raised the topic under which this stands.
    """

    name: str
    url: str = ""
    initial: str = ""
    is_alias: bool = False
    is_topic_author: bool = False
    tint: str = TINTS[0]
    is_body: bool = False

    def __str__(self) -> str:
        return self.name


def public_author(obj: ModeratedModel) -> Author:
    """Return the author of ``obj`` as anybody may see them: the body, the alias, the name, or a former participant.

    Asks the database for the author (or body) only where it was not fetched with ``obj``; never for an alias.
    """
    body = obj.speaking_body
    if body is not None:
        return Author(name=body.name, url=body.get_absolute_url(), initial=_initial(body.name), is_body=True)
    if obj.alias is not None:
        name = alias_name(obj.alias)
        return Author(
            name=name,
            initial=_initial(name),
            is_alias=True,
            is_topic_author=_raised_the_topic(obj),
            tint=TINTS[obj.alias % len(TINTS)],
        )
    return person(obj.author, is_topic_author=_raised_the_topic(obj))


def person(user: User, *, is_topic_author: bool = False) -> Author:
    """Return ``user`` as shown under their own name, for what they do without an alias."""
    name = user.shown_name
    return Author(
        name=name,
        url="" if user.deleted_at else _profile(user),
        initial=_initial(name),
        is_topic_author=is_topic_author,
        tint=TINTS[user.pk % len(TINTS)],
    )


def alias_name(number: int) -> str:
    """Return the name of alias ``number`` in the reader's language: "Participant 4821"."""
    return _("Participant %(number)s") % {"number": number}


def _raised_the_topic(obj: ModeratedModel) -> bool:
    """Whether the reader may know that the topic's author wrote this: only when both stand under the same name.

    A topic under one's name and a comment under one's alias (or the other way round) must not point at each other.
    """
    return obj.topic_author_id == obj.author_id and obj.topic_alias == obj.alias


def _initial(name: str) -> str:
    return name.strip()[:1].upper()


def _profile(user: User) -> str:
    try:
        return reverse("accounts:profile", args=[user.handle])
    except NoReverseMatch:
        return ""
