"""The mails of a demo can be read in demo mode and nowhere else; production refuses to start as a demo."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts import mail
from accounts.letters import sign_up_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.sharek.demo_urls"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


def send(code: str, address: str = "new@example.org") -> None:
    mail.send(address, *mail.parts(sign_up_code(code), "ar"))


def test_a_newcomer_reads_the_code(client, demo):
    assert client.get("/demo/mail/").status_code == 200
    send("123456")
    page = client.get("/demo/mail/").content.decode()
    assert "123456" in page
    assert "new@example.org" in page
    link = re.search(r'href="/demo/mail/(\w+/)"', page)[1]
    shown = client.get(f"/demo/mail/{link}").content.decode()
    assert "123456" in shown
    assert f'<a href="{settings.SITE_URL}"' in shown


def test_the_newest_comes_first(client, demo, time_machine):
    time_machine.move_to("2026-11-25T10:00:00Z", tick=False)
    send("111111")
    time_machine.move_to("2026-11-25T10:01:00Z", tick=False)
    send("222222")
    page = client.get("/demo/mail/").content.decode()
    assert page.index("222222") < page.index("111111")


def test_a_mail_is_shown_as_text(client, demo):
    letter = mail.Letter(subject="<b>x</b>", lines=["<script>alert(1)</script>"])
    mail.send("new@example.org", *mail.parts(letter, "ar"))
    page = client.get("/demo/mail/").content.decode()
    link = re.search(r'href="/demo/mail/(\w+/)"', page)[1]
    assert "<b>x</b>" not in page
    assert "<script>alert" not in client.get(f"/demo/mail/{link}").content.decode()


def test_unknown_mails_are_not_found(client, demo):
    assert client.get("/demo/mail/0000/").status_code == 404


def test_outside_a_demo_there_is_no_such_page(client, settings):
    assert client.get("/demo/mail/").status_code == 404
    settings.ROOT_URLCONF = "tests.sharek.demo_urls"
    assert client.get("/demo/mail/").status_code == 404


def test_demo_accounts_are_printed_in_a_demo_only(demo, capsys, settings):
    call_command("demo_accounts")
    printed = capsys.readouterr().out
    assert "citizen@demo.sharek.invalid" in printed
    assert "administrator@demo.sharek.invalid" in printed
    settings.DEMO = False
    with pytest.raises(CommandError) as refusal:
        call_command("demo_accounts")
    assert refusal.value.returncode == 2


GOOD = {
    "SECRET_KEY": "a key of production's own",
    "ALIAS_KEY": "another key of production's own",
    "DATABASE_URL": "postgres://user@127.0.0.1:5432/portal",
}


def start(settings_name="production", **environment: str) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if name not in {*GOOD, "SHAREK_DEMO"}}
    return subprocess.run(
        [sys.executable, "-c", f"import sharek.settings.{settings_name}"],
        env=kept | GOOD | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_its_own_settings():
    assert start().returncode == 0


@pytest.mark.parametrize(
    "environment",
    [
        {"SHAREK_DEMO": "true"},
        {"SECRET_KEY": "sharek-insecure-key-for-demo-and-tests-only"},
        {"ALIAS_KEY": "sharek-insecure-key-for-demo-and-tests-only"},
        {"DATABASE_URL": "sqlite:///somewhere.sqlite3"},
        {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"},
    ],
)
def test_production_refuses_demo_settings(environment):
    started = start(**environment)
    assert started.returncode != 0
    assert "ImproperlyConfigured" in started.stderr


def test_a_demo_does_not_start_on_a_database_of_another_machine_unasked():
    elsewhere = "postgres://sharek@database.example.org/sharek"
    assert "ImproperlyConfigured" in start("demo", DATABASE_URL=elsewhere).stderr
    assert start("demo", DATABASE_URL=elsewhere, SHAREK_DEMO="true").returncode == 0
