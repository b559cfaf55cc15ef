"""All addresses. Arabic pages have no prefix, English ones ``/en/``; machine interfaces stand outside."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

urlpatterns += i18n_patterns(
    prefix_default_language=False,
)
