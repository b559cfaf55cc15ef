"""Production: refuses to start with a checkout's keys or any demo setting."""

from django.core.exceptions import ImproperlyConfigured

from .base import *

if INSECURE_KEY in {SECRET_KEY, ALIAS_KEY}:
    raise ImproperlyConfigured("Set SECRET_KEY and ALIAS_KEY: production does not start with the keys of a checkout.")
if env.bool("SHAREK_DEMO", default=False) or DEMO or DEBUG:
    raise ImproperlyConfigured("Production does not start with demo settings or DEBUG on.")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    raise ImproperlyConfigured("Set DATABASE_URL: production runs on PostgreSQL.")

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_HOPS else None
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
if env("EMAIL_URL", default=""):
    globals().update(env.email_url("EMAIL_URL"))
if EMAIL_BACKEND.startswith(("django.core.mail.backends.filebased", "django.core.mail.backends.locmem")):
    raise ImproperlyConfigured("Set EMAIL_BACKEND to one that sends: production keeps no mails in files.")
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
