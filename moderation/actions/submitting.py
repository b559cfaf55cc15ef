"""Where a new text, or a new wording, goes: at once before everybody, or first before a moderator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from realtime.doors import Conflict, door
from sharek import clock

from ..filters import AuthorFacts, Match, author_facts, matches
from ..models import ModeratedModel, ReviewItem, Revision, Standing, Status

REVIEW_HOURS = 24  # what citizens are promised
ROUTINE_HOURS = 72  # what is public already can wait
ACTIVE = (ReviewItem.Status.OPEN, ReviewItem.Status.CLAIMED)


@dataclass(frozen=True, slots=True)
class Course:
    """What becomes of a text: whether it waits, why it enters the queue (None: it does not), where filters matched."""

    waits: bool
    origin: ReviewItem.Origin | None
    found: tuple[Match, ...] = ()

    @property
    def urgent(self) -> bool:
        return any(match.kind == "personal" for match in self.found)


def course_of(content: ModeratedModel, facts: AuthorFacts, text: str, *, photos: bool) -> Course:
    """Return the course of ``text`` as the trust table has it (docs/moderation.md)."""
    if content.speaking_body is not None:
        return Course(waits=False, origin=None)
    trusted, new = facts.level >= Standing.Level.TRUSTED, facts.level == Standing.Level.NEW
    found = tuple(match for match in matches(text) if not (trusted and match.kind == "link"))
    if any(match.kind != "link" for match in found) or facts.in_haste:
        return Course(waits=True, origin=ReviewItem.Origin.FILTER, found=found)
    if found:
        return Course(waits=True, origin=ReviewItem.Origin.LINK, found=found)
    if new and (photos or not content.appears_at_once):
        return Course(waits=True, origin=ReviewItem.Origin.NEW_AUTHOR)
    if trusted:
        return Course(waits=False, origin=None)
    return Course(waits=False, origin=ReviewItem.Origin.ROUTINE)


@door
def submit(*, content: ModeratedModel, by: User | None = None, photos: bool = False) -> Status:
    """Publish a saved draft, or put it before a moderator first, as its author's standing and the filters have it.

    ``content`` is a fresh row with status DRAFT whose topic the caller has locked; ``photos`` says that pictures come
    with it. Returns the new status, also set on ``content``. Three queries and one for each model hook that asks.
    """
    if content.status != Status.DRAFT:
        raise Conflict(_("This has been sent already."), current=content.status)
    course = course_of(content, author_facts(content.author_id), content.moderated_text(), photos=photos)
    status = Status.PENDING if course.waits else Status.PUBLISHED
    content.status = status
    fields: dict[str, Any] = {"status": status}
    if status == Status.PUBLISHED:
        fields["published_at"] = content.published_at = content.published_at or clock.now()
    type(content)._base_manager.filter(pk=content.pk).update(**fields)
    if course.origin is not None:
        open_item(content=content, course=course)
    content.on_visibility_changed(Status.DRAFT, status)
    return status


def open_item(*, content: ModeratedModel, course: Course, revision: Revision | None = None) -> ReviewItem:
    """Put ``content`` into the queue. Inside a door, where no active item exists yet."""
    now = clock.now()
    body_id, area_id = content.filed_under()
    hours = REVIEW_HOURS if course.waits else ROUTINE_HOURS
    return ReviewItem.objects.create(
        content_type=ContentType.objects.get_for_model(content),
        object_id=content.pk,
        author_id=content.author_id,
        origin=course.origin or ReviewItem.Origin.ROUTINE,
        revision=revision,
        matched_spans=[match.as_span() for match in course.found],
        body_id=body_id,
        area_id=area_id,
        urgent=course.urgent,
        created_at=now,
        due_at=now + timedelta(hours=hours),
    )


def lock_content(content_type_id: int, object_id: int) -> ModeratedModel:
    """Return the text that a record points at, locked as all doors lock; LookupError where it is gone."""
    model = ContentType.objects.get_for_id(content_type_id).model_class()
    if model is None or not issubclass(model, ModeratedModel):
        raise LookupError(f"content type {content_type_id} is no moderated text")
    return model.get_locked(object_id)


def active_item(content: ModeratedModel) -> ReviewItem | None:
    """Return the active review item of ``content``, locked; None where there is none."""
    return (
        ReviewItem.objects.select_for_update(no_key=True)
        .filter(content_type=ContentType.objects.get_for_model(content), object_id=content.pk, status__in=ACTIVE)
        .first()
    )


@door
def revise(
    *, content: ModeratedModel, editor: User, title: str = "", body: str, photos: bool = False
) -> Revision | None:
    """Give a text a new wording, cleaned by the caller: at once, or, from little-trusted authors, after review.

    Returns None where nothing changed, else the revision, whose ``state`` says whether it is applied or waits. Then the
    last approved wording stays public and a further edit replaces the waiting one. What awaits publication takes the
    new wording at once: its moderator sees by ``version`` that it changed. Every wording that was ever public is kept.
    """
    fresh = type(content).get_locked(content.pk)
    if fresh.status not in {Status.PUBLISHED, Status.PENDING}:
        raise Conflict(_("This can no longer be edited."), current=fresh.status)
    waiting = _waiting_revision(fresh)
    if (title, body) == fresh.wording() and waiting is None:
        return None
    new_text = f"{title}\n{body}" if title else body
    course = course_of(fresh, author_facts(fresh.author_id), new_text, photos=photos)
    number = _next_version(fresh)
    if waiting is not None:
        # Replaced by this one; kept, since a moderator may have read it.
        waiting.state = Revision.State.REJECTED
        waiting.save(update_fields=["state"])
    new: dict[str, Any] = {"content": fresh, "editor": editor, "title": title, "body": body, "version": number}
    if fresh.status == Status.PUBLISHED and course.waits:
        revision = _put_before_review(**new)
        _queue_edit(fresh, course, revision)
    else:
        revision = apply_wording(**new)
        _queue_edit(fresh, course, None)
    content.refresh_from_db()
    return revision


def _waiting_revision(content: ModeratedModel) -> Revision | None:
    return revisions_of(content).filter(state=Revision.State.PENDING).first()


def revisions_of(content: ModeratedModel) -> Any:
    return Revision.objects.filter(content_type=ContentType.objects.get_for_model(content), object_id=content.pk)


def _next_version(content: ModeratedModel) -> int:
    highest = revisions_of(content).aggregate(highest=Max("version"))["highest"] or 0
    return max(highest, content.version) + 1


def _put_before_review(*, content: ModeratedModel, editor: User, title: str, body: str, version: int) -> Revision:
    return Revision.objects.create(
        content_type=ContentType.objects.get_for_model(content),
        object_id=content.pk,
        state=Revision.State.PENDING,
        version=version,
        title=title,
        body=body,
        editor=editor,
        created_at=clock.now(),
    )


def apply_wording(
    *, content: ModeratedModel, editor: User, title: str, body: str, version: int, revision: Revision | None = None
) -> Revision:
    """Make a wording the public one and keep the one that it replaces. Inside a door, with ``content`` locked."""
    now = clock.now()
    content_type = ContentType.objects.get_for_model(content)
    old_title, old_body = content.wording()
    Revision.objects.bulk_create(
        [
            Revision(
                content_type=content_type,
                object_id=content.pk,
                version=content.version,
                title=old_title,
                body=old_body,
                editor_id=content.author_id,
                created_at=content.edited_at or content.created_at,
            )
        ],
        ignore_conflicts=True,
    )
    if revision is None:
        revision = Revision(
            content_type=content_type, object_id=content.pk, version=version, title=title, body=body, editor=editor,
            created_at=now,
        )  # fmt: skip
    revision.state = Revision.State.APPLIED
    revision.save()
    changed = content.set_wording(title, body)
    content.version = version
    content.edited_at = now
    save_fields(content, [*changed, "version", "edited_at"])
    content.on_wording_changed()
    return revision


def save_fields(content: ModeratedModel, names: Iterable[str]) -> None:
    """Write some fields of a text, past what its own save() may do to trees."""
    type(content)._base_manager.filter(pk=content.pk).update(**{name: getattr(content, name) for name in names})


def _queue_edit(content: ModeratedModel, course: Course, revision: Revision | None) -> None:
    """Let the queue know of a new wording: join the active item, or open one where the course wants it."""
    item = active_item(content)
    if item is None:
        if course.origin is not None:
            origin = ReviewItem.Origin.EDIT if not course.found else course.origin
            open_item(content=content, course=Course(course.waits, origin, course.found), revision=revision)
        return
    item.revision = revision
    item.matched_spans = [match.as_span() for match in course.found]
    item.urgent = item.urgent or course.urgent
    item.save(update_fields=["revision", "matched_spans", "urgent"])
