"""The ground of the tests themselves: committed rows, a running portal, browsers."""

import urllib.request
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.portal import Portal


def rows() -> int:
    return Session.objects.count()


def write(number: int) -> int:
    Session.objects.create(session_key=f"k{number}", session_data="", expire_date=timezone.now())
    return number


@pytest.mark.parametrize("again", [1, 2])
def test_a_committed_test_leaves_no_rows_and_keeps_content_types(again: int, in_threads: Any) -> None:
    assert rows() == 0
    assert ContentType.objects.exists()
    assert sorted(in_threads(write, times=4)) == [0, 1, 2, 3]
    assert rows() == 4


def test_queries_are_counted(db: None, query_count: Any) -> None:
    assert query_count(rows) == 1


def test_the_portal_shares_the_tests_database_and_serves_static_files(live_portal: Portal) -> None:
    with urllib.request.urlopen(f"{live_portal.url}/static/sharek.css", timeout=10) as answer:
        assert answer.status == 200
        assert "text/css" in answer.headers["Content-Type"]


def test_the_database_is_at_hand_beside_an_open_browser(open_page: Any, in_threads: Any) -> None:
    page = open_page("/static/sharek.css")
    assert "@layer" in page.content()
    assert rows() == 0
    assert in_threads(write, times=1) == [0]
    assert rows() == 1


async def test_asynchronous_tests_run_before_browsers() -> None:
    assert True
