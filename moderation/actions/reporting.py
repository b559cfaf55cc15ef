"""Reporting a text, and withdrawing one's own."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from realtime.doors import Conflict, Refused, door
from sharek import clock

from ..models import Clause, ModeratedModel, Report, ReviewItem, Revision, Status
from ..permissions import check_can_report
from .submitting import REVIEW_HOURS, Course, active_item, open_item, revisions_of, save_fields


@door
def report(*, reporter: User, content: ModeratedModel, clause: Clause, note: str = "") -> Report:
    """Say that a published text breaches ``clause``; ``note`` is one cleaned line for the moderators.

    Joins the active review item of the text, or opens one (also where it was approved earlier). The same person reports
    the same matter once: Conflict afterwards.
    """
    check_can_report(reporter, content)
    if clause.is_right:
        raise Refused(_("Criticism is a right: nothing is removed for it."), field="clause")
    content = type(content).get_locked(content.pk)
    if content.status != Status.PUBLISHED:
        raise Conflict(_("This is no longer public."), current=content.status)
    item = active_item(content)
    if item is None:
        item = open_item(content=content, course=Course(waits=True, origin=ReviewItem.Origin.REPORT))
    elif Report.objects.filter(item=item, reporter=reporter).exists():
        raise Conflict(_("You have reported this already; a moderator will look at it."))
    made = Report.objects.create(item=item, reporter=reporter, clause=clause, note=note, created_at=clock.now())
    item.report_count = F("report_count") + 1
    item.due_at = min(item.due_at, clock.now() + timedelta(hours=REVIEW_HOURS))
    if item.origin in {ReviewItem.Origin.ROUTINE, ReviewItem.Origin.NEW_AUTHOR, ReviewItem.Origin.EDIT}:
        item.origin = ReviewItem.Origin.REPORT
    item.save(update_fields=["report_count", "due_at", "origin"])
    return made


@door
def withdraw(*, content: ModeratedModel, by: User) -> None:
    """Let the author take back what they wrote, whatever its state but removed: nobody needs to decide on it then."""
    fresh = type(content).get_locked(content.pk)
    if fresh.author_id != by.pk:
        raise Refused(_("Only its author can withdraw this."))
    if fresh.status in {Status.WITHDRAWN, Status.REMOVED}:
        raise Conflict(_("This is no longer public."), current=fresh.status)
    old = fresh.status
    fresh.status = Status.WITHDRAWN
    save_fields(fresh, ["status"])
    revisions_of(fresh).filter(state=Revision.State.PENDING).update(state=Revision.State.REJECTED)
    close_as_moot(fresh)
    fresh.on_visibility_changed(old, Status.WITHDRAWN)
    content.refresh_from_db()


def close_as_moot(content: ModeratedModel) -> None:
    """Close the active review item of ``content``, whoever has claimed it: there is nothing left to decide."""
    ReviewItem.objects.filter(
        content_type=ContentType.objects.get_for_model(content),
        object_id=content.pk,
        status__in=[ReviewItem.Status.OPEN, ReviewItem.Status.CLAIMED],
    ).update(
        status=ReviewItem.Status.MOOT, claimed_by=None, claimed_until=None, lease_token=None, version=F("version") + 1
    )
