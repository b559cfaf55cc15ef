"""The way without sockets: ``/live/?topic.17=41`` answers once what the socket would send."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from realtime.limits import STREAMS_PER_SOCKET
from realtime.listening import listen
from realtime.rules import Rules

POLL_SECONDS: Final = 20


def polling(rules: Rules) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view for ``rules``.

    The query names streams with the last number that the page has of each. The answer is JSON: ``frames``, the same as
    those of the socket, and ``after``, the seconds to wait before asking again. More than 50 streams: 400.
    """

    @never_cache
    @require_safe
    def poll(request: HttpRequest) -> HttpResponse:
        wanted = {name: _number(text) for name, text in request.GET.items() if isinstance(text, str)}
        if len(wanted) > STREAMS_PER_SOCKET:
            return JsonResponse({"close": "too_many_streams", "after": POLL_SECONDS}, status=400)
        frames = [frame for heard in listen(rules, request.user, request.COOKIES, wanted) for frame in heard.frames()]
        return HttpResponse(
            f'{{"frames":[{",".join(frames)}],"after":{POLL_SECONDS}}}', content_type="application/json"
        )

    return poll


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
