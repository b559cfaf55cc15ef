"""Whether the portal is well: for the supervisor, the load balancer and whoever is on call."""

from dataclasses import dataclass
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django_prometheus.exports import ExportToDjangoView
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView

from realtime.addresses import client_address
from sharek import heartbeat


@dataclass
class Worker(HealthCheck):
    """The worker gave a sign of life within the last three minutes."""

    def run(self) -> None:
        """Raise ServiceUnavailable where background work stands still."""
        silence = heartbeat.silence()
        if heartbeat.is_starting():
            return
        if silence is None:
            raise ServiceUnavailable("no worker has been seen")
        if silence > heartbeat.LIMIT:
            raise ServiceUnavailable(f"no sign of life for {int(silence.total_seconds())} s")


class Health(HealthCheckView):
    """``/health/``: 200 where all is well, else 500; JSON, or text with ``?format=text``."""

    checks = ("health_check.checks.Database", "health_check.checks.Cache", Worker)

    async def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Run the checks and answer in JSON unless asked otherwise: the library's own page needs inline styles."""
        if request.GET.get("format") not in {"text", "openmetrics"}:
            query = request.GET.copy()
            query["format"] = "json"
            request.GET = query  # type: ignore[assignment]
        return await super().get(request, *args, **kwargs)


def metrics(request: HttpRequest) -> HttpResponse:
    """``/metrics/`` for Prometheus: from this very machine, or with ``Authorization: Bearer METRICS_TOKEN``.

    Everybody else finds nothing here.
    """
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if (token and compare_digest(given.encode(), token.encode())) or _from_this_machine(request):
        return ExportToDjangoView(request)
    return HttpResponseNotFound()


def _from_this_machine(request: HttpRequest) -> bool:
    if settings.TRUSTED_PROXY_HOPS == 0 and "X-Forwarded-For" in request.headers:
        return False  # a proxy that nobody told us about: its own address says nothing
    try:
        return ip_address(client_address(request)).is_loopback
    except ValueError:
        return False
