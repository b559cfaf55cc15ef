"""Polls in real browsers: columns that rise by themselves, a vote in place, and no script needed."""

import re

import pytest
from playwright.sync_api import expect

from opinion_polls.models import Poll
from tests.factories import CitizenFactory

from .conftest import choices_of


@pytest.fixture
def poll(committed_db, make_poll):
    return make_poll(visibility=Poll.Visibility.ALWAYS)


def number(page, poll, channel):
    return page.locator(f'[data-live-text="poll.{poll.pk}:{channel}"]').first


def vote(page, position):
    page.locator("input[name=choice]").nth(position - 1).check()
    page.get_by_role("button", name="تصويت").click()


def test_each_column_rises_live_on_a_page_that_watches(open_page, poll):
    path = f"/p/{poll.pk}/"
    citizen = CitizenFactory()
    watching = open_page(path + "results/")
    expect(watching.locator("[data-live-mark]").first).to_have_text("مباشر")
    expect(number(watching, poll, "visitor")).to_have_text("0")
    vote(open_page(path), 1)
    expect(number(watching, poll, "visitor")).to_have_text("1")
    expect(number(watching, poll, "registered")).to_have_text("0")
    vote(open_page(path, user=citizen), 2)
    expect(number(watching, poll, "registered")).to_have_text("1")


def test_a_poll_on_the_home_page_is_answered_in_place(open_page, poll):
    page = open_page("/")
    label = choices_of(poll)[1].label
    card = page.locator(f"#poll-card-{poll.pk}")
    card.get_by_role("button", name="تصويت").click()
    expect(card.get_by_role("alert")).to_have_text(re.compile("اختر حلًّا"))
    vote(card, 2)
    expect(card).to_contain_text("سُجّل صوتك:")
    expect(card).to_contain_text(label)
    expect(card).to_be_focused()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(number(card, poll, "visitor")).to_have_text("1")


@pytest.mark.parametrize("path", ["/", "/p/{pk}/"])
def test_without_javascript_the_same_forms_lead_to_the_result(open_page, poll, path):
    page = open_page(path.format(pk=poll.pk), java_script_enabled=False)
    vote(page, 1)
    expect(page).to_have_url(re.compile(rf"/p/{poll.pk}/results/\?done=cast$"))
    expect(page.locator(".banner.ok")).to_contain_text("سُجّل صوتك:")
    expect(page.locator(".receipt, aside .card").first).to_contain_text(re.compile(r"\w{4}-\w{4}"))


def test_a_page_says_that_its_poll_has_closed_meanwhile(open_page, poll, in_threads):
    from opinion_polls.actions import close_poll
    from tests.factories import ModeratorFactory

    moderator = ModeratorFactory()
    page = open_page(f"/p/{poll.pk}/")
    expect(page.locator("[data-live-mark]").first).to_have_text("مباشر")
    notice = page.get_by_text("انتهى الاستطلاع الآن.")
    expect(notice).to_be_hidden()
    in_threads(lambda _: close_poll(moderator=moderator, poll=poll, reason="س"), times=1)
    expect(notice).to_be_visible()
