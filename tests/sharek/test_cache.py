"""A dead Redis is an empty cache: nobody is turned away and nothing fails for it."""

import logging

import pytest
from django.core.cache import caches
from django.test import RequestFactory, override_settings

from realtime.rates import check_rate

pytestmark = pytest.mark.django_db

DEAD = {
    "default": {
        "BACKEND": "sharek.cache.ForgivingRedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 1},
    }
}


@pytest.fixture
def dead_redis():
    with override_settings(CACHES=DEAD):
        yield caches["default"]


def test_a_dead_cache_has_nothing_takes_everything_and_says_so_in_the_log(dead_redis, caplog):
    with caplog.at_level(logging.WARNING, "sharek.cache"):
        dead_redis.set("key", 1)
        assert dead_redis.get("key", "nothing") == "nothing"
    assert "does not answer" in caplog.text
    assert dead_redis.add("key", 1)
    assert not dead_redis.delete("key")
    assert not dead_redis.touch("key")
    assert "key" not in dead_redis
    assert dead_redis.get_many(["key"]) == {}
    assert dead_redis.set_many({"key": 1}) == ["key"]
    assert dead_redis.delete_many(["key"]) is None
    assert not dead_redis.clear()
    assert dead_redis.get_or_set("key", 5) == 5
    with pytest.raises(ValueError, match="not found"):
        dead_redis.incr("key")


def test_limits_let_people_pass_without_a_cache(dead_redis):
    for _ in range(3):
        check_rate(RequestFactory().get("/"), "deed", times=1, seconds=60)


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/accounts/signup/"])
def test_pages_answer_without_a_cache(dead_redis, client, path):
    assert client.get(path).status_code == 200


def test_one_signs_in_without_a_cache(dead_redis, client):
    answer = client.post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong words here"})
    assert answer.status_code == 200
