"""A known and an unknown address take the same way: same answer, same queries, same hashing, as many mails."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known@example.org", "never@example.org"
SECRET = re.compile(r'(csrfmiddlewaretoken" value="[^"]+|nonce="[^"]+")')


def page(answer, email):
    """Return what a browser is shown, without the address that was typed and what differs on each page."""
    return SECRET.sub("", answer.content.decode().replace(email, "@"))


def statements(queries):
    """Return the kinds of the queries: "SELECT accounts_user", "INSERT django_q_ormq"."""
    found = []
    for query in queries.captured_queries:
        table = re.search(r'(?:FROM|INTO|UPDATE) "(\w+)"', query["sql"])
        found.append(f"{query['sql'].split()[0]} {table[1] if table else ''}")
    return found


def both(deed, hashings, mails):
    """Do ``deed(client, email)`` for either address; return what each took: answers, queries, hashings, mails."""
    seen = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        before = len(mails())
        hashings.clear()
        with CaptureQueriesContext(connection) as queries:
            answers = deed(client, email)
        seen.append(
            {
                "answers": [(answer.status_code, answer.get("Location"), page(answer, email)) for answer in answers],
                "queries": statements(queries),
                "hashings": len(hashings),
                "mails": len(mails()) - before,
            }
        )
    return seen


def sign_up(client, email):
    typed = {"email": email, "display_name": "جار جديد", "password": PASSWORD}
    return [
        client.post(reverse("account_signup"), typed),
        client.get(reverse("account_signup_code")),
        client.post(reverse("account_signup_code"), {"code": "wrong"}),
        client.post(reverse("account_signup_code"), {"resend": "1"}),
        client.get(reverse("account_signup_code")),
        client.get(reverse("account_signup")),
    ]


def test_sign_up(make_user, hashings, mails):
    make_user(KNOWN)
    known, unknown = both(sign_up, hashings, mails)
    assert known == unknown
    assert known["hashings"] == 1
    assert known["mails"] == 2
    assert [mail["address"] for mail in mails()] == [KNOWN, KNOWN, UNKNOWN, UNKNOWN]
    assert "لك حساب" in mails()[0]["subject"] or "already" in mails()[0]["subject"]


def test_sign_in_with_a_wrong_password(make_user, hashings, mails):
    make_user(KNOWN)
    known, unknown = both(
        lambda client, email: [client.post(reverse("account_login"), {"login": email, "password": "not this one"})],
        hashings,
        mails,
    )
    assert known == unknown
    assert known["hashings"] == 1
    assert known["mails"] == 0
    assert known["queries"].count("SELECT accounts_user") == 1


def test_sign_in_without_a_usable_password(make_user, hashings, mails):
    user = make_user(KNOWN)
    user.set_unusable_password()
    user.save()
    known, unknown = both(
        lambda client, email: [client.post(reverse("account_login"), {"login": email, "password": "not this one"})],
        hashings,
        mails,
    )
    assert known == unknown


def test_the_fifth_wrong_password_closes_the_door_for_both(make_user, hashings, mails):
    make_user(KNOWN)

    def try_often(client, email):
        typed = {"login": email, "password": "not this one"}
        return [client.post(reverse("account_login"), typed) for _ in range(7)]

    known, unknown = both(try_often, hashings, mails)
    assert known == unknown
    assert known["hashings"] == 5


def test_reset(make_user, hashings, mails):
    make_user(KNOWN)

    def reset(client, email):
        return [
            client.post(reverse("account_reset_password"), {"email": email}),
            client.get(reverse("account_reset_password_done")),
        ]

    known, unknown = both(reset, hashings, mails)
    assert known == unknown
    assert known["mails"] == 1
    assert known["hashings"] == 0


def test_changing_to_an_address_that_is_taken(make_user, mails):
    """Who is signed in learns nothing either; the owner of the address gets a code that makes nothing happen."""
    make_user(KNOWN)
    mover = make_user("mover@example.org")
    answers = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        client.force_login(mover)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        answer = client.post(reverse("account_email"), {"email": email, "action_add": ""})
        answers.append((answer.status_code, answer["Location"], page(client.get(answer["Location"]), email)))
    assert answers[0] == answers[1]
    assert [mail["address"] for mail in mails()] == [KNOWN, UNKNOWN]
