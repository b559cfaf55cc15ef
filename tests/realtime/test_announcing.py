"""Announcing is a hint: other processes hear it at once, and nobody who writes is ever hurt by it."""

import asyncio
import socket
import time
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer, get_channel_layer
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.conf import settings
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from realtime import announcing, metrics
from realtime.hub import Hub
from realtime.reading import last_seqs
from tests.realtime.conftest import Ear, in_thread, say, until


def lost() -> float:
    return metrics.HINTS_LOST._value.get()


@pytest.fixture
def dead_layer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A channel layer whose Redis does not answer."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    host = {"address": f"redis://127.0.0.1:{port}", "retry": Retry(NoBackoff(), 0), "socket_connect_timeout": 1}
    layer = RedisPubSubChannelLayer(hosts=[host])
    monkeypatch.setattr(announcing, "get_channel_layer", lambda: layer)
    return layer


@pytest.fixture(params=["memory", "redis"] if settings.REDIS_URL else ["memory"])
def layer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A channel layer that works: of this process's memory, and of Redis where the tests run with it."""
    layer = InMemoryChannelLayer() if request.param == "memory" else get_channel_layer()
    monkeypatch.setattr(announcing, "get_channel_layer", lambda: layer)
    return layer


def test_a_dead_redis_never_fails_nor_delays_a_write(committed_db, dead_layer, caplog):
    before, start = lost(), time.monotonic()
    for number in range(20):
        say(stream="topic.1", number=number)
    assert time.monotonic() - start < 2
    assert last_seqs(["topic.1"]) == {"topic.1": 20}
    end = time.monotonic() + 5
    while lost() < before + 20 and time.monotonic() < end:
        time.sleep(0.05)
    assert lost() == before + 20
    assert "did not reach the other processes" in caplog.text


async def test_with_a_dead_redis_everybody_still_hears_everything(committed_db, dead_layer, rules):
    here, elsewhere = [Hub(rules, layer=dead_layer, interval=0.05) for _ in range(2)]
    elsewhere.start()
    here.start()  # the last one is the one of this process
    ears = [Ear(), Ear()]
    for hub, ear in zip((here, elsewhere), ears, strict=True):
        hub.enter(ear.socket)
        await hub.ask(ear.socket, {"topic.1": 0})
    for number in (1, 2, 3):
        await in_thread(say, stream="topic.1", number=number)
    await until(lambda: [ear.seqs for ear in ears] == [[1, 2, 3]] * 2)
    for hub in (here, elsewhere):
        await hub.stop()


async def test_other_processes_hear_at_once(committed_db, layer, rules):
    elsewhere, here = [Hub(rules, layer=layer, interval=60) for _ in range(2)]
    elsewhere.start()
    here.start()
    await asyncio.sleep(0.3)
    ears = [Ear(), Ear()]
    for hub, ear in zip((here, elsewhere), ears, strict=True):
        hub.enter(ear.socket)
        await hub.ask(ear.socket, {"topic.1": 0})
    for number in (1, 2, 3):
        await in_thread(say, stream="topic.1", number=number)
    await until(lambda: [ear.seqs for ear in ears] == [[1, 2, 3]] * 2)
    for hub in (here, elsewhere):
        await hub.stop()


def test_a_hub_whose_loop_has_ended_is_forgotten(committed_db, rules):
    async def begin() -> Hub:
        hub = Hub(rules)
        hub.start()
        return hub

    hub = asyncio.run(begin())
    say(stream="topic.1", number=1)
    assert announcing._hub is not hub


def test_a_door_whose_listeners_fail_has_still_done_its_work(committed_db, monkeypatch):
    def fail(hints):
        raise RuntimeError("no")

    monkeypatch.setattr(announcing, "get_channel_layer", lambda: 1 / 0)
    say(stream="topic.1", number=1)
    monkeypatch.setattr(announcing, "announce", fail)
    say(stream="topic.1", number=2)
    assert last_seqs(["topic.1"]) == {"topic.1": 2}
