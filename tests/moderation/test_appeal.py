"""Appeals: another person looks again; accepted, everything that was taken is back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import User
from moderation import audit
from moderation.actions import appeal, decide_appeal, withdraw
from moderation.models import Appeal, Decision, ReviewItem, Sanction, Standing, Status
from notifications.models import Notification
from realtime.doors import Conflict, Refused
from sharek import clock
from tests.factories import CitizenFactory, ModeratorFactory, TopicFactory, UserFactory
from tests.moderation.texts import clause, comment, decided, item_of, reported

pytestmark = pytest.mark.django_db


def reviewer() -> User:
    return UserFactory(role=User.Role.APPEAL_REVIEWER)


def removed_comment(**fields: Any) -> Any:
    text = comment(**fields)
    decided(reported(text), "remove")
    text.refresh_from_db()
    return text


def appealed(text: Any) -> Appeal:
    return appeal(decision=text.decision, appellant=text.author, text="الرقم عامّ وليس شخصيًّا.")


def test_an_accepted_appeal_brings_the_text_back_and_mends_the_standing(changes: Any) -> None:
    author = CitizenFactory()
    Standing.objects.create(user=author, level=Standing.Level.KNOWN, approvals=9, first_approval_at=clock.now())
    text = removed_comment(author=author)
    assert Standing.objects.get(user=author).level == Standing.Level.NEW
    made = appealed(text)
    heard = decide_appeal(reviewer=reviewer(), appeal=made, accepted=True, reasoning="الرقم رقم الشكاوى العام.")
    text.refresh_from_db()
    assert (heard.outcome, text.status) == (Appeal.Outcome.ACCEPTED, Status.PUBLISHED)
    assert heard.resulting_decision.outcome == Decision.Outcome.RESTORE
    assert heard.resulting_decision.supersedes == made.decision
    standing = Standing.objects.get(user=author)
    assert (standing.level, standing.violations, standing.last_violation_at) == (Standing.Level.KNOWN, 0, None)
    assert changes[-1] == ("removed", "published")
    assert Notification.objects.filter(user=author, event="appeal.decided").exists()
    assert audit.verify()[1] is None


def test_a_rejected_appeal_changes_nothing_but_says_why() -> None:
    text = removed_comment()
    heard = decide_appeal(reviewer=reviewer(), appeal=appealed(text), accepted=False, reasoning="القرار صحيح.")
    text.refresh_from_db()
    assert (heard.outcome, text.status, heard.resulting_decision) == (Appeal.Outcome.REJECTED, Status.REMOVED, None)


def test_a_rejected_topic_is_published_on_appeal() -> None:
    from moderation.actions import submit

    topic = TopicFactory(status=Status.DRAFT, published_at=None)
    submit(content=topic)
    decided(item_of(topic), "reject")
    topic.refresh_from_db()
    decide_appeal(reviewer=reviewer(), appeal=appealed(topic), accepted=True, reasoning="لا مخالفة.")
    topic.refresh_from_db()
    assert topic.status == Status.PUBLISHED
    assert topic.published_at is not None


def test_an_appeal_against_a_hiding_reaches_the_removal_that_followed() -> None:
    topic = TopicFactory()
    item = reported(topic)
    decided(item, "hide")
    topic.refresh_from_db()
    made = appealed(topic)
    decided(item, "remove")
    heard = decide_appeal(reviewer=reviewer(), appeal=made, accepted=True, reasoning="لا مخالفة.")
    topic.refresh_from_db()
    assert topic.status == Status.PUBLISHED
    assert heard.resulting_decision.supersedes.outcome == "remove"


def test_an_accepted_appeal_against_a_hiding_ends_the_review() -> None:
    topic = TopicFactory()
    item = reported(topic)
    decided(item, "hide")
    topic.refresh_from_db()
    decide_appeal(reviewer=reviewer(), appeal=appealed(topic), accepted=True, reasoning="لا مخالفة.")
    item.refresh_from_db()
    topic.refresh_from_db()
    assert (item.status, topic.status) == (ReviewItem.Status.MOOT, Status.PUBLISHED)


def test_a_reporter_appeals_a_refused_report_and_a_comment_goes() -> None:
    text, reporter = comment(), CitizenFactory()
    decision = decided(reported(text, reporter), "keep")
    made = appeal(decision=decision, appellant=reporter, text="فيه شتيمة.")
    with pytest.raises(Refused):
        decide_appeal(reviewer=reviewer(), appeal=made, accepted=True, reasoning="شتيمة.")
    decide_appeal(reviewer=reviewer(), appeal=made, accepted=True, reasoning="شتيمة.", clauses=[clause()])
    text.refresh_from_db()
    assert text.status == Status.REMOVED
    assert Notification.objects.filter(user=text.author, event="decision.made").exists()


def test_a_topic_taken_on_a_reporters_appeal_is_hidden_until_a_moderator_confirms() -> None:
    topic, reporter = TopicFactory(), CitizenFactory()
    decision = decided(reported(topic, reporter), "keep")
    made = appeal(decision=decision, appellant=reporter, text="خارج الموضوع.")
    hearing = reviewer()
    decide_appeal(reviewer=hearing, appeal=made, accepted=True, reasoning="خارج.", clauses=[clause()])
    topic.refresh_from_db()
    assert topic.status == Status.HIDDEN
    removed = decided(item_of(topic), "remove")
    assert removed.second_decider == hearing


def test_a_decision_is_appealed_once_by_those_whom_it_touches_and_for_six_months() -> None:
    text = removed_comment()
    with pytest.raises(PermissionDenied):
        appeal(decision=text.decision, appellant=CitizenFactory(), text="سبب")
    with clock.at(clock.now() + timedelta(days=184)), pytest.raises(PermissionDenied, match=r"."):
        appealed(text)
    appealed(text)
    with pytest.raises(Conflict):
        appealed(text)


def test_who_is_suspended_may_still_appeal() -> None:
    text = removed_comment()
    Sanction.objects.create(
        user=text.author, kind="suspend", starts_at=clock.now() - timedelta(days=1), imposed_by=ModeratorFactory()
    )
    assert appealed(text).pk


def test_no_decider_hears_the_appeal() -> None:
    topic = TopicFactory()
    item = reported(topic)
    first, second = ModeratorFactory(), ModeratorFactory()
    decided(item, "hide", first)
    decided(item, "remove", second)
    topic.refresh_from_db()
    made = appealed(topic)
    assert {made.first_decider, made.second_decider} == {first, second}
    for person in (first, second):
        User.objects.filter(pk=person.pk).update(role=User.Role.APPEAL_REVIEWER)
        person.refresh_from_db()
        with pytest.raises(PermissionDenied):
            decide_appeal(reviewer=person, appeal=made, accepted=True, reasoning="سبب")


def test_the_database_keeps_deciders_and_appellants_from_hearing_the_appeal() -> None:
    made = appealed(removed_comment())
    for person in (made.first_decider, made.appellant):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.filter(pk=made.pk).update(reviewer=person, outcome="rejected", decided_at=clock.now())


def test_the_database_guards_the_copy_of_the_deciders() -> None:
    text = removed_comment()
    made = appealed(text)
    with pytest.raises(DatabaseError, match="names the deciders"), transaction.atomic():
        Appeal.objects.filter(pk=made.pk).update(first_decider=None)
    with pytest.raises(DatabaseError, match="names the deciders"), transaction.atomic():
        Appeal.objects.create(
            decision=text.decision, appellant=CitizenFactory(), text="س", first_decider=ModeratorFactory(),
            due_at=clock.now(),
        )  # fmt: skip


def test_a_decided_appeal_stays_decided() -> None:
    made = appealed(removed_comment())
    decide_appeal(reviewer=reviewer(), appeal=made, accepted=False, reasoning="القرار صحيح.")
    with pytest.raises(Conflict):
        decide_appeal(reviewer=reviewer(), appeal=made, accepted=True, reasoning="لا.")


def test_what_was_withdrawn_meanwhile_does_not_come_back() -> None:
    topic = TopicFactory()
    decided(reported(topic), "hide")
    topic.refresh_from_db()
    made = appealed(topic)
    withdraw(content=topic, by=topic.author)
    decide_appeal(reviewer=reviewer(), appeal=made, accepted=True, reasoning="لا مخالفة.")
    topic.refresh_from_db()
    assert topic.status == Status.WITHDRAWN


def test_two_reviewers_at_once_make_one_outcome(in_threads: Any) -> None:
    made = appealed(removed_comment())
    reviewers = [reviewer(), reviewer()]
    results = in_threads(
        lambda n: decide_appeal(reviewer=reviewers[n], appeal=made, accepted=bool(n), reasoning="سبب"), times=2
    )
    assert sum(isinstance(result, Appeal) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 1
