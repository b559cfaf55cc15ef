"""Warning, silencing and suspending a person, by the clock."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.actions import notify
from realtime.control import close_sockets
from realtime.doors import Conflict, Refused, door
from sharek import clock

from .. import audit
from ..models import Decision, Sanction
from ..permissions import check_can_moderate


@door
def impose_sanction(
    *,
    moderator: User,
    user: User,
    kind: Sanction.Kind | str,
    reason: str,
    ends_at: datetime | None = None,
    decision: Decision | None = None,
) -> Sanction:
    """Warn, silence or suspend a citizen until ``ends_at`` (None: until it is lifted); ``reason`` reaches the person.

    A suspended person still reads, appeals and downloads their data; the pages that they have open lose their live
    connection at once.
    """
    check_can_moderate(moderator)
    kind = Sanction.Kind(kind)
    if user.pk == moderator.pk or user.role not in {User.Role.CITIZEN, User.Role.REPRESENTATIVE}:
        raise PermissionDenied(_("Whoever works for the portal is not sanctioned here: tell an administrator."))
    if not reason.strip():
        raise Refused(_("Write the reason: the person will read it."), field="reason")
    now = clock.now()
    if ends_at is not None and ends_at <= now:
        raise Refused(_("The end must lie ahead."), field="ends_at")
    made = Sanction.objects.create(
        user=user,
        kind=kind,
        starts_at=now,
        ends_at=ends_at,
        decision=decision,
        imposed_by=moderator,
        reason=reason,
    )
    notify(recipients=[user], event="sanction.imposed", target=made)
    if kind == Sanction.Kind.SUSPEND:
        close_sockets(user_id=user.pk, reason="suspended")
    _record("sanction.imposed", made, moderator)
    return made


@door
def lift_sanction(*, moderator: User, sanction: Sanction) -> Sanction:
    """End a sanction now."""
    check_can_moderate(moderator)
    sanction = Sanction.objects.select_for_update(no_key=True).get(pk=sanction.pk)
    if not sanction.is_active:
        raise Conflict(_("This sanction is over already."), current=sanction)
    sanction.ends_at = max(clock.now(), sanction.starts_at + datetime.resolution)
    sanction.save(update_fields=["ends_at"])
    _record("sanction.lifted", sanction, moderator)
    return sanction


def _record(verb: str, sanction: Sanction, moderator: User) -> None:
    audit.append(
        verb=verb,
        target=sanction,
        actor=moderator,
        payload={
            "user": sanction.user_id,
            "kind": sanction.kind,
            "ends_at": sanction.ends_at.isoformat() if sanction.ends_at else None,
            "reason": sanction.reason,
            "decision": sanction.decision_id,
        },
    )
