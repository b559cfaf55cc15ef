"""The administration: a policy version in force is read only, records are never changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.test import RequestFactory

from moderation.models import Appeal, AuditEntry, Clause, Decision, FilterWord, PolicyVersion, Report, Sanction
from sharek import clock
from tests.factories import AdministratorFactory, PolicyVersionFactory
from tests.moderation.texts import draft_comment, policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_an_administrator() -> Any:
    request = RequestFactory().get("/")
    request.user = AdministratorFactory()
    return request


@pytest.mark.parametrize("model", [Appeal, AuditEntry, Decision, Report, Sanction])
def test_records_are_read_and_never_changed(model: Any, request_of_an_administrator: Any) -> None:
    page = admin.site._registry[model]
    assert page.has_view_permission(request_of_an_administrator)
    assert not page.has_add_permission(request_of_an_administrator)
    assert not page.has_change_permission(request_of_an_administrator)
    assert not page.has_delete_permission(request_of_an_administrator)


def test_a_version_is_written_until_its_day_and_read_from_then_on(request_of_an_administrator: Any) -> None:
    page = admin.site._registry[PolicyVersion]
    coming = PolicyVersionFactory(number=2, effective_at=clock.now() + timedelta(days=3))
    for version, may in ((policy(), False), (coming, True)):
        assert page.has_change_permission(request_of_an_administrator, version) is may
        assert page.has_delete_permission(request_of_an_administrator, version) is may
        inline = page.get_inline_instances(request_of_an_administrator, version)[0]
        assert inline.model is Clause
        assert inline.has_change_permission(request_of_an_administrator, version) is may


def test_a_new_filter_word_counts_at_once(request_of_an_administrator: Any) -> None:
    from moderation.actions import submit

    assert submit(content=draft_comment(text="كلام سخيف")) == "published"
    page = admin.site._registry[FilterWord]
    page.save_model(request_of_an_administrator, FilterWord(word="سخيف"), None, change=False)
    assert submit(content=draft_comment(text="كلام سخيف")) == "pending"
