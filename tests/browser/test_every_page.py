"""Every kind of page of the demo portal in a real browser: no fault that axe sees, nothing that overflows a phone."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from accounts.models import User
from sharek.demo.accounts import email_of
from sharek.demo.loading import load
from tests.crawler import Crawl

READERS = {
    "visitor": None,
    "citizen": "umm_yusuf",
    "moderator": "mod_1",
    "representative": "officer_electricity",
    "appeal reviewer": "reviewer_1",
}


def addresses(user: User | None, language: str, known: set[str]) -> dict[str, str]:
    """Return one address for each kind of page that ``user`` finds and that nobody before did."""
    client = Client()
    if user is not None:
        client.force_login(user)
    found: dict[str, str] = {}
    for page in Crawl(client, language).pages():
        if page.html and page.kind not in known:
            found.setdefault(page.kind, page.url)
    known.update(found)
    return found


def faults_of(page: Any, url: str) -> list[str]:
    answer = page.goto(url)
    if answer is None or answer.status != 200:
        return [f"{url}: answered {answer and answer.status}"]
    faults = [
        f"{url}: {fault['id']}: {node['html'][:140]}"
        for fault in Axe().run(page).response["violations"]
        for node in fault["nodes"][:3]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append(f"{url}: overflows")
    return faults


@pytest.mark.parametrize("language", ["ar", "en"])
def test_no_page_of_the_demo_has_a_fault(live_portal, open_page, in_threads, settings, language):
    settings.DEMO = True
    (loaded,) = in_threads(lambda _: load(), times=1)
    assert not isinstance(loaded, Exception), loaded
    known: set[str] = set()
    refused: list[str] = []
    faults: list[str] = []
    for key in READERS.values():
        user = User.objects.get(email=email_of(key)) if key else None
        page = open_page(path="", user=user, locale=language, viewport={"width": 360, "height": 800})
        page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
        for url in addresses(user, language, known).values():
            faults += faults_of(page, url)
    assert len(known) > 40
    assert (faults, refused) == ([], [])
