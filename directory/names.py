"""The official names that nobody else may go by."""

from collections.abc import Iterable

from .models import PublicBody


def official_names() -> Iterable[str]:
    """Yield the names of all public bodies in both languages (one query)."""
    for names in PublicBody.objects.values_list("name_ar", "name_en"):
        yield from names
