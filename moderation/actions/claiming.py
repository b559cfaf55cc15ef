"""Leases on review items: whoever decides has the item for five minutes, renewed while they work."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from realtime.doors import Conflict, door
from sharek import clock

from ..models import Decision, ReviewItem
from ..permissions import check_can_decide, check_can_moderate
from ..queue import claimable_by

LEASE_MINUTES = 5
KEPT_LENGTH = 2000
_AT_ONCE = 10


def _lease_end() -> datetime:
    return clock.now() + timedelta(minutes=LEASE_MINUTES)


@door
def claim(*, moderator: User, item: ReviewItem) -> ReviewItem:
    """Take ``item`` for five minutes; return it fresh, with its ``lease_token``.

    One's own claim is renewed under the same token. Conflict where another has it, where it is decided already
    (``current`` is the decision), or where it changed between reading and claiming.
    """
    item = ReviewItem.objects.select_related("claimed_by").get(pk=item.pk)
    content = item.content
    if content is None:
        raise Conflict(_("There is nothing left to decide here."), current=item)
    check_can_decide(moderator, content)
    check_is_another_than_the_first(moderator, item)
    now = clock.now()
    free = Q(status=ReviewItem.Status.OPEN) | Q(status=ReviewItem.Status.CLAIMED, claimed_until__lte=now)
    taken = (
        ReviewItem.objects.filter(pk=item.pk, version=item.version)
        .filter(free)
        .update(
            status=ReviewItem.Status.CLAIMED,
            claimed_by=moderator,
            claimed_until=_lease_end(),
            lease_token=uuid4(),
            version=F("version") + 1,
        )
    )
    if not taken:
        mine = ReviewItem.objects.filter(pk=item.pk, status=ReviewItem.Status.CLAIMED, claimed_by=moderator)
        taken = mine.update(claimed_until=_lease_end())
    item = ReviewItem.objects.select_related("claimed_by").get(pk=item.pk)
    if not taken:
        raise Conflict(why_taken(item), current=latest_decision(item) or item)
    return item


def check_is_another_than_the_first(moderator: User, item: ReviewItem) -> None:
    """Raise Conflict for whoever hid the text provisionally: the last word is another moderator's."""
    if item.first_decision is not None and item.first_decision.decider_id == moderator.pk:
        raise Conflict(_("You hid this for now: another moderator has the last word."), current=item.first_decision)


def why_taken(item: ReviewItem) -> str:
    """Return the sentence for a moderator who came too late for ``item``."""
    if item.status == ReviewItem.Status.MOOT:
        return _("The author has withdrawn this: there is nothing left to decide.")
    if item.status == ReviewItem.Status.DECIDED:
        return _("Another moderator has decided on this meanwhile.")
    if item.status == ReviewItem.Status.CLAIMED:
        return _("Another moderator is deciding on this.")
    return _("Your claim on this is over; claim it again.")


def latest_decision(item: ReviewItem) -> Decision | None:
    return item.decisions.order_by("-pk").first()


@door
def claim_next(*, moderator: User, after: ReviewItem | None = None) -> ReviewItem | None:
    """Claim the first item of the queue that ``moderator`` may decide on, or the first one after ``after``.

    None where there is none. An item that another takes in the same moment is passed over.
    """
    check_can_moderate(moderator)
    tried: list[int] = []
    while candidates := list(claimable_by(moderator, after=after).exclude(pk__in=tried)[:_AT_ONCE]):
        for item in candidates:
            tried.append(item.pk)
            try:
                with transaction.atomic():
                    return claim(moderator=moderator, item=item)
            except (Conflict, PermissionDenied):
                continue
    return None


@door
def renew(*, moderator: User, item: ReviewItem, token: UUID, text: str | None = None) -> ReviewItem:
    """Renew a lease, also one that ran out while nobody else took the item; keep the reasons typed so far."""
    changes: dict[str, object] = {"claimed_until": _lease_end()}
    if text is not None:
        changes |= {"kept_text": text[:KEPT_LENGTH], "kept_by": moderator}
    renewed = _held(item, moderator, token).update(**changes)
    fresh = ReviewItem.objects.get(pk=item.pk)
    if not renewed:
        raise Conflict(why_taken(fresh), current=latest_decision(fresh) or fresh)
    return fresh


@door
def release(*, moderator: User, item: ReviewItem, token: UUID, text: str | None = None) -> None:
    """Give an item back to the queue. The typed reasons stay with it; releasing what one no longer has does nothing."""
    changes: dict[str, object] = {
        "status": ReviewItem.Status.OPEN, "claimed_by": None, "claimed_until": None, "lease_token": None,
        "version": F("version") + 1,
    }  # fmt: skip
    if text:
        changes |= {"kept_text": text[:KEPT_LENGTH], "kept_by": moderator}
    _held(item, moderator, token).update(**changes)


def _held(item: ReviewItem, moderator: User, token: UUID) -> QuerySet[ReviewItem]:
    return ReviewItem.objects.filter(
        pk=item.pk, status=ReviewItem.Status.CLAIMED, claimed_by=moderator, lease_token=token
    )
