"""The embedded default: a demo on one's own machine, served by one Daphne on SQLite, with accounts to try out."""

from django.core.exceptions import ImproperlyConfigured

from .base import *

# manage.py falls back to these settings: on a database that is elsewhere, that must be somebody's wish.
if DATABASES["default"].get("HOST") not in {None, "", "localhost", "127.0.0.1", "::1"} and not env.bool(
    "SHAREK_DEMO", default=False
):
    raise ImproperlyConfigured("Set DJANGO_SETTINGS_MODULE: demo settings do not touch a database on another machine.")


DEMO = True
