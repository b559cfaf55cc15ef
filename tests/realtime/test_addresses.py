"""The address of the browser: from our own proxies only, never from what the browser says of itself."""

import pytest
from django.test import RequestFactory

from realtime.addresses import client_address, trusted_address
from realtime.rates import TooMany, check_rate


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "<script>", "unknown"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "[2001:db8::7]", "2001:db8::7"),
    ],
)
def test_only_the_outermost_proxy_of_ours_is_believed(hops, forwarded, expected):
    assert trusted_address("10.0.0.1", forwarded, hops=hops) == expected


def test_a_forged_header_on_each_request_does_not_lift_the_limit():
    for number in range(3):
        check_rate(request_from(f"6.6.6.{number}"), "test", times=3, seconds=60)
    with pytest.raises(TooMany) as refusal:
        check_rate(request_from("6.6.6.99"), "test", times=3, seconds=60)
    assert refusal.value.retry_after == 60


def test_limits_of_two_kinds_and_two_people_do_not_mix():
    request = request_from("")
    check_rate(request, "test", times=1, seconds=60, key="1")
    check_rate(request, "test", times=1, seconds=60, key="2")
    check_rate(request, "other", times=1, seconds=60, key="1")
    with pytest.raises(TooMany):
        check_rate(request, "test", times=1, seconds=60, key="1")


def request_from(forwarded):
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded})
    assert client_address(request) == "127.0.0.1"
    return request
