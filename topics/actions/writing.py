"""Raising a topic, rewording it, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import File
from django.utils.translation import gettext as _

from accounts.models import User
from directory.models import Area, Service
from moderation.actions import revise, submit, withdraw
from moderation.models import Revision, Status
from notifications.actions import follow
from realtime.doors import Refused, door
from sharek import clock
from sharek.text.rendering import render

from ..aliases import alias_for
from ..models import Photo, Topic
from ..permissions import check_can_edit, check_can_open_topic, check_can_withdraw
from ..references import new_reference
from ..timeline import Kind, record
from ..wording import clean_body, clean_place, clean_title

MOST_PHOTOS = 3


@dataclass(frozen=True, slots=True)
class Picture:
    """A re-encoded picture (see ``topics.pictures``): its file, or the name under which it is stored already."""

    image: File | str
    width: int
    height: int
    description: str = ""


@door
def open_topic(
    *,
    author: User,
    kind: str,
    service: Service,
    area: Area,
    title: str,
    body: str,
    place: str = "",
    show_place: str = Topic.ShownPlace.AREA,
    hide_name: bool = False,
    photos: Sequence[Picture] = (),
    token: UUID | None = None,
) -> Topic:
    """Raise a problem or an idea; return the topic, published or awaiting review by its author's standing.

    ``token`` names the form that was sent: sent again, the first topic is returned and nothing happens. The author
    follows the topic. Refused where words, kind or number of photos cannot be taken.
    """
    check_can_open_topic(author)
    if token is not None:
        # Two sends at once meet here: the second one waits for the row of the person, and finds the topic.
        User.objects.select_for_update(no_key=True).only("pk").get(pk=author.pk)
        sent = Topic.objects.filter(draft_token=token, author=author).first()
        if sent is not None:
            return sent
    if kind not in Topic.Kind.values:
        raise Refused(_("Say whether this is a problem or an idea."), field="kind")
    if show_place not in Topic.ShownPlace.values:
        raise Refused(_("Say how exactly the place may be shown."), field="show_place")
    if len(photos) > MOST_PHOTOS:
        raise Refused(_("At most 3 photos can be added."), field="photos")
    title, body, place = clean_title(title), clean_body(body), clean_place(place)
    now = clock.now()
    topic = Topic.objects.create(
        author=author,
        kind=kind,
        service=service,
        body=service.body,
        area=area,
        place=place,
        shown_place=show_place,
        title=title,
        text=body,
        text_html=render(body),
        reference=free_reference(),
        draft_token=token,
        status=Status.DRAFT,
        created_at=now,
        last_activity_at=now,
    )
    if hide_name:
        topic.alias = alias_for(topic, author)
        topic.save(update_fields=["alias"])
    for position, picture in enumerate(photos, start=1):
        Photo.objects.create(
            topic=topic,
            image=picture.image,
            width=picture.width,
            height=picture.height,
            description=picture.description,
            position=position,
            created_at=now,
        )
    record(topic=topic, kind=Kind.RAISED)
    follow(user=author, target=topic)
    submit(content=topic, by=author, photos=bool(photos))
    topic.refresh_from_db(fields=["follows_count"])
    return topic


def free_reference() -> str:
    """Return a reference number that no topic has; should two draw the same at once, the table refuses the second."""
    while True:
        reference = new_reference()
        if not Topic.objects.filter(reference=reference).exists():
            return reference


@door
def edit_topic(*, editor: User, topic: Topic, title: str, body: str) -> Revision | None:
    """Reword a topic. None where nothing changed; else the revision, applied or awaiting review (``revise``)."""
    fresh = Topic.get_locked(topic.pk)
    check_can_edit(editor, fresh)
    revision = revise(content=fresh, editor=editor, title=clean_title(title), body=clean_body(body))
    topic.refresh_from_db()
    return revision


@door
def withdraw_topic(*, author: User, topic: Topic) -> None:
    """Take a topic back: it leaves every page, its discussion with it. What was recorded about it stays."""
    fresh = Topic.get_locked(topic.pk)
    check_can_withdraw(author, fresh)
    withdraw(content=fresh, by=author)
    topic.refresh_from_db()
