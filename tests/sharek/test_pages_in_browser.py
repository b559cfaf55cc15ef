"""The ground of every page in a real browser: axe, no overflow, the keyboard, the content security policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories import CitizenFactory, SolutionFactory, TopicFactory

PAGES = ["/", "/about/", "/help/", "/privacy/", "/accessibility/", "/no-such-page/"]


@pytest.fixture
def content(live_portal):
    topic = TopicFactory(title="ADSL عطل منذ أسبوع")
    SolutionFactory(topic=topic, title="A list of works, published each week")


def faults_of(page):
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_have_no_fault_that_axe_sees_and_never_overflow(open_page, prefix, width):
    page = open_page(path="", viewport={"width": width, "height": 800})
    refused = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    for path in PAGES:
        answer = page.goto(f"{prefix}{path}")
        assert answer.status == (404 if "no-such" in path else 200)
        assert faults_of(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert refused == []


@pytest.mark.usefixtures("content")
def test_a_signed_in_home_page_has_no_fault_in_the_dark(open_page):
    page = open_page("/", user=CitizenFactory(), color_scheme="dark")
    page.locator(".acct > summary").click()
    assert faults_of(page) == []


def test_the_keyboard_reaches_the_content_first_and_closes_menus(open_page):
    page = open_page("/about/", user=CitizenFactory(), viewport={"width": 360, "height": 800})
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    menu = page.locator("details.menu:not(.acct)")
    menu.locator("summary").press("Enter")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.localName") == "summary"


def test_the_switch_leads_to_the_same_page_without_scripts(open_page):
    page = open_page("/privacy/?from=mail", java_script_enabled=False)
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/en/privacy/?from=mail")
    page.get_by_role("link", name="العربية").click()
    assert page.url.endswith("/privacy/?from=mail")
    assert "/en/" not in page.url


def test_icons_are_drawn_from_the_sprite(open_page):
    page = open_page("/help/")
    box = page.locator(".ask-one .i use").first.bounding_box()
    assert box is not None
    assert box["width"] > 0
