"""live.js in a browser, on a page of the test's own: what attributes promise, and what happens when the net fails."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from realtime import control
from realtime.doors import door
from realtime.publishing import publish
from realtime.streams import stream_name
from tests.factories import CitizenFactory, TopicFactory
from tests.realtime.conftest import say

PAGE = """<main id="main"><span data-live='{"STREAM": SEQ, "home": 0}'></span>
<span class="live off" data-live-mark data-on="مباشر" data-off="غير مباشر" hidden></span>
<p data-live-resync hidden><a href="">حمّل من جديد</a></p>
<p data-offer hidden><a id="bar" href="/more/" hx-get="/more/" hx-target="#list" hx-swap="beforeend"
 data-new="comment.posted">ردود جديدة: <span data-number></span></a></p>
<ol id="list"><li data-live-id="comment.1">الأول</li>
<li data-live-id="comment.2" data-live-refresh="content.hidden" data-url="/stub/" id="two">الثاني
<textarea id="own"></textarea></li></ol>
<textarea id="composer"></textarea>
<b id="number" data-live-text="home:topics" data-unit="!"></b>
<svg><line id="line" x1="0" x2="0" data-live-x2="home:topics" data-unit="%"></line></svg>
</main><p role="status" id="status"></p>"""

# Every socket fails, and waiting takes no longer than a moment.
NO_SOCKETS = """() => {
  window.WebSocket = class { constructor() { queueMicrotask(() => this.onclose?.({})); } };
  const wait = window.setTimeout;
  window.setTimeout = (act, ms) => wait(act, Math.min(ms, 300));
}"""


@pytest.fixture
def topic(live_portal: Any, in_threads: Callable[..., list[Any]]) -> int:
    """The key of a public topic that has one event already."""
    [pk] = in_threads(lambda _: TopicFactory().pk, times=1)
    assert in_threads(lambda _: say(stream=stream_name("topic", pk), number=1), times=1) == [None]
    return pk


@pytest.fixture
def post(topic: int, in_threads: Callable[..., list[Any]]) -> Callable[..., None]:
    """Return ``post(number)``: commit an event of the topic from another process than the portal's."""

    def post(number: int, kind: str = "comment.posted") -> None:
        assert in_threads(lambda _: say(stream=stream_name("topic", topic), number=number, kind=kind), times=1) == [
            None
        ]

    return post


@pytest.fixture
def open_live(open_page: Callable[..., Any], topic: int) -> Callable[..., Any]:
    """Return ``open_live(seq=1, sockets=True)``: the page above, listening from the number given.

    It is written into an answer of the portal that has no script of its own: a page that the browser was merely handed
    may not open sockets to this machine.
    """

    def open_it(seq: int = 1, *, sockets: bool = True, stream: str = "", user: Any = None) -> Any:
        page = open_page(path="", user=user)
        page.faults = []
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))
        page.on("console", lambda said: page.faults.append(said.text) if "Content Security" in said.text else None)
        html = {"content_type": "text/html; charset=utf-8"}
        page.route("**/more/", lambda route: route.fulfill(body='<li data-live-id="comment.3">الثالث</li>', **html))
        page.route("**/stub/", lambda route: route.fulfill(body='<li id="two">حُذف</li>', **html))
        page.goto("/live/unread/")
        body = PAGE.replace("STREAM", stream or stream_name("topic", topic)).replace("SEQ", str(seq))
        page.evaluate("body => { document.body.innerHTML = body; }", body)
        if not sockets:
            page.evaluate(NO_SOCKETS)
        for script in ("django_htmx/htmx-2.min.js", "live.js"):
            page.add_script_tag(url=f"/static/{script}")
        return page

    return open_it


@door
def hide(*, topic: int, comment: int) -> None:
    publish(stream_name("topic", topic), "content.hidden", comment=comment)


def test_new_comments_are_offered_and_fetched_and_the_focus_is_kept(open_live, post):
    page = open_live()
    page.wait_for_selector("[data-live-mark]:not(.off)")
    assert page.inner_text("[data-live-mark]") == "مباشر"
    page.fill("#composer", "ما أكتبه")
    post(1)  # already on the page
    post(3)
    post(3)  # the same one, as after an edit
    page.wait_for_selector("#bar:visible")
    assert page.inner_text("#bar") == "ردود جديدة: 1"
    expect(page.locator("#status")).to_have_text("ردود جديدة: 1")
    page.click("#bar")
    page.wait_for_selector("#bar", state="hidden")
    assert page.evaluate("document.activeElement.dataset.liveId") == "comment.3"
    assert page.input_value("#composer") == "ما أكتبه"
    post(4)
    page.wait_for_selector("#bar:visible")
    assert page.inner_text("#bar [data-number]") == "1"
    assert page.faults == []


def test_removed_content_becomes_its_stub_but_nobody_s_words_are_taken(open_live, post, topic, in_threads):
    page = open_live()
    page.wait_for_selector("[data-live-mark]:not(.off)")
    page.fill("#own", "كلماتي")
    page.focus("#composer")

    assert in_threads(lambda _: hide(topic=topic, comment=2), times=1) == [None]
    page.wait_for_timeout(2500)
    assert page.input_value("#own") == "كلماتي"
    page.fill("#own", "")
    page.focus("#composer")
    page.wait_for_selector("#two:has-text('حُذف')")


def test_what_was_missed_before_the_socket_opened_is_caught_up(open_live, post):
    post(3)
    post(4)
    page = open_live()
    page.wait_for_selector("#bar:visible")
    assert page.inner_text("#bar [data-number]") == "2"


def test_numbers_move_with_the_state(open_live, in_threads):
    page = open_live()
    expect(page.locator("#number")).to_have_text("1!")
    in_threads(lambda _: TopicFactory().pk, times=1)
    expect(page.locator("#number")).to_have_text("2!")
    assert page.get_attribute("#line", "x2") == "2%"


def test_a_page_older_than_the_log_offers_to_load_anew(open_live):
    page = open_live(seq=99)
    page.wait_for_selector("[data-live-resync]:visible")


def test_without_sockets_the_page_asks_now_and_then(open_live, post):
    page = open_live(sockets=False)
    with page.expect_request(re.compile("/live/")):
        post(3)
    page.wait_for_selector("#bar:visible")
    assert "off" in page.get_attribute("[data-live-mark]", "class")
    assert page.faults == []


def test_after_an_outage_the_page_comes_back_and_misses_nothing(open_live, post):
    page = open_live()
    page.wait_for_selector("[data-live-mark]:not(.off)")
    page.context.set_offline(True)
    post(3)
    page.context.set_offline(False)
    page.wait_for_selector("#bar:visible")


def test_sockets_are_closed_with_the_account_s_rights_and_the_page_comes_back(open_live, in_threads):
    [user] = in_threads(lambda _: CitizenFactory(), times=1)
    page = open_live(stream=stream_name("user", user.pk), seq=0, user=user)
    page.wait_for_selector("[data-live-mark]:not(.off)")
    assert in_threads(lambda _: control.close_sockets(user_id=user.pk, reason="role"), times=1) == [None]
    page.wait_for_selector("[data-live-mark].off", timeout=2500)
    page.wait_for_selector("[data-live-mark]:not(.off)")


def test_a_stream_refused_before_a_cookie_came_is_asked_for_anew(open_live, in_threads, live_portal):
    """As after voting with htmx: the socket's handshake had no cookie yet, the fragment's stream needs it."""
    [user] = in_threads(lambda _: CitizenFactory(), times=1)
    page = open_live()
    page.wait_for_selector("[data-live-mark]:not(.off)")
    client = Client()
    in_threads(lambda _: client.force_login(user), times=1)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_portal.url}])
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))  # noqa: PLW0108
    page.evaluate(
        """streams => {
          document.getElementById("list").innerHTML = `<li data-live='${streams}'></li>`;
          document.dispatchEvent(new CustomEvent("htmx:afterSettle"));
          document.addEventListener("live", ({ detail }) => { document.title += ` ${detail.kind}`; });
        }""",
        json.dumps({stream_name("user", user.pk): 0}),
    )
    page.wait_for_timeout(500)
    assert len(sent) == 1, sent
    assert in_threads(lambda _: say(stream=stream_name("user", user.pk), kind="inbox.changed"), times=1) == [None]
    expect(page).to_have_title(re.compile("inbox.changed"))
