"""Fixtures for every test: committed databases, signed-in clients, counted queries, a running portal and browsers."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from sharek.build.__main__ import main as build_products
from tests import database
from tests.portal import Portal

database.install()
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage"]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


def pytest_configure(config: pytest.Config) -> None:
    """Bring fonts, icons and compiled catalogues up to date once, before the workers start."""
    if not hasattr(config, "workerinput") and build_products():
        pytest.exit("the build products could not be made", returncode=2)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses a browser, and run it last.

    Playwright leaves a running event loop in the thread, in which no asynchronous test can start; and tests that share
    the two cores with Chromium are slow, so the quick ones come first.
    """
    for item in items:
        if {"browser", "page", "open_page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session", autouse=True)
def _empty_folders() -> None:
    """Throw away the files that an earlier run left."""
    for folder in (settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Start each test with an empty cache (rate limits live there) and in Arabic."""
    cache.clear()
    with translation.override(settings.LANGUAGE_CODE):
        yield


# --- database -------------------------------------------------------------------------------------------------------


@pytest.fixture
def committed_db(transactional_db: None) -> None:
    """Let the test really commit: others see its rows, commit callbacks run, all is deleted afterwards."""


@pytest.fixture
def query_count() -> Callable[[Callable[[], Any]], int]:
    """Return ``query_count(deed)``, the number of queries that calling ``deed`` takes.

    ``assert query_count(lambda: client.get("/")) == 7``
    """

    def count(deed: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as queries:
            deed()
        return len(queries)

    return count


@pytest.fixture
def in_threads(committed_db: None) -> Callable[..., list[Any]]:
    """Return ``in_threads(deed, times=8)``: call ``deed(number)`` in as many threads at once.

    The result lists what each returned, or the exception that it raised. Each thread has its own connection, closed at
    the end. Doors called beside an open browser go through it too (``times=1``).
    """

    def run(deed: Callable[[int], Any], times: int = 8) -> list[Any]:
        results: list[Any] = [None] * times
        ready = threading.Barrier(times)

        def work(number: int) -> None:
            try:
                ready.wait()
                results[number] = deed(number)
            except Exception as fault:
                results[number] = fault
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work, args=(number,)) for number in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    return run


@pytest.fixture
def full_drill() -> bool:
    """Tell whether a drill runs at full size (``script/drill NAME``) or in its small form."""
    return os.environ.get("SHAREK_DRILL") == "full"


# --- people ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def as_user() -> Callable[..., Client]:
    """Return ``as_user(user)``: a client signed in as ``user``; without one, a visitor's client."""

    def client(user: Any = None, **options: Any) -> Client:
        made = Client(**options)
        if user is not None:
            made.force_login(user)
        return made

    return client


# --- browsers ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _portal(django_db_setup: None, django_db_blocker: Any) -> Iterator[Portal]:
    with django_db_blocker.unblock():
        portal = Portal().start()
    yield portal
    portal.stop()


@pytest.fixture
def live_portal(_portal: Portal, committed_db: None) -> Portal:
    """Return the running portal (demo mode) on the test's own committed database; see :class:`tests.portal.Portal`."""
    _portal.forget()
    return _portal


@pytest.fixture
def live_worker(live_portal: Portal) -> Iterator[None]:
    """Run the background worker beside the portal during the test."""
    worker = live_portal.start_worker()
    yield
    live_portal.end(worker)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return Debian's Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread without ever waiting for the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any, live_portal: Portal) -> Iterator[Callable[..., Any]]:
    """Return ``open_page(path="/", user=None, **options)``: a page in a new context, as if on a device of its own.

    ``user`` is signed in beforehand. Options are those of Playwright's ``new_context`` (``java_script_enabled=False``,
    ``viewport={"width": 360, "height": 800}``); pages speak Arabic unless ``locale`` says otherwise.
    """
    contexts = []

    def open_one(path: str = "/", user: Any = None, **options: Any) -> Any:
        context = browser.new_context(**{"base_url": live_portal.url, "locale": "ar", **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_portal.url}])
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Any:
    """Return an empty page of a visitor."""
    return open_page(path="")
