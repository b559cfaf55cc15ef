"""The way without sockets gives the same answers under the same rules."""

import json

import pytest
from django.test import RequestFactory

from realtime.views import polling
from sharek.live import RULES
from tests.factories import UserFactory
from tests.realtime.conftest import say

pytestmark = pytest.mark.django_db


def frames(client, query: str) -> list[dict]:
    response = client.get(f"/live/?{query}")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.json()["frames"]


def test_it_answers_what_the_socket_would_send(client):
    user = UserFactory()
    client.force_login(user)
    for _ in range(3):
        say(stream=f"user.{user.pk}", kind="inbox.changed")
    heard = frames(client, f"user.{user.pk}=1&user.{user.pk + 1}=0&home=0")
    assert [frame.get("seq") for frame in heard if frame.get("stream") == f"user.{user.pk}"] == [2, 3]
    assert {"refused": f"user.{user.pk + 1}"} in heard
    assert next(frame for frame in heard if frame.get("stream") == "home")["kind"] == "state"
    assert client.get(f"/live/?user.{user.pk}=3").json() == {"frames": [], "after": 20}


@pytest.mark.parametrize(
    "query",
    ["topic.1=x", "topic.1=", "topic.1=-1", "topic.1=١", "%20=1", "topic.424242=0", "q=" + "9" * 99],
)
def test_what_cannot_be_heard_is_refused(client, query):
    assert list(frames(client, query)[0]) == ["refused"]


def test_more_than_fifty_streams_are_too_many(client):
    query = "&".join(f"topic.{pk}=0" for pk in range(51))
    assert client.get(f"/live/?{query}").status_code == 400


def test_nothing_asked_is_nothing_answered(client):
    assert frames(client, "") == []
    assert client.post("/live/").status_code == 405


def test_rules_are_asked_with_user_and_cookies(rules):
    request = RequestFactory().get("/live/?poll.9.results=0", headers={"cookie": "voter=yes"})
    request.user = UserFactory()
    assert json.loads(polling(rules)(request).content)["frames"][0]["facts"] == {"registered": 3, "visitors": 5}
    request = RequestFactory().get("/live/?poll.9.results=0")
    request.user = UserFactory()
    assert json.loads(polling(rules)(request).content)["frames"] == [{"refused": "poll.9.results"}]


def test_a_failing_rule_says_no(rules, caplog):
    broken = type(RULES)({"topic": lambda *_: 1 / 0}, {})
    request = RequestFactory().get("/live/?topic.1=0")
    request.user = UserFactory()
    assert json.loads(polling(broken)(request).content)["frames"] == [{"refused": "topic.1"}]
    assert "audience rule of topic failed" in caplog.text
