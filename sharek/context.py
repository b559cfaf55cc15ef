"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the settings that templates may read; no database is asked."""
    return {"DEMO": settings.DEMO, "TALABI_URL": settings.TALABI_URL, "SITE_URL": settings.SITE_URL}
