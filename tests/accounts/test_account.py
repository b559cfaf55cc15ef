"""Signing in and out, resetting, changing address and password, sessions and their addresses."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.adapter import NO_ADDRESS
from accounts.models import User
from sharek import clock
from tests.accounts.conftest import PASSWORD, code_in

pytestmark = pytest.mark.django_db
NEW = "another four quiet words"


def sign_in(client, email="known@example.org", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **more)


def link_in(mail) -> str:
    return next(line for line in mail["plain"].splitlines() if "/accounts/password/reset/key/" in line)


def path_of(link: str) -> str:
    return link.removeprefix("http://127.0.0.1:8000")


def test_sign_in_leads_on_and_sign_out_asks_first(client, make_user):
    make_user()
    answer = client.post(
        reverse("account_login") + "?next=/topics/", {"login": "KNOWN@example.org", "password": PASSWORD}
    )
    assert answer["Location"] == "/topics/"
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get("/me/").status_code == 200
    client.post(reverse("account_logout"))
    assert client.get("/me/").status_code == 302


def test_a_session_lasts_only_where_it_was_asked_to(client, make_user):
    make_user()
    sign_in(client)
    assert client.session.get_expire_at_browser_close()
    other = Client()
    other.post(reverse("account_login"), {"login": "known@example.org", "password": PASSWORD, "remember": "on"})
    assert not other.session.get_expire_at_browser_close()


def test_the_reset_link_is_built_from_our_own_address(client, make_user, mails):
    make_user(language="en")
    client.post(
        reverse("account_reset_password"), {"email": "known@example.org"}, headers={"X-Forwarded-Host": "evil.example"}
    )
    (mail,) = mails()
    assert link_in(mail).startswith("http://127.0.0.1:8000/en/accounts/password/reset/key/")
    assert "Choose a new password" in mail["subject"]


def test_a_reset_signs_in_and_its_link_is_good_once(client, make_user, mails):
    user = make_user()
    other_device = Client()
    sign_in(other_device)
    client.post(reverse("account_reset_password"), {"email": "known@example.org"})
    link = path_of(link_in(mails()[0]))
    form = client.get(link)["Location"]
    assert client.get(form).status_code == 200
    answer = client.post(form, {"password1": NEW})
    assert answer.status_code == 302
    assert client.get("/me/").status_code == 200
    assert other_device.get("/me/").status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    again = Client().get(link)
    assert again.status_code == 200
    assert again.context["token_fail"]
    assert mails()[-1]["address"] == "known@example.org"
    assert len(mails()) == 2


def test_a_reset_still_asks_for_the_second_factor(client, make_user, mails):
    from tests.accounts.test_second_factor import with_app

    with_app(make_user(role=User.Role.MODERATOR))
    client.post(reverse("account_reset_password"), {"email": "known@example.org"})
    form = client.get(path_of(link_in(mails()[0])))["Location"]
    assert client.post(form, {"password1": NEW})["Location"] == reverse("mfa_authenticate")
    assert client.get("/me/").status_code == 302


def test_changing_the_password(client, make_user, mails):
    user = make_user()
    sign_in(client)
    path = reverse("account_change_password")
    refused = client.post(path, {"oldpassword": "not this one", "password1": NEW})
    assert "oldpassword" in refused.context["form"].errors
    assert client.post(path, {"oldpassword": PASSWORD, "password1": NEW}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert client.get("/me/").status_code == 200
    assert len(mails()) == 1


def test_changing_the_address_takes_password_and_code(client, make_user, mails):
    user = make_user()
    sign_in(client)
    path = reverse("account_email")
    asked = client.post(path, {"email": "moved@example.org", "action_add": ""})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.post(path, {"email": "moved@example.org", "action_add": ""})
    assert answer["Location"] == reverse("account_email_verification_sent")
    user.refresh_from_db()
    assert user.email == "known@example.org"
    mail = mails()[-1]
    assert mail["address"] == "moved@example.org"
    client.post(answer["Location"], {"code": code_in(mail)})
    user.refresh_from_db()
    assert user.email == "moved@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("moved@example.org", True, True)]
    assert mails()[-1]["address"] == "known@example.org"
    client.logout()
    assert sign_in(client, "known@example.org").status_code == 200
    assert sign_in(client, "moved@example.org").status_code == 302


def test_an_address_that_was_never_proven_is_proven_at_sign_in(client, make_user, mails):
    user = make_user(verified_at=None)
    assert sign_in(client)["Location"] == reverse("account_email_verification_sent")
    assert client.get("/me/").status_code == 302
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mails()[0])})
    user.refresh_from_db()
    assert user.is_verified
    assert client.get("/me/").status_code == 200


def test_sessions_are_listed_and_ended(client, make_user):
    make_user()
    sign_in(client, headers={"User-Agent": "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"})
    other = Client()
    sign_in(other)
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "Firefox" in page
    assert "Android" in page
    assert "127.0.0.1" in page
    client.post(reverse("usersessions_list"))
    assert other.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


def test_addresses_are_forgotten_after_48_hours(client, make_user):
    make_user()
    with clock.at(clock.now()):
        sign_in(client)
    said = StringIO()
    call_command("forget_addresses", stdout=said)
    assert UserSession.objects.get().ip == "127.0.0.1"
    with clock.at(clock.now() + timedelta(hours=49)):
        call_command("forget_addresses", stdout=said)
        call_command("forget_addresses", stdout=said)
    assert UserSession.objects.get().ip == NO_ADDRESS
    assert said.getvalue().splitlines() == [f"{number} addresses forgotten" for number in (0, 1, 0)]
    assert NO_ADDRESS not in client.get(reverse("usersessions_list")).content.decode()


def test_a_forged_header_neither_hides_an_address_nor_lifts_a_limit(make_user):
    make_user()
    answers = []
    for number in range(32):
        client = Client()
        headers = {"X-Forwarded-For": f"10.0.0.{number}"}
        answers.append(
            client.post(
                reverse("account_login"), {"login": f"p{number}@example.org", "password": "x" * 12}, headers=headers
            )
        )
    assert "محاولات كثيرة" in answers[-1].content.decode()
    fresh = Client()
    sign_in(fresh, headers={"X-Forwarded-For": "203.0.113.9"})
    assert not UserSession.objects.filter(ip="203.0.113.9").exists()


def test_a_closed_account_is_told_so(client, make_user):
    make_user(is_active=False)
    assert sign_in(client)["Location"] == reverse("account_inactive")
    assert client.get(reverse("account_inactive")).status_code == 200


def test_a_superuser_made_by_command_signs_in(client):
    User.objects.create_superuser("root@example.org", PASSWORD, display_name="مدير", handle="root")
    assert sign_in(client, "root@example.org")["Location"] == "/"


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_no_account_page_may_be_kept_by_a_shared_cache(client, name):
    answer = client.get(reverse(name))
    assert "no-cache" in answer.get("Cache-Control", "no-cache")
    assert 'autocomplete="' in answer.content.decode()
    assert "placeholder=" not in answer.content.decode().partition("<main")[2].partition("</main")[0]
