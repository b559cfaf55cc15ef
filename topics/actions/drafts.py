"""Drafts: what a citizen has answered so far, kept on the server through power cuts, and sent once."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from directory.models import Area, Service
from realtime.doors import Conflict, Refused, door
from sharek import clock

from ..models import Draft, DraftPhoto, Topic
from .writing import MOST_PHOTOS, Picture, open_topic

# Longer than anything that can be sent, so that a draft keeps even what is still to be shortened.
LONGEST_KEPT = 12_000


@door
def keep_draft(*, user: User, answers: dict[str, Any]) -> Draft:
    """Add ``answers`` to the draft of ``user``, as typed and unchecked; a person has one draft at a time."""
    draft = _locked(user)
    draft.answers |= {name: _kept(value) for name, value in answers.items()}
    draft.updated_at = clock.now()
    draft.save(update_fields=["answers", "updated_at"])
    return draft


def _locked(user: User) -> Draft:
    Draft.objects.get_or_create(user=user, defaults={"token": uuid.uuid4(), "updated_at": clock.now()})
    return Draft.objects.select_for_update().get(user=user)


def _kept(value: Any) -> Any:
    return value[:LONGEST_KEPT].replace("\x00", "") if isinstance(value, str) else value


@door
def discard_draft(*, user: User) -> None:
    """Throw the draft of ``user`` away, photos included."""
    for draft in Draft.objects.select_for_update().filter(user=user):
        for photo in draft.photos.all():
            remove_draft_photo(user=user, photo=photo)
        draft.delete()


@door
def add_draft_photo(*, user: User, picture: Picture) -> DraftPhoto:
    """Add a prepared picture to the draft; Refused above three."""
    draft = _locked(user)
    if draft.photos.count() >= MOST_PHOTOS:
        raise Refused(_("At most 3 photos can be added."), field="photos")
    photo = DraftPhoto(
        draft=draft,
        image=picture.image,
        width=picture.width,
        height=picture.height,
        description=picture.description,
        created_at=clock.now(),
    )
    photo.save()
    return photo


@door
def describe_draft_photo(*, user: User, photo: DraftPhoto, description: str) -> None:
    """Say in words what a picture of one's draft shows, for those who do not see it."""
    DraftPhoto.objects.filter(pk=photo.pk, draft__user=user).update(description=description)


@door
def remove_draft_photo(*, user: User, photo: DraftPhoto) -> None:
    """Take a picture out of the draft; its file goes once that is certain."""
    name, storage = str(photo.image.name), photo.image.storage
    deleted, __ = DraftPhoto.objects.filter(pk=photo.pk, draft__user=user).delete()
    if deleted:
        transaction.on_commit(lambda: storage.delete(name), robust=True)


@door
def send_draft(*, user: User, token: uuid.UUID) -> Topic:
    """Raise the topic that the draft holds; sent again, the same topic is returned and nothing happens.

    Refused with the name of the answer that is missing or cannot be taken; Conflict where the draft is gone.
    """
    draft = Draft.objects.select_for_update().filter(user=user, token=token).first()
    if draft is None:
        sent = Topic.objects.filter(author=user, draft_token=token).first()
        if sent is None:
            raise Conflict(_("This draft has been sent or discarded already."))
        return sent
    answers = draft.answers
    service = Service.objects.select_related("body").filter(pk=answers.get("service") or 0).first()
    if service is None:
        raise Refused(_("Choose the service that this is about."), field="service")
    area = Area.objects.filter(pk=answers.get("area") or 0).first()
    if area is None:
        raise Refused(_("Choose where this happens."), field="area")
    topic = open_topic(
        author=user,
        kind=str(answers.get("kind", "")),
        service=service,
        area=area,
        title=str(answers.get("title", "")),
        body=str(answers.get("body", "")),
        place=str(answers.get("place", "")),
        show_place=str(answers.get("show_place", Topic.ShownPlace.AREA)),
        hide_name=bool(answers.get("hide_name")),
        photos=[
            Picture(image=str(photo.image.name), width=photo.width, height=photo.height, description=photo.description)
            for photo in draft.photos.all()
        ],
        token=token,
    )
    draft.delete()
    return topic
