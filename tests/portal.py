"""A running portal for browser tests: a real Daphne on the test database, with its static files, media and mails."""

import email
import email.policy
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from email.message import EmailMessage
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import connection

START_SECONDS = 60


def database_url() -> str:
    """Return the address of the database that the tests run on, for another process."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    password = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
    place = f"{known['HOST'] or ''}:{known['PORT']}" if known["PORT"] else known["HOST"] or ""
    return f"postgres://{known['USER']}{password}@{place}/{known['NAME']}"


def environment() -> dict[str, str]:
    """Return the environment of a process that shares the tests' database, cache, media and mails, in demo mode."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "sharek.settings.test",
        "DATABASE_URL": database_url(),
        "SHAREK_DEMO": "true",
        "PYTHONUNBUFFERED": "1",
    }


class Portal:
    """The running portal: its ``url``, the mails it sent, its log, and what runs beside it."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = Path(settings.TEST_DIR) / "server.log"
        self.mail_dir = Path(settings.EMAIL_FILE_PATH)
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> Self:
        """Start Daphne and wait until it answers; raise RuntimeError with its log where it does not."""
        daphne = [
            sys.executable,
            "-m",
            "daphne",
            "-b",
            "127.0.0.1",
            "-p",
            str(self.port),
            "tests.portal_asgi:application",
        ]
        server = self._run(daphne)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and server.poll() is None:
            try:
                self.forget()
                return self
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"the portal did not start:\n{self.log()}")

    def _run(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self.log_path.open("ab") as log:
            process = subprocess.Popen(
                command, cwd=settings.BASE_DIR, env=environment() | {"SITE_URL": self.url}, stdout=log, stderr=log
            )
        self._running.append(process)
        return process

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start the background worker; whoever starts it ends it with :meth:`end`."""
        return self._run([sys.executable, "manage.py", "qcluster"])

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """End a process started here."""
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._running.remove(process)

    def stop(self) -> None:
        """End everything that runs."""
        for process in list(self._running):
            self.end(process)

    def forget(self) -> None:
        """Let the server drop what it remembers (cache, rate limits) and throw the mails away."""
        request = urllib.request.Request(f"{self.url}/-/forget", method="POST")
        with urllib.request.urlopen(request, timeout=5):
            shutil.rmtree(self.mail_dir, ignore_errors=True)

    def mails(self) -> list[EmailMessage]:
        """Return the mails sent since the test began, oldest first."""
        files = sorted(self.mail_dir.glob("*"), key=lambda path: path.stat().st_mtime_ns)
        parts = [part for path in files for part in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n") if part.strip()]
        return [email.message_from_bytes(part, policy=email.policy.default) for part in parts]  # type: ignore[misc]

    def log(self) -> str:
        """Return what the processes wrote so far."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""
