"""The test suite: as the demo, with quick hashing, plain static files and mails kept in memory.

Each worker of pytest-xdist has a folder, a database, a Redis database and channel names of its own. The server that the
browser tests drive (tests/portal.py) runs with these settings too; ``SHAREK_DEMO`` makes it a demo with mails as files.
"""

import os

from .base import *

DEMO = env.bool("SHAREK_DEMO", default=False)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files are served from where they lie, without collecting them.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
TEST_DIR = VAR_DIR / "test" / _worker
TEST_DIR.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = TEST_DIR / "media"
EMAIL_FILE_PATH = TEST_DIR / "mail"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL and real threads need a file.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_DIR / "sharek.sqlite3")}
    # Nothing of a test run needs to outlive a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
if REDIS_URL:
    _number = 1 + int(_worker.removeprefix("gw")) if _worker != "main" else 0
    CACHES["default"]["LOCATION"] = REDIS_URL.rstrip("/").removesuffix("/0") + f"/{_number}"
    CHANNEL_LAYERS["default"]["CONFIG"] = {"hosts": [REDIS_URL], "prefix": f"test-{_worker}"}
