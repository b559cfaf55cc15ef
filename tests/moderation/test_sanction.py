"""Sanctions: read by the clock, imposed with reasons, recorded."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from moderation import audit
from moderation.actions import impose_sanction, lift_sanction
from moderation.models import Sanction
from moderation.permissions import check_can_write
from notifications.models import Notification
from realtime.doors import Conflict, Refused
from realtime.models import Event
from sharek import clock
from tests.factories import AdministratorFactory, CitizenFactory, ModeratorFactory

pytestmark = pytest.mark.django_db


def test_a_suspended_citizen_does_not_write_until_it_is_over_or_lifted() -> None:
    citizen, moderator = CitizenFactory(), ModeratorFactory()
    ends_at = clock.now() + timedelta(days=7)
    made = impose_sanction(moderator=moderator, user=citizen, kind="suspend", reason="تكرار الشتائم", ends_at=ends_at)
    with clock.at(clock.now() + timedelta(minutes=1)):
        with pytest.raises(PermissionDenied):
            check_can_write(citizen)
        lift_sanction(moderator=moderator, sanction=made)
    with clock.at(clock.now() + timedelta(minutes=2)):
        check_can_write(citizen)
        with pytest.raises(Conflict):
            lift_sanction(moderator=moderator, sanction=made)
    assert audit.verify() == (2, None)


def test_the_person_is_told_and_their_open_pages_are_cut_off() -> None:
    citizen = CitizenFactory()
    impose_sanction(moderator=ModeratorFactory(), user=citizen, kind="suspend", reason="سبب")
    assert Notification.objects.get(user=citizen).event == "sanction.imposed"
    assert Event.objects.filter(stream=f"user.{citizen.pk}", kind="control.close").exists()


def test_a_silence_leaves_open_pages_alone() -> None:
    citizen = CitizenFactory()
    impose_sanction(moderator=ModeratorFactory(), user=citizen, kind="silence", reason="سبب")
    assert not Event.objects.filter(kind="control.close").exists()


def test_nobody_sanctions_themselves_or_the_portals_people() -> None:
    moderator = ModeratorFactory()
    for person in (moderator, ModeratorFactory(), AdministratorFactory()):
        with pytest.raises(PermissionDenied):
            impose_sanction(moderator=moderator, user=person, kind="warn", reason="سبب")
    with pytest.raises(PermissionDenied):
        impose_sanction(moderator=CitizenFactory(), user=CitizenFactory(), kind="warn", reason="سبب")


def test_a_sanction_needs_a_reason_and_an_end_that_lies_ahead() -> None:
    with pytest.raises(Refused):
        impose_sanction(moderator=ModeratorFactory(), user=CitizenFactory(), kind="warn", reason=" ")
    with pytest.raises(Refused):
        impose_sanction(
            moderator=ModeratorFactory(), user=CitizenFactory(), kind="silence", reason="سبب", ends_at=clock.now()
        )


def test_the_database_refuses_a_sanction_that_ends_before_it_starts() -> None:
    now = clock.now()
    with pytest.raises(IntegrityError):
        Sanction.objects.create(
            user=CitizenFactory(), kind="warn", starts_at=now, ends_at=now, imposed_by=ModeratorFactory()
        )
