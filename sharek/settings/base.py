"""What every way of running shares. Each environment variable read here stands in docs/settings.md."""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from .accounts import *

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(environ.Env()("SHAREK_VAR_DIR", default=str(BASE_DIR / "var")))
env = environ.Env()

# The keys of a checkout: good for a demo on one's own machine, refused by production.
INSECURE_KEY = "sharek-insecure-key-for-demo-and-tests-only"
SECRET_KEY = env("SECRET_KEY", default=INSECURE_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Aliases of people who post without their name derive from a key of their own, so that SECRET_KEY can be rotated.
ALIAS_KEY = env("ALIAS_KEY", default=INSECURE_KEY)

DEBUG = False
DEMO = False  # demo accounts, readable mails and no second factor for demo staff
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")

INSTALLED_APPS = [
    "daphne",
    "sharek",
    "opinion_polls",
    "discussions",
    "topics",
    "moderation",
    "directory",
    "notifications",
    "accounts",
    "realtime",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "mptt",
    "django_htmx",
    "django_q",
    "django_prometheus",
    "django_structlog",
    "csp",
    "lucide",
    "simple_history",
    "accounts.adminconfig.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.forms",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "sharek.middleware.RefusalMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "sharek.urls"
ASGI_APPLICATION = "sharek.asgi.application"
WSGI_APPLICATION = "sharek.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "sharek.context.portal",
            ],
        },
    }
]
FORM_RENDERER = "sharek.rendering.FormRenderer"
CSRF_FAILURE_VIEW = "sharek.views.errors.csrf_failure"

# --- database ---
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'sharek.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database.setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        # Power cuts are normal here: FULL keeps every acknowledged post.
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000; "
        "PRAGMA cache_size=-32000; PRAGMA mmap_size=134217728;",
    )
else:
    _database["CONN_MAX_AGE"] = 0
    _database.setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL_SIZE", default=16),
        "timeout": 20,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- cache, channel layer: Redis in production, the process's own memory where there is none ---
REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "sharek.cache.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            # No page waits for a cache that is mute.
            "OPTIONS": {"retry": Retry(NoBackoff(), 0), "socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # No retries: redis-py's own keep a writer waiting. What a hint does not reach reads the log anyway.
            "CONFIG": {
                "hosts": [{"address": REDIS_URL, "retry": AsyncRetry(NoBackoff(), 0), "socket_connect_timeout": 1}]
            },
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {}
# Sockets held by one process, and how many of them may open in a second; the rest are told to come back later.
LIVE_SOCKETS = env.int("LIVE_SOCKETS", default=10_000)
LIVE_OPENINGS_PER_SECOND = env.int("LIVE_OPENINGS_PER_SECOND", default=300)
# The worker writes its status twice a second: never into a shared store.
CACHES["worker"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "worker"}

Q_CLUSTER = {
    "name": "sharek",
    "orm": "default",
    "workers": env.int("WORKERS", default=2),
    "timeout": 30,
    "retry": 120,
    "max_attempts": 5,
    "queue_limit": 1,
    "bulk": 1,
    "poll": 1,
    "catch_up": False,
    "save_limit": 0,
    "recycle": 500,
    "cache": "worker",
    "label": "Background work",
}

# --- people: sharek/settings/accounts.py ---
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- words and dates ---
LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["sharek.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Damascus"

# --- files ---
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# --- safety of the browser ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# How many proxies of ours stand in front; the address is read from the last of them, never from a forgeable header.
TRUSTED_PROXY_HOPS = env.int("TRUSTED_PROXY_HOPS", default=0)
# Opens /metrics/ to a Prometheus on another machine; without it only this machine may read them.
METRICS_TOKEN = env("METRICS_TOKEN", default="")

# --- mail ---
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Sharek <noreply@sharek.invalid>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10  # well under the worker's own limit, so that a mute mail server never kills a task

# Where people write with questions about the portal itself.
CONTACT_EMAIL = env("CONTACT_EMAIL", default="help@sharek.invalid")
# --- moderation ---
# What awaits review this long, and no filter matched, is published and looked at afterwards; 0 switches it off.
PUBLISH_UNREVIEWED_HOURS = env.int("PUBLISH_UNREVIEWED_HOURS", default=48) or None

TALABI_URL = env("TALABI_URL", default="")
# No inline styles, no eval, no foreign hosts. A refusal lands in its own region, a form with errors in its own place.
HTMX_CONFIG = {
    "includeIndicatorStyles": False,
    "allowEval": False,
    "selfRequestsOnly": True,
    "scrollIntoViewOnBoost": False,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "4(00|03|09|29)", "swap": True, "error": True, "target": "#refusal", "swapOverride": "innerHTML"},
        {"code": "...", "swap": False, "error": True},
    ],
}
SILENCED_SYSTEM_CHECKS: list[str] = []
