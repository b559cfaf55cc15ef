"""Appeals: another person looks again, once, within six months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.actions import notify
from realtime.doors import Conflict, Refused, door
from sharek import clock

from .. import audit, trust
from ..models import Appeal, Clause, Decision, ModeratedModel, ReviewItem, Revision, Status
from ..permissions import appeal_role, check_can_appeal, check_can_review_appeal
from ..policies import policy_for
from .deciding import Outcome, apply, record
from .reporting import close_as_moot
from .submitting import Course, active_item, apply_wording, lock_content, open_item

REVIEW_DAYS = 14


@door
def appeal(*, decision: Decision, appellant: User, text: str) -> Appeal:
    """Ask for another look at ``decision``, as author of the text or as one who reported it; ``text`` is cleaned."""
    check_can_appeal(appellant, decision)
    decision = Decision.objects.select_for_update(no_key=True).get(pk=decision.pk)
    if not text.strip():
        raise Refused(_("Write why the decision is wrong."), field="text")
    if Appeal.objects.filter(decision=decision, appellant=appellant).exists():
        raise Conflict(_("You have appealed this decision already."), current=decision)
    if Decision.objects.filter(supersedes=decision).exists():
        raise Conflict(_("This decision has been replaced by a newer one."), current=decision)
    now = clock.now()
    made = Appeal.objects.create(
        decision=decision,
        appellant=appellant,
        text=text,
        first_decider=decision.decider,
        second_decider=decision.second_decider,
        created_at=now,
        due_at=now + timedelta(days=REVIEW_DAYS),
    )
    audit.append(verb="appeal.made", target=made, actor=appellant, payload={"decision": decision.pk, "text": text})
    return made


@door
def decide_appeal(
    *, reviewer: User, appeal: Appeal, accepted: bool, reasoning: str, clauses: Sequence[Clause] = ()
) -> Appeal:
    """Hear an appeal. Accepted, the author's text is back with its counters and the author's standing is mended.

    Where it was a reporter's appeal, accepting it takes the text away under ``clauses``: a comment is removed, what
    takes two moderators is hidden until another one has confirmed it.
    """
    check_can_review_appeal(reviewer, appeal)
    if not reasoning.strip():
        raise Refused(_("Write the reasons: both sides will read them."), field="reasoning")
    content = lock_content(appeal.decision.content_type_id, appeal.decision.object_id)
    appeal = Appeal.objects.select_for_update(no_key=True).get(pk=appeal.pk)
    if appeal.outcome != Appeal.Outcome.PENDING:
        raise Conflict(_("This appeal has been decided already."), current=appeal)
    # What was hidden for now when the appeal was made may have been removed since: the last word is looked at.
    decision = newest(appeal.decision)
    if reviewer.pk in {decision.decider_id, decision.second_decider_id}:
        raise PermissionDenied(_("You took part in this decision: another reviewer hears the appeal."))
    if accepted:
        if decision.outcome == Outcome.RESTORE:
            raise Conflict(_("This has been published again already."), current=decision)
        if appeal_role(appeal.appellant, appeal.decision) == "author":
            appeal.resulting_decision = _give_back(reviewer, decision, content, reasoning)
        else:
            appeal.resulting_decision = _take_away(reviewer, decision, content, reasoning, clauses)
    appeal.outcome = Appeal.Outcome.ACCEPTED if accepted else Appeal.Outcome.REJECTED
    appeal.reviewer, appeal.reasoning, appeal.decided_at = reviewer, reasoning, clock.now()
    appeal.save()
    notify(recipients=[appeal.appellant], event="appeal.decided", target=appeal)
    if appeal.resulting_decision is not None:
        record(appeal.resulting_decision, reviewer)
    audit.append(
        verb=f"appeal.{appeal.outcome}",
        target=appeal,
        actor=reviewer,
        payload={"decision": appeal.decision_id, "reasoning": reasoning, "result": appeal.resulting_decision_id},
    )
    return appeal


def newest(decision: Decision) -> Decision:
    """Return the decision that stands: the last one that superseded ``decision``, or itself."""
    while (later := Decision.objects.filter(supersedes=decision).first()) is not None:
        decision = later
    return decision


def _give_back(reviewer: User, decision: Decision, content: ModeratedModel, reasoning: str) -> Decision:
    restored = _new(reviewer, decision, content, Outcome.RESTORE, reasoning)
    trust.undo_violation(decision)
    revision = decision.item.revision if decision.item is not None else None
    if revision is not None and revision.state == Revision.State.REJECTED:
        _apply_refused_wording(content, revision)
    elif content.status in {Status.HIDDEN, Status.REMOVED, Status.REJECTED}:
        close_as_moot(content)
        apply(restored, content, None)
    # A text that its author has withdrawn meanwhile stays away: the decision alone is mended.
    return restored


def _apply_refused_wording(content: ModeratedModel, revision: Revision) -> None:
    if content.status == Status.PUBLISHED and content.version < revision.version:
        apply_wording(
            content=content,
            editor=revision.editor,
            title=revision.title,
            body=revision.body,
            version=revision.version,
            revision=revision,
        )


def _take_away(
    reviewer: User, decision: Decision, content: ModeratedModel, reasoning: str, clauses: Sequence[Clause]
) -> Decision:
    if not clauses or any(clause.is_right for clause in clauses):
        raise Refused(_("Choose the clause that is breached."), field="clause")
    if content.status != Status.PUBLISHED:
        raise Conflict(_("This is no longer public."), current=decision)
    takes_two = content.is_weighty and not any(clause.is_obvious for clause in clauses)
    taken = _new(reviewer, decision, content, Outcome.HIDE if takes_two else Outcome.REMOVE, reasoning)
    if not takes_two:
        taken.level_before = trust.record_violation(content.author)
        taken.save(update_fields=["level_before"])
    taken.clauses.set(clauses)
    if takes_two:
        item = active_item(content) or open_item(
            content=content, course=Course(waits=True, origin=ReviewItem.Origin.REPORT)
        )
        item.first_decision = taken
        item.save(update_fields=["first_decision"])
    else:
        close_as_moot(content)
    apply(taken, content, None)
    notify(recipients=[content.author], event="decision.made", target=taken)
    return taken


def _new(reviewer: User, decision: Decision, content: ModeratedModel, outcome: Outcome, reasoning: str) -> Decision:
    now = clock.now()
    return Decision.objects.create(
        item=decision.item,
        content_type_id=decision.content_type_id,
        object_id=decision.object_id,
        content_version=content.version,
        author=decision.author,
        decider=reviewer,
        outcome=outcome,
        policy_version=policy_for(content),
        explanation=reasoning,
        source=Decision.Source.APPEAL,
        supersedes=decision,
        applies_from=now,
        created_at=now,
    )
