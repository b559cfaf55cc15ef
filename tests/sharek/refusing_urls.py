"""Addresses that refuse, beside the portal's own."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from realtime.doors import Conflict, Refused
from realtime.rates import TooMany
from sharek.urls import handler400, handler403, handler404, handler500, urlpatterns

REFUSALS = {
    "denied": PermissionDenied("يلزم قبول السياسة أولًا."),
    "conflict": Conflict("قرّر مشرف آخر قبلك.", current="نُشر"),
    "refused": Refused("الموضوع مغلق."),
    "too-many": TooMany(600),
    "missing": Http404("سرّ"),
    "suspicious": SuspiciousOperation("سرّ"),
    "fault": ValueError("سرّ"),
}


@csrf_exempt
def refuse(request: HttpRequest, how: str) -> HttpResponse:
    raise REFUSALS[how]


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


added = [path("refuse/<slug:how>/", refuse), path("en/refuse/<slug:how>/", refuse), path("form/", form)]
urlpatterns = [*added, *urlpatterns]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
