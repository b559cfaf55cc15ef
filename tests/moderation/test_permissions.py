"""Who may write: every refusal is a sentence, every rule is read by the clock."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from moderation.actions import accept_policy
from moderation.models import Sanction
from moderation.permissions import (
    NotSignedIn,
    NotVerified,
    PolicyNotAccepted,
    check_can_moderate,
    check_can_write,
    check_not_suspended,
)
from sharek import clock
from tests.factories import (
    AdministratorFactory,
    CitizenFactory,
    ModeratorFactory,
    PolicyVersionFactory,
    RepresentativeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def sanction(user: Any, kind: str, days: int | None = 3, since: int = 1) -> Sanction:
    now = clock.now()
    return Sanction.objects.create(
        user=user, kind=kind, starts_at=now - timedelta(days=since), imposed_by=ModeratorFactory(), reason="سبب",
        ends_at=None if days is None else now + timedelta(days=days),
    )  # fmt: skip


def test_a_verified_citizen_who_accepted_the_policy_may_write() -> None:
    check_can_write(CitizenFactory())


def test_a_visitor_is_told_to_sign_in() -> None:
    with pytest.raises(NotSignedIn):
        check_can_write(AnonymousUser())


def test_an_unverified_address_is_named() -> None:
    with pytest.raises(NotVerified):
        check_can_write(CitizenFactory(verified_at=None))


def test_without_the_policy_accepted_nobody_writes() -> None:
    PolicyVersionFactory()
    with pytest.raises(PolicyNotAccepted):
        check_can_write(UserFactory())


def test_without_a_policy_in_force_nobody_writes() -> None:
    PolicyVersionFactory(effective_at=clock.now() + timedelta(days=1))
    with pytest.raises(PermissionDenied, match="نافذة"):
        check_can_write(UserFactory())


def test_a_new_version_that_asks_for_it_must_be_accepted_again_from_its_day_on() -> None:
    citizen = CitizenFactory()
    second = PolicyVersionFactory(number=2, effective_at=clock.now() + timedelta(days=1), requires_reacceptance=True)
    check_can_write(citizen)
    with clock.at(clock.now() + timedelta(days=2)):
        with pytest.raises(PolicyNotAccepted):
            check_can_write(citizen)
        accept_policy(user=citizen, version=second)
        check_can_write(citizen)


def test_a_new_version_that_does_not_ask_changes_nothing() -> None:
    citizen = CitizenFactory()
    PolicyVersionFactory(number=2, effective_at=clock.now() - timedelta(hours=1))
    check_can_write(citizen)


@pytest.mark.parametrize("kind", ["silence", "suspend"])
def test_the_sanctioned_do_not_write_until_the_clock_says_so(kind: str) -> None:
    citizen = CitizenFactory()
    sanction(citizen, kind)
    with pytest.raises(PermissionDenied):
        check_can_write(citizen)
    with clock.at(clock.now() + timedelta(days=4)):
        check_can_write(citizen)


def test_a_warning_forbids_nothing() -> None:
    citizen = CitizenFactory()
    sanction(citizen, "warn", days=None)
    check_can_write(citizen)
    check_not_suspended(citizen)


def test_a_suspension_without_an_end_is_said_before_a_silence() -> None:
    citizen = CitizenFactory()
    sanction(citizen, "silence", days=90)
    sanction(citizen, "suspend", days=None)
    with pytest.raises(PermissionDenied, match="موقوف"):
        check_can_write(citizen)
    with pytest.raises(PermissionDenied):
        check_not_suspended(citizen)


def test_one_query_says_whether_a_person_may_write(query_count: Any) -> None:
    citizen = CitizenFactory()
    assert query_count(lambda: check_can_write(citizen)) == 1


def test_only_moderators_moderate_and_representatives_never() -> None:
    check_can_moderate(ModeratorFactory())
    representing = RepresentativeFactory(user=ModeratorFactory()).user
    for person in (CitizenFactory(), AdministratorFactory(), representing, AnonymousUser()):
        with pytest.raises(PermissionDenied):
            check_can_moderate(person)
