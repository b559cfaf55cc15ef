"""Deciding on what waits: one transaction for the text, the decision, the author's standing and the record."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.actions import notify
from realtime.doors import Conflict, Refused, door
from sharek import clock

from .. import audit, trust
from ..models import Clause, Decision, ModeratedModel, Report, ReviewItem, Revision, Status
from ..permissions import check_can_decide
from ..policies import policy_for
from .claiming import check_is_another_than_the_first, latest_decision, why_taken
from .submitting import apply_wording, lock_content, save_fields

Outcome = Decision.Outcome
ADVERSE = frozenset({Outcome.REJECT, Outcome.HIDE, Outcome.REMOVE})
SOURCES = {
    ReviewItem.Origin.LINK: Decision.Source.FILTER,
    ReviewItem.Origin.FILTER: Decision.Source.FILTER,
    ReviewItem.Origin.REPORT: Decision.Source.REPORT,
}
BECOMES = {
    Outcome.APPROVE: Status.PUBLISHED,
    Outcome.KEEP: Status.PUBLISHED,
    Outcome.RESTORE: Status.PUBLISHED,
    Outcome.REJECT: Status.REJECTED,
    Outcome.HIDE: Status.HIDDEN,
    Outcome.REMOVE: Status.REMOVED,
}


def outcomes_for(item: ReviewItem, content: ModeratedModel) -> list[Outcome]:
    """Return what may be decided on ``item`` now, the favourable outcome first; nothing where nothing waits.

    A published topic, solution or official answer is first hidden; another moderator then removes or restores it.
    (An obvious breach is removed at once: :func:`decide` asks the clauses.)
    """
    if item.revision is not None and item.revision.state == Revision.State.PENDING:
        return [Outcome.APPROVE, Outcome.REJECT]
    return {
        Status.PENDING: [Outcome.APPROVE, Outcome.REJECT],
        Status.PUBLISHED: [Outcome.KEEP, Outcome.REMOVE, Outcome.HIDE],
        Status.HIDDEN: [Outcome.RESTORE, Outcome.REMOVE],
    }.get(Status(content.status), [])


def seen_version(item: ReviewItem, content: ModeratedModel) -> int:
    """Return the number of the wording that whoever opens ``item`` now sees."""
    revision = item.revision
    return revision.version if revision and revision.state == Revision.State.PENDING else content.version


@door
def decide(
    *,
    moderator: User,
    item: ReviewItem,
    token: UUID,
    seen: int,
    outcome: Outcome | str,
    clauses: Sequence[Clause] = (),
    explanation: str = "",
    facts: str = "",
) -> Decision:
    """Decide on a claimed ``item``.

    ``token`` is the lease's, ``seen`` the :func:`seen_version` that the moderator read. Rejecting, hiding and removing
    name at least one clause and give cleaned reasons in words that reach the author; ``facts`` are the words concerned.

    Conflict where another decided or took the item (``current`` is their decision), where the author edited meanwhile
    (``current`` is the item: show the difference) or withdrew.
    """
    outcome = Outcome(outcome)
    content = lock_content(item.content_type_id, item.object_id)  # before the item, as all doors do
    item = ReviewItem.objects.select_for_update(no_key=True).get(pk=item.pk)
    check_can_decide(moderator, content)
    if item.status != ReviewItem.Status.CLAIMED or item.claimed_by_id != moderator.pk or item.lease_token != token:
        raise Conflict(why_taken(item), current=latest_decision(item) or item)
    if seen != seen_version(item, content):
        raise Conflict(_("The author has edited this meanwhile: read what changed, then decide."), current=item)
    check_is_another_than_the_first(moderator, item)
    if outcome not in outcomes_for(item, content):
        raise Conflict(_("This can no longer be decided in this way."), current=item)
    _check_reasons(outcome, clauses, explanation)
    weighty = _takes_two(content, outcome, clauses)
    first = item.first_decision
    if weighty and first is None:
        raise Refused(
            _("Removing this takes two moderators: hide it for now, and another moderator has the last word."),
            field="outcome",
        )
    decision = Decision(
        item=item,
        content_type_id=item.content_type_id,
        object_id=content.pk,
        content_version=seen,
        author_id=content.author_id,
        decider=moderator,
        second_decider=first.decider if first is not None and outcome == Outcome.REMOVE else None,
        outcome=outcome,
        policy_version=clauses[0].version if clauses else policy_for(content, item),
        facts=facts,
        explanation=explanation,
        source=SOURCES.get(ReviewItem.Origin(item.origin), Decision.Source.NEW_POST),
        found_by_filter=bool(item.matched_spans),
        needs_two_deciders=weighty,
        supersedes=first,
        applies_from=clock.now(),
        created_at=clock.now(),
    )
    _settle_standing(decision, content, first_look=content.decision_id is None)
    decision.save()
    decision.clauses.set(clauses)
    _close_or_pass_on(item, decision, content)
    apply(decision, content, item)
    _tell(decision, content, item)
    record(decision, moderator)
    return decision


def _check_reasons(outcome: Outcome, clauses: Sequence[Clause], explanation: str) -> None:
    if outcome not in ADVERSE:
        return
    if not clauses:
        raise Refused(_("Choose the clause that is breached."), field="clause")
    if any(clause.is_right for clause in clauses):
        raise Refused(_("Criticism is a right: nothing is removed for it."), field="clause")
    if not explanation.strip():
        raise Refused(_("Write the reason: the author will read it."), field="explanation")


def _takes_two(content: ModeratedModel, outcome: Outcome, clauses: Sequence[Clause]) -> bool:
    return outcome == Outcome.REMOVE and content.is_weighty and not any(clause.is_obvious for clause in clauses)


def _settle_standing(decision: Decision, content: ModeratedModel, *, first_look: bool) -> None:
    """Let the first approval of a text count for its author, and an upheld violation against them."""
    if decision.outcome in {Outcome.REJECT, Outcome.REMOVE}:
        decision.level_before = trust.record_violation(content.author)
    elif first_look and decision.outcome in {Outcome.APPROVE, Outcome.KEEP}:
        trust.record_approval(content.author)


def _close_or_pass_on(item: ReviewItem, decision: Decision, content: ModeratedModel) -> None:
    """End the lease. What was hidden for now goes back into the queue, for another moderator."""
    provisional = decision.outcome == Outcome.HIDE
    item.status = ReviewItem.Status.OPEN if provisional else ReviewItem.Status.DECIDED
    item.first_decision = decision if provisional else item.first_decision
    item.claimed_by = item.claimed_until = item.lease_token = None  # type: ignore[assignment]
    item.kept_text, item.kept_by = "", None
    item.version = F("version") + 1
    item.save()
    if not provisional:
        upheld = decision.outcome in ADVERSE
        item.reports.filter(outcome=Report.Outcome.PENDING).update(
            outcome=Report.Outcome.UPHELD if upheld else Report.Outcome.REJECTED
        )


def apply(decision: Decision, content: ModeratedModel, item: ReviewItem | None) -> None:
    """Give the text the state that ``decision`` says, and let its model answer. Inside a door, the text locked."""
    content.decision = decision
    revision = item.revision if item is not None else None
    if revision is not None and revision.state == Revision.State.PENDING:
        save_fields(content, ["decision"])
        if decision.outcome == Outcome.APPROVE:
            apply_wording(
                content=content,
                editor=revision.editor,
                title=revision.title,
                body=revision.body,
                version=revision.version,
                revision=revision,
            )
        else:
            revision.state = Revision.State.REJECTED
            revision.save(update_fields=["state"])
        return
    old, new = content.status, BECOMES[Outcome(decision.outcome)]
    content.status = new
    if new == Status.PUBLISHED and content.published_at is None:
        content.published_at = clock.now()
    save_fields(content, ["decision", "status", "published_at"])
    if old != new:
        content.on_visibility_changed(old, new)


def _tell(decision: Decision, content: ModeratedModel, item: ReviewItem) -> None:
    """Tell the author what was taken or given back, and the reporters what came of their reports."""
    if decision.is_adverse or decision.outcome == Outcome.RESTORE:
        notify(recipients=[content.author], event="decision.made", target=decision)
    elif item.revision is not None and decision.outcome == Outcome.APPROVE:
        notify(recipients=[content.author], event="content.published", target=content)
    if decision.outcome != Outcome.HIDE:
        reporters = User.objects.filter(reports_made__item=item).distinct()
        notify(recipients=reporters, event="report.decided", target=decision)


def record(decision: Decision, actor: User | None) -> None:
    """Enter ``decision`` into the audit log: last before the events."""
    audit.append(
        verb=f"decision.{decision.outcome}",
        target=decision,
        actor=actor,
        payload={
            "content": f"{decision.content_type.model}:{decision.object_id}",
            "version": decision.content_version,
            "author": decision.author_id,
            "deciders": [decision.decider_id, decision.second_decider_id],
            "outcome": decision.outcome,
            "clauses": sorted(decision.clauses.values_list("code", flat=True)),
            "policy": decision.policy_version.number,
            "facts": decision.facts,
            "explanation": decision.explanation,
            "source": decision.source,
            "found_by_filter": decision.found_by_filter,
            "supersedes": decision.supersedes_id,
        },
    )
