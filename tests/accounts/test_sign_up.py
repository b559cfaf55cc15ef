"""Registering: an address is proven first, and nobody learns whether it has an account."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.sign_up import MOST_ATTEMPTS, SECONDS
from tests.accounts.conftest import PASSWORD, code_in

pytestmark = pytest.mark.django_db
NEW = {"email": "New@Example.org", "display_name": "أم يوسف", "password": PASSWORD}


def sign_up(client: Client, **typed: str):
    return client.post("/accounts/signup/", {**NEW, **typed})


def test_a_newcomer_registers_and_is_signed_in(client, mails):
    answer = sign_up(client)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("account_signup_code")
    assert not User.objects.exists()
    (mail,) = mails()
    assert mail["address"] == "new@example.org"
    answer = client.post(reverse("account_signup_code"), {"code": code_in(mail)})
    assert answer.status_code == 302
    user = User.objects.get()
    assert (user.email, user.display_name, user.handle) == ("new@example.org", "أم يوسف", "أم-يوسف")
    assert user.is_verified
    assert user.check_password(PASSWORD)
    assert EmailAddress.objects.get().verified
    assert client.get("/").context["user"] == user


def test_next_leads_on_to_where_the_newcomer_was(client, mails):
    client.post("/accounts/signup/?next=/topics/", NEW)
    answer = client.post(reverse("account_signup_code"), {"code": code_in(mails()[0])})
    assert answer["Location"] == "/topics/"


def test_next_never_leads_to_another_site(client, mails):
    client.post("/accounts/signup/?next=https://evil.example/", NEW)
    answer = client.post(reverse("account_signup_code"), {"code": code_in(mails()[0])})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("write", [str, lambda code: f" {code[:3]} {code[3:]} ", lambda code: f"{code[:3]}-{code[3:]}"])
def test_a_code_may_be_pasted_in_groups(client, mails, write):
    sign_up(client)
    client.post(reverse("account_signup_code"), {"code": write(code_in(mails()[0]))})
    assert User.objects.exists()


def test_a_code_may_be_typed_in_arabic_digits(client, mails):
    sign_up(client)
    code = code_in(mails()[0]).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    client.post(reverse("account_signup_code"), {"code": code})
    assert User.objects.exists()


def test_wrong_codes_end_the_sign_up(client, mails):
    sign_up(client)
    right = code_in(mails()[0])
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(MOST_ATTEMPTS):
        answer = client.post(reverse("account_signup_code"), {"code": wrong})
    assert answer.status_code == 302
    client.post(reverse("account_signup_code"), {"code": right})
    assert not User.objects.exists()


def test_a_code_is_good_for_an_hour(client, mails, time_machine):
    sign_up(client)
    time_machine.move_to(datetime.now(UTC) + timedelta(seconds=SECONDS + 60))
    answer = client.post(reverse("account_signup_code"), {"code": code_in(mails()[0])})
    assert answer["Location"] == reverse("account_signup")
    assert not User.objects.exists()


def test_another_mail_makes_the_first_code_worthless(client, mails):
    sign_up(client)
    client.post(reverse("account_signup_code"), {"resend": "1"})
    first, second = mails()
    client.post(reverse("account_signup_code"), {"code": code_in(first)})
    assert not User.objects.exists() or code_in(first) == code_in(second)
    client.post(reverse("account_signup_code"), {"code": code_in(second)})
    assert User.objects.exists()


def test_an_address_gets_no_more_than_five_mails_an_hour(mails):
    for _ in range(7):
        answer = sign_up(Client())
    assert answer.status_code == 429
    assert len(mails()) == 5


def test_two_sign_ups_of_one_address_make_one_account(mails):
    first, second = Client(), Client()
    sign_up(first)
    sign_up(second)
    codes = [code_in(mail) for mail in mails()]
    first.post(reverse("account_signup_code"), {"code": codes[0]})
    answer = second.post(reverse("account_signup_code"), {"code": codes[1]})
    assert answer["Location"] == reverse("account_login")
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("display_name", "أ"),
        ("display_name", "😀😀😀"),
        ("password", "short"),
        ("password", "new@example.org"),
        ("password", "password123"),
    ],
)
def test_what_cannot_be_used_is_said_and_kept(client, mails, field, value):
    answer = sign_up(client, **{field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "errsum" in answer.content.decode()
    assert not mails()


def test_the_mail_speaks_the_language_of_the_page(client, mails):
    client.post("/en/accounts/signup/", NEW)
    (mail,) = mails()
    assert '<html lang="en" dir="ltr">' in mail["html"]
    assert "Type this code" in mail["plain"]
    client.post("/en/accounts/signup/code/", {"code": code_in(mail)})
    assert User.objects.get().language == "en"
