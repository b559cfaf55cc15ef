"""What waits too long although no filter matched: published by a published rule, and looked at afterwards."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from realtime.doors import door
from sharek import clock

from ..models import Decision, ReviewItem, Status
from ..policies import policy_for
from .deciding import apply, record
from .submitting import ACTIVE, ROUTINE_HOURS, lock_content


@door
def publish_unattended(*, item: ReviewItem) -> Decision | None:
    """Publish the text of ``item`` without a moderator, and leave the item in the queue as something to look at.

    Only what waits because its author is new, has waited for ``settings.PUBLISH_UNREVIEWED_HOURS`` and is with nobody;
    None for everything else, also where that changed since the caller looked. It counts for nobody's standing.
    """
    hours = settings.PUBLISH_UNREVIEWED_HOURS
    content = lock_content(item.content_type_id, item.object_id)
    item = ReviewItem.objects.select_for_update(no_key=True).get(pk=item.pk)
    now = clock.now()
    waited = hours is not None and item.created_at <= now - timedelta(hours=hours)
    is_plain = item.origin == ReviewItem.Origin.NEW_AUTHOR and not item.matched_spans and item.revision_id is None
    if not waited or not is_plain or item.status not in ACTIVE or item.is_held or content.status != Status.PENDING:
        return None
    decision = Decision.objects.create(
        item=item,
        content_type_id=item.content_type_id,
        object_id=content.pk,
        content_version=content.version,
        author_id=content.author_id,
        outcome=Decision.Outcome.APPROVE,
        policy_version=policy_for(content),
        source=Decision.Source.NEW_POST,
        decided_by_rule=True,
        applies_from=now,
        created_at=now,
    )
    item.origin = ReviewItem.Origin.ROUTINE
    item.status = ReviewItem.Status.OPEN
    item.claimed_by = item.claimed_until = item.lease_token = None  # type: ignore[assignment]
    item.due_at = now + timedelta(hours=ROUTINE_HOURS)
    item.version += 1
    item.save()
    apply(decision, content, item)
    record(decision, None)
    return decision
