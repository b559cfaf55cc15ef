"""What every page knows. Nothing here asks the database before a template needs it, and never for visitors."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, Q, Subquery
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from realtime.models import Stream
from realtime.streams import stream_name


@dataclass(frozen=True)
class Reader:
    """What the header says of the person who reads: unread notifications, and the stream that tells of new ones."""

    unread: int = 0
    stream: str = ""
    seq: int = 0


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the settings that templates may read, and ``reader`` (see :class:`Reader`; one query, for the signed-in).

    ``lite`` is true where the browser asks to save data: fonts stay away then.
    """
    return {
        "DEMO": settings.DEMO,
        "TALABI_URL": settings.TALABI_URL,
        "SITE_URL": settings.SITE_URL,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "htmx_config": json.dumps(settings.HTMX_CONFIG, separators=(",", ":")),
        "lite": request.headers.get("Save-Data", "").lower() == "on",
        "reader": SimpleLazyObject(lambda: reader(request)),
    }


def reader(request: HttpRequest) -> Reader:
    """Return what the header says of the reader.

    Number of unread and number of the stream's last event come from one statement, so that no event falls between.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Reader()
    name = stream_name("user", user.pk)
    unread = Count("notifications", filter=Q(notifications__read_at__isnull=True))
    seq = Stream.objects.filter(name=name).values("last_seq")[:1]
    people = get_user_model().objects.filter(pk=user.pk)
    row = people.annotate(unread=unread, seq=Subquery(seq)).values("unread", "seq").get()
    return Reader(unread=row["unread"], stream=name, seq=row["seq"] or 0)
