"""Taking one's data along, and leaving: complete, asked for the password, and nothing that names anybody stays."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import User
from moderation.actions.reporting import report
from moderation.models import PolicyAcceptance, Standing, Status
from notifications.actions import follow, mute, notify
from notifications.models import Follow, Message, Mute, Notification
from realtime.doors import Conflict, Refused
from sharek import deletion
from sharek.export import EXPORTED, NOT_EXPORTED, everything_about
from tests.accounts.conftest import PASSWORD
from tests.factories import (
    AdministratorFactory,
    CitizenFactory,
    ClauseFactory,
    ModeratorFactory,
    PublicBodyFactory,
    RepresentativeFactory,
    SolutionFactory,
    TopicFactory,
    TrustedCitizenFactory,
)
from topics.models import Draft, TopicSupport

pytestmark = pytest.mark.django_db


def relations() -> set[str]:
    """Return each column of the database that points at a person: "topics.Topic.author"."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) is User and field.concrete and not field.auto_created
    }


def test_every_table_that_points_at_people_is_exported_or_says_why_not():
    known = {section.key for section in EXPORTED} | set(NOT_EXPORTED)
    assert relations() - known == set(), "add a Section to sharek/export.py, or a reason to NOT_EXPORTED"
    assert known - relations() == set(), "these no longer exist"
    assert all(NOT_EXPORTED.values())


def test_no_secret_leaves_with_the_export():
    columns = {column for section in EXPORTED for column in section.columns}
    assert not columns & {"password", "data", "session_key", "secret", "token", "lease_token", "address"}


def signed_in(client, user):
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    return client


def test_the_export_asks_for_the_password_and_holds_everything(client):
    user = CitizenFactory(email="mine@example.org", display_name="أم يوسف")
    TopicFactory(author=user, title="منشور")
    TopicFactory(author=user, title="مسحوب", status=Status.WITHDRAWN)
    TopicFactory(author=user, title="دون اسمي", alias=4821)
    solution = SolutionFactory(author=user, title="حلّي")
    TopicSupport.objects.create(user=user, target=solution.topic)
    follow(user=user, target=solution.topic)
    notify(recipients=[user], event="topic.published", target=solution.topic)
    signed_in(client, user)
    asked = client.get("/me/export/")
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.get("/me/export/")
    assert answer["Content-Disposition"].startswith("attachment")
    data = json.loads(answer.content)
    assert data["account"]["email"] == "mine@example.org"
    assert [topic["title"] for topic in data["topics"]] == ["منشور", "مسحوب", "دون اسمي"]
    assert data["solutions"][0]["title"] == "حلّي"
    assert data["supported_topics"][0]["target_id"] == solution.topic_id
    assert data["follows"][0]["target_type__model"] == "topic"
    assert data["notifications"][0]["event"] == "topic.published"
    assert len(data["policy_accepted"]) == 1
    assert "ballot" in " ".join(data["not_in_this_file"])
    assert set(data) == {section.name for section in EXPORTED} | {"portal", "made_at", "not_in_this_file", "account"}


def test_the_export_holds_nothing_of_others():
    user, other = CitizenFactory(), CitizenFactory(email="other@example.org")
    TopicFactory(author=other, title="موضوع غيري")
    text = json.dumps(everything_about(user), default=str, ensure_ascii=False)
    assert "موضوع غيري" not in text
    assert "other@example.org" not in text


# --- leaving ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def leaver():
    user = TrustedCitizenFactory(email="mine@example.org", display_name="أم يوسف", handle="أم-يوسف")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    Draft.objects.create(user=user, token="6c2f3a3e-6f0e-4a53-9a60-3e9c5a0d2b11", answers={"text": "مسودّتي"})
    return user


def test_what_names_a_person_goes_and_what_was_published_stays(leaver, as_user):
    topic = TopicFactory(author=leaver, title="يبقى منشورًا")
    alias = TopicFactory(author=leaver, title="يبقى دون اسم", alias=4821)
    other = TopicFactory()
    friend = CitizenFactory()
    follow(user=leaver, target=other)
    follow(user=friend, target=leaver)
    mute(user=leaver, muted=friend)
    notify(recipients=[leaver], event="content.published", target=topic)
    made = report(reporter=leaver, content=other, clause=ClauseFactory())
    deletion.delete_account(user=leaver)
    other.refresh_from_db()
    made.refresh_from_db()
    assert other.follows_count == 0
    assert made.reporter is None
    assert (leaver.email, leaver.display_name, leaver.is_active) == (None, "", False)
    assert leaver.shown_name == "مشارك سابق"
    assert leaver.handle.startswith("former-")
    assert not leaver.has_usable_password()
    for model in (Follow, Mute, Notification, Message, Draft, EmailAddress, Authenticator):
        assert not model.objects.filter(**({} if model is Follow else {"user": leaver})).exists(), model
    assert not PolicyAcceptance.objects.filter(user=leaver).exists()
    assert not Standing.objects.filter(user=leaver).exists()
    page = as_user().get(topic.get_absolute_url()).content.decode()
    assert "مشارك سابق" in page
    assert "أم يوسف" not in page
    hidden_name = as_user().get(alias.get_absolute_url()).content.decode()
    assert "4821" in hidden_name
    assert "مشارك سابق" not in hidden_name


def test_nothing_in_the_database_names_who_left(leaver):
    TopicFactory(author=leaver)
    deletion.delete_account(user=leaver)
    for model in apps.get_models():
        if model._meta.label == "django_q.OrmQ":
            continue  # the last letter is on its way to the address
        for row in model._base_manager.values():
            assert "mine@example.org" not in str(row), model
            assert "أم يوسف" not in str(row), model


def test_the_administrations_log_no_longer_names_who_left(leaver, as_user):
    client, body = as_user(AdministratorFactory()), PublicBodyFactory()
    client.post(f"/admin/accounts/user/{leaver.pk}/change/", {"role": "representative"})
    client.post("/admin/directory/representative/add/", {"user": leaver.pk, "body": body.pk, "role": "answers"})
    assert LogEntry.objects.filter(object_repr__contains="أم يوسف").count() == 2
    leaver.refresh_from_db()
    deletion.delete_account(user=leaver)
    assert LogEntry.objects.count() == 2
    assert not LogEntry.objects.filter(object_repr__contains="أم يوسف").exists()


def test_what_waits_for_publication_is_withdrawn(leaver):
    topic = TopicFactory(author=leaver, status=Status.PENDING, published_at=None)
    deletion.delete_account(user=leaver)
    topic.refresh_from_db()
    assert topic.status == Status.WITHDRAWN


def test_leaving_twice_is_a_conflict(leaver):
    deletion.delete_account(user=leaver)
    with pytest.raises(Conflict):
        deletion.delete_account(user=leaver)


def test_the_last_administrator_stays():
    administrator = AdministratorFactory()
    with pytest.raises(Refused):
        deletion.delete_account(user=administrator)
    AdministratorFactory()
    deletion.delete_account(user=administrator)


def test_whoever_left_represents_nobody():
    officer = RepresentativeFactory().user
    deletion.delete_account(user=officer)
    assert not officer.representations.exists()
    assert not officer.needs_second_factor


def test_the_address_is_free_for_a_new_account(leaver):
    from accounts.actions import register

    deletion.delete_account(user=leaver)
    fresh = register(email="mine@example.org", display_name="أم يوسف", password_hash="!")
    assert fresh.pk != leaver.pk
    assert fresh.handle == "أم-يوسف"


def test_the_page_asks_for_the_password_then_for_a_tick(client, leaver):
    signed_in(client, leaver)
    other = Client()
    other.force_login(leaver)
    UserSession.objects.create(user=leaver, ip="127.0.0.1", session_key=other.session.session_key)
    assert client.get("/me/delete/")["Location"].startswith(reverse("account_reauthenticate"))
    # This account has an app too; the password is enough.
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get("/me/delete/").status_code == 200
    assert client.post("/me/delete/").status_code == 422
    answer = client.post("/me/delete/", {"understood": "1"})
    assert answer["Location"] == "/"
    leaver.refresh_from_db()
    assert leaver.deleted_at is not None
    assert "شكرًا لمشاركتك" in client.get("/").content.decode()
    for device in (client, other):
        assert device.get("/me/").status_code == 302


def test_a_moderator_who_left_still_stands_behind_their_decisions():
    moderator = ModeratorFactory()
    deletion.delete_account(user=moderator)
    assert User.objects.filter(pk=moderator.pk).exists()
    assert moderator.role == User.Role.CITIZEN
