"""Deciding: the text, the decision, the author's standing and the record in one transaction."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from moderation import audit
from moderation.actions import (
    claim,
    claim_next,
    decide,
    outcomes_for,
    release,
    renew,
    report,
    revise,
    seen_version,
    withdraw,
)
from moderation.actions.submitting import submit
from moderation.models import AuditEntry, Decision, Report, ReviewItem, Standing, Status
from notifications.models import Notification
from realtime.doors import Conflict, Refused
from sharek import clock
from tests.factories import (
    CitizenFactory,
    ClauseFactory,
    ModeratorFactory,
    PolicyVersionFactory,
    RepresentativeFactory,
    SolutionFactory,
    TopicFactory,
)
from tests.moderation.texts import clause, comment, decided, item_of, policy, reported

pytestmark = pytest.mark.django_db


def pending_topic(**fields: Any) -> Any:
    policy()
    topic = TopicFactory(status=Status.DRAFT, published_at=None, **fields)
    submit(content=topic)
    return topic


def test_approving_publishes_and_counts_for_the_author(changes: Any) -> None:
    topic = pending_topic()
    decision = decided(item_of(topic), "approve")
    topic.refresh_from_db()
    item = item_of(topic)
    assert (topic.status, topic.decision_id) == (Status.PUBLISHED, decision.pk)
    assert topic.published_at is not None
    assert (item.status, item.lease_token, item.claimed_until) == (ReviewItem.Status.DECIDED, None, None)
    assert topic.author.standing.approvals == 1
    assert changes == [("draft", "pending"), ("pending", "published")]


def test_rejecting_names_clause_version_and_reasons_and_tells_the_author() -> None:
    topic = pending_topic()
    decision = decided(item_of(topic), "reject")
    topic.refresh_from_db()
    assert topic.status == Status.REJECTED
    assert [one.code for one in decision.clauses.all()] == ["respect"]
    assert (decision.policy_version.number, decision.explanation) == (1, "يخالف البند.")
    notice = Notification.objects.get(user=topic.author, event="decision.made")
    assert notice.target == decision


@pytest.mark.parametrize(
    ("clauses", "explanation", "field"),
    [([], "سبب", "clause"), (["criticism"], "سبب", "clause"), (["respect"], " ", "explanation")],
)
def test_taking_something_needs_a_clause_that_forbids_and_a_reason(
    clauses: list[str], explanation: str, field: str
) -> None:
    item = item_of(pending_topic())
    moderator = ModeratorFactory()
    held = claim(moderator=moderator, item=item)
    with pytest.raises(Refused) as refused:
        decide(
            moderator=moderator, item=held, token=held.lease_token, seen=1, outcome="reject",
            clauses=[clause(code) for code in clauses], explanation=explanation,
        )  # fmt: skip
    assert refused.value.field == field
    assert not Decision.objects.exists()


def test_a_text_is_judged_by_the_policy_in_force_when_it_was_posted() -> None:
    with clock.at(clock.now() - timedelta(days=3)):
        topic = pending_topic()
    second = PolicyVersionFactory(number=2, effective_at=clock.now() - timedelta(days=1))
    ClauseFactory(version=second)
    assert decided(item_of(topic), "approve").policy_version.number == 1


def test_a_comment_is_removed_by_one_moderator_and_its_reporters_are_told(changes: Any) -> None:
    text = comment()
    reporter = CitizenFactory()
    item = reported(text, reporter)
    decision = decided(item, "remove")
    text.refresh_from_db()
    assert text.status == Status.REMOVED
    assert decision.source == Decision.Source.REPORT
    assert Report.objects.get().outcome == Report.Outcome.UPHELD
    assert Notification.objects.filter(user=reporter, event="report.decided").exists()
    assert ("published", "removed") in changes


def test_keeping_a_reported_text_leaves_it_and_tells_the_reporter() -> None:
    text = comment()
    decided(reported(text), "keep")
    text.refresh_from_db()
    assert text.status == Status.PUBLISHED
    assert Report.objects.get().outcome == Report.Outcome.REJECTED


@pytest.mark.parametrize("make", [TopicFactory, SolutionFactory])
def test_removing_what_is_weighty_takes_two_moderators(make: Any) -> None:
    text = make()
    item = reported(text)
    first, second = ModeratorFactory(), ModeratorFactory()
    with pytest.raises(Refused, match=r"."):
        decided(item, "remove", first)
    hidden = decided(item, "hide", first)
    text.refresh_from_db()
    assert text.status == Status.HIDDEN
    item.refresh_from_db()
    assert (item.status, item.first_decision_id) == (ReviewItem.Status.OPEN, hidden.pk)
    with pytest.raises(Conflict):
        claim(moderator=first, item=item)
    removed = decided(item, "remove", second)
    text.refresh_from_db()
    assert text.status == Status.REMOVED
    assert (removed.decider, removed.second_decider, removed.supersedes) == (second, first, hidden)


def test_what_was_hidden_for_now_is_published_again_by_another_moderator() -> None:
    topic = TopicFactory()
    item = reported(topic)
    decided(item, "hide")
    decision = decided(item, "restore")
    topic.refresh_from_db()
    assert topic.status == Status.PUBLISHED
    assert decision.supersedes.outcome == "hide"
    assert Notification.objects.filter(user=topic.author, event="decision.made").count() == 2


def test_an_obvious_breach_is_removed_by_one() -> None:
    topic = TopicFactory()
    decision = decided(reported(topic), "remove", code="no-personal-data")
    topic.refresh_from_db()
    assert topic.status == Status.REMOVED
    assert not decision.needs_two_deciders


def test_the_database_refuses_a_weighty_removal_by_one() -> None:
    decision = decided(item_of(pending_topic()), "reject")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(outcome="remove", needs_two_deciders=True)


def test_the_database_refuses_to_change_who_decided() -> None:
    decision = decided(item_of(pending_topic()), "reject")
    with pytest.raises(DatabaseError, match="who decided"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(decider=ModeratorFactory())


def test_nobody_decides_on_what_they_wrote_reported_or_what_a_body_of_theirs_is_about() -> None:
    policy()
    writer, reporter = ModeratorFactory(), ModeratorFactory()
    text = comment(author=writer)
    from moderation.actions import accept_policy

    accept_policy(user=reporter, version=policy())
    item = reported(text, reporter)
    representing = RepresentativeFactory(user=ModeratorFactory(), body=text.topic.body).user
    for person in (writer, reporter, representing, CitizenFactory()):
        with pytest.raises(PermissionDenied):
            claim(moderator=person, item=item)
    decided(item, "keep")


def test_an_authors_edit_meanwhile_is_a_conflict_until_it_was_read() -> None:
    topic = pending_topic()
    moderator = ModeratorFactory()
    held = claim(moderator=moderator, item=item_of(topic))
    seen = seen_version(held, held.content)
    revise(content=topic, editor=topic.author, title="عنوان جديد", body="نصّ جديد.")
    with pytest.raises(Conflict) as conflict:
        decide(moderator=moderator, item=held, token=held.lease_token, seen=seen, outcome="approve")
    assert conflict.value.current == held
    topic.refresh_from_db()
    assert topic.status == Status.PENDING
    decide(moderator=moderator, item=held, token=held.lease_token, seen=seen + 1, outcome="approve")
    topic.refresh_from_db()
    assert (topic.status, topic.title) == (Status.PUBLISHED, "عنوان جديد")


def test_the_loser_gets_the_winners_decision() -> None:
    topic = pending_topic()
    slow = ModeratorFactory()
    held = claim(moderator=slow, item=item_of(topic))
    with clock.at(clock.now() + timedelta(minutes=6)):
        decision = decided(item_of(topic), "approve")
        with pytest.raises(Conflict) as conflict:
            decide(moderator=slow, item=held, token=held.lease_token, seen=1, outcome="approve")
        assert conflict.value.current == decision


def test_an_abandoned_item_is_free_again_after_five_minutes_with_the_words_kept() -> None:
    item = item_of(pending_topic())
    first, second = ModeratorFactory(), ModeratorFactory()
    held = claim(moderator=first, item=item)
    renew(moderator=first, item=held, token=held.lease_token, text="لأنّ فيه")
    with clock.at(clock.now() + timedelta(minutes=4)), pytest.raises(Conflict):
        claim(moderator=second, item=item)
    with clock.at(clock.now() + timedelta(minutes=5, seconds=1)):
        taken = claim(moderator=second, item=item)
        assert (taken.kept_text, taken.kept_by) == ("لأنّ فيه", first)
        with pytest.raises(Conflict):
            renew(moderator=first, item=held, token=held.lease_token)


def test_claiming_again_renews_ones_own_lease_under_the_same_token() -> None:
    moderator = ModeratorFactory()
    held = claim(moderator=moderator, item=item_of(pending_topic()))
    with clock.at(clock.now() + timedelta(minutes=3)):
        again = claim(moderator=moderator, item=held)
    assert again.lease_token == held.lease_token
    assert again.claimed_until > held.claimed_until


def test_releasing_gives_the_item_back_and_a_foreign_token_nothing() -> None:
    moderator = ModeratorFactory()
    held = claim(moderator=moderator, item=item_of(pending_topic()))
    release(moderator=moderator, item=held, token=uuid4())
    held.refresh_from_db()
    assert held.status == ReviewItem.Status.CLAIMED
    release(moderator=moderator, item=held, token=held.lease_token, text="كلمات")
    held.refresh_from_db()
    assert (held.status, held.claimed_by, held.lease_token, held.kept_text) == ("open", None, None, "كلمات")


def test_the_database_refuses_a_lease_on_an_open_item() -> None:
    item = item_of(pending_topic())
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewItem.objects.filter(pk=item.pk).update(lease_token=uuid4(), claimed_until=clock.now())


def test_the_database_keeps_one_active_item_per_text() -> None:
    item = item_of(pending_topic())
    item.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        item.save()


def test_what_its_author_withdrew_needs_no_decision() -> None:
    topic = pending_topic()
    moderator = ModeratorFactory()
    held = claim(moderator=moderator, item=item_of(topic))
    withdraw(content=topic, by=topic.author)
    held.refresh_from_db()
    assert (held.status, held.lease_token) == (ReviewItem.Status.MOOT, None)
    with pytest.raises(Conflict, match=r"."):
        decide(moderator=moderator, item=held, token=uuid4(), seen=1, outcome="approve")
    topic.refresh_from_db()
    assert topic.status == Status.WITHDRAWN


def test_an_edit_that_waits_is_applied_on_approval_and_kept_out_on_rejection() -> None:
    policy()
    topic = TopicFactory(title="قبل", text="قديم")
    revise(content=topic, editor=topic.author, title="بعد", body="جديد")
    topic.refresh_from_db()
    assert topic.title == "قبل"
    decided(item_of(topic), "approve")
    topic.refresh_from_db()
    assert (topic.title, topic.text, topic.version) == ("بعد", "جديد", 2)
    revise(content=topic, editor=topic.author, title="ثالث", body="جديد")
    decided(item_of(topic), "reject")
    topic.refresh_from_db()
    assert (topic.title, topic.status) == ("بعد", Status.PUBLISHED)


def test_every_decision_is_in_the_record_and_the_record_holds() -> None:
    decision = decided(item_of(pending_topic()), "reject")
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.target) == ("decision.reject", f"moderation.decision:{decision.pk}")
    assert audit.verify() == (1, None)


def test_five_approvals_over_seven_days_make_an_author_known() -> None:
    author = CitizenFactory()
    start = clock.now() - timedelta(days=8)
    for day in range(5):
        with clock.at(start + timedelta(days=day * 2)):
            decided(item_of(pending_topic(author=author)), "approve")
    author.standing.refresh_from_db()
    assert author.standing.level == Standing.Level.KNOWN
    assert item_of(pending_topic(author=author)).status == "open"


def test_an_upheld_violation_drops_one_level() -> None:
    author = CitizenFactory()
    Standing.objects.create(user=author, level=Standing.Level.TRUSTED, approvals=40)
    decided(reported(comment(author=author)), "remove")
    author.standing.refresh_from_db()
    assert author.standing.level == Standing.Level.KNOWN
    decided(reported(comment(author=author)), "remove")
    author.standing.refresh_from_db()
    assert (author.standing.level, author.standing.approvals) == (Standing.Level.NEW, 0)


def test_a_report_after_approval_opens_exactly_one_new_item() -> None:
    topic = pending_topic()
    first = item_of(topic)
    decided(first, "approve")
    topic.refresh_from_db()
    item = reported(topic)
    reported(topic)
    assert item.pk != first.pk
    assert ReviewItem.objects.filter(status__in=["open", "claimed"]).count() == 1
    item.refresh_from_db()
    assert item.report_count == 2


def test_the_same_person_reports_the_same_matter_once() -> None:
    text, reporter = comment(), CitizenFactory()
    reported(text, reporter)
    with pytest.raises(Conflict):
        reported(text, reporter)


def test_ones_own_text_a_right_and_what_is_not_public_are_not_reported() -> None:
    text = comment()
    with pytest.raises(PermissionDenied):
        reported(text, text.author)
    with pytest.raises(Refused):
        report(reporter=CitizenFactory(), content=text, clause=clause("criticism"))
    with pytest.raises(Conflict):
        reported(comment(Status.HIDDEN))


def test_a_text_in_review_offers_only_what_fits_its_state() -> None:
    topic = pending_topic()
    item = item_of(topic)
    assert outcomes_for(item, topic) == ["approve", "reject"]
    moderator = ModeratorFactory()
    held = claim(moderator=moderator, item=item)
    with pytest.raises(Conflict):
        decide(
            moderator=moderator, item=held, token=held.lease_token, seen=1, outcome="remove",
            clauses=[clause()], explanation="سبب",
        )  # fmt: skip


# --- races, with real threads -----------------------------------------------------------------------------------------


def test_two_moderators_claim_at_once_and_one_has_it(in_threads: Any) -> None:
    item = item_of(pending_topic())
    moderators = [ModeratorFactory() for _ in range(4)]
    results = in_threads(lambda n: claim(moderator=moderators[n], item=item), times=4)
    assert sum(isinstance(result, ReviewItem) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 3


def test_two_moderators_decide_at_once_and_content_item_and_log_agree(in_threads: Any) -> None:
    """Both hold the same item: the first one's lease ran out, the second one claimed it."""
    topic = pending_topic()
    item = item_of(topic)
    slow, quick = ModeratorFactory(), ModeratorFactory()
    with clock.at(clock.now() - timedelta(minutes=10)):
        old = claim(moderator=slow, item=item)
    new = claim(moderator=quick, item=item)
    right = clause()

    def deciding(n: int) -> Decision:
        moderator, held, outcome = (slow, old, "reject") if n else (quick, new, "approve")
        return decide(
            moderator=moderator, item=held, token=held.lease_token, seen=1, outcome=outcome,
            clauses=[right] if n else [], explanation="سبب" if n else "",
        )  # fmt: skip

    results = in_threads(deciding, times=2)
    assert isinstance(results[0], Decision)
    assert isinstance(results[1], Conflict)
    topic.refresh_from_db()
    item.refresh_from_db()
    assert (topic.status, item.status, Decision.objects.count()) == (Status.PUBLISHED, "decided", 1)
    assert audit.verify() == (1, None)


def test_one_moderator_decides_twice_at_once_and_it_counts_once(in_threads: Any) -> None:
    item = item_of(pending_topic())
    moderator = ModeratorFactory()
    held = claim(moderator=moderator, item=item)
    results = in_threads(
        lambda n: decide(moderator=moderator, item=held, token=held.lease_token, seen=1, outcome="approve"), times=4
    )
    assert sum(isinstance(result, Decision) for result in results) == 1
    assert Decision.objects.count() == 1


def test_an_edit_and_a_decision_at_once_leave_one_truth(in_threads: Any) -> None:
    topic = pending_topic()
    moderator = ModeratorFactory()
    held = claim(moderator=moderator, item=item_of(topic))

    def act(n: int) -> Any:
        if n:
            return revise(content=type(topic).objects.get(pk=topic.pk), editor=topic.author, title="آخر", body="آخر")
        return decide(moderator=moderator, item=held, token=held.lease_token, seen=1, outcome="approve")

    decision, _ = in_threads(act, times=2)
    topic.refresh_from_db()
    if isinstance(decision, Decision):
        assert topic.status == Status.PUBLISHED
        assert topic.title != "آخر"  # the edit came after publication and waits for review itself
    else:
        assert isinstance(decision, Conflict)
        assert (topic.status, topic.title) == (Status.PENDING, "آخر")


def test_many_reports_at_once_join_one_item(in_threads: Any) -> None:
    policy()
    text = comment()
    reporters = [CitizenFactory() for _ in range(6)]
    breached = clause()
    results = in_threads(lambda n: report(reporter=reporters[n], content=text, clause=breached), times=6)
    assert all(isinstance(result, Report) for result in results), results
    assert ReviewItem.objects.get().report_count == 6


def test_many_moderators_empty_the_queue_without_a_double_decision(in_threads: Any) -> None:
    topics = [pending_topic() for _ in range(24)]
    moderators = [ModeratorFactory() for _ in range(8)]

    def work(n: int) -> int:
        decisions = 0
        while (held := claim_next(moderator=moderators[n])) is not None:
            decide(moderator=moderators[n], item=held, token=held.lease_token, seen=1, outcome="approve")
            decisions += 1
        return decisions

    results = in_threads(work, times=8)
    assert all(isinstance(result, int) for result in results), results
    left = ReviewItem.objects.exclude(status="decided").count()
    assert sum(results) + left == len(topics)
    assert Decision.objects.values("object_id").distinct().count() == Decision.objects.count() == sum(results)
    assert left == 0
    assert audit.verify() == (24, None)
