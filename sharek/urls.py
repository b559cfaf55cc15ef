"""All addresses. Arabic pages have no prefix, English ones ``/en/``; machine interfaces stand outside."""

from importlib.util import find_spec

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from realtime.views import polling
from sharek.live import RULES
from sharek.views import health, home, pages, search
from sharek.views.unread import unread

handler400 = "sharek.views.errors.bad_request"
handler403 = "sharek.views.errors.forbidden"
handler404 = "sharek.views.errors.not_found"
handler500 = "sharek.views.errors.server_error"

# In this order: the first match wins.
PAGES = (
    "topics.urls",
    "discussions.urls",
    "opinion_polls.urls",
    "directory.urls",
    "moderation.urls",
    "sharek.feed_urls",
    "sharek.people_urls",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health.Health.as_view(), name="health"),
    path("metrics/", health.metrics, name="metrics"),
    path("live/", polling(RULES), name="live"),
    path("live/unread/", unread, name="unread"),
]

urlpatterns += i18n_patterns(
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("about/", pages.about, name="about"),
    path("help/", pages.help_page, name="help"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    *(path("", include(module)) for module in PAGES if find_spec(module)),
    *([path("demo/", include("sharek.demo.urls"))] if settings.DEMO else []),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.allauth_urls")),
    path("accounts/", include("allauth.urls")),
    prefix_default_language=False,
)
