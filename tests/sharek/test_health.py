"""Health and metrics: what the supervisor and the load balancer ask."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sharek import heartbeat
from sharek.models import Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def long_running(monkeypatch):
    monkeypatch.setattr(heartbeat, "is_starting", lambda: False)


@pytest.mark.usefixtures("long_running")
def test_all_is_well_while_the_worker_beats(client):
    heartbeat.beat()
    response = client.get("/health/")
    assert response.status_code == 200
    assert set(response.json().values()) == {"OK"}


@pytest.mark.usefixtures("long_running")
def test_a_silent_worker_is_seen(client):
    assert client.get("/health/").status_code == 500
    heartbeat.beat()
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=4))
    response = client.get("/health/?format=text")
    assert response.status_code == 500
    assert "no sign of life" in response.content.decode()


def test_a_portal_that_has_just_started_waits_for_its_worker(client, monkeypatch):
    monkeypatch.setattr(heartbeat, "is_starting", lambda: True)
    assert client.get("/health/").status_code == 200


def test_metrics_are_for_this_machine_and_for_who_holds_the_token(client, settings):
    assert client.get("/metrics/").status_code == 200
    assert client.get("/metrics/", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics/", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 404
    settings.METRICS_TOKEN = "a-long-token"
    held = {"authorization": "Bearer a-long-token"}
    assert client.get("/metrics/", headers=held, REMOTE_ADDR="203.0.113.9").status_code == 200
    wrong = {"authorization": "Bearer ä"}
    assert client.get("/metrics/", headers=wrong, REMOTE_ADDR="203.0.113.9").status_code == 404


def test_the_schedules_are_written_once():
    from django_q.models import Schedule

    from sharek import schedules

    schedules.install()
    schedules.install()
    assert Schedule.objects.filter(func="sharek.heartbeat.beat").count() == 1
