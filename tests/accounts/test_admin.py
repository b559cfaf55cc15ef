"""The administration: for administrators, behind the second factor, without addresses, trees under their lock."""

import pytest

from accounts.models import User
from directory.models import Area, PublicBody, Representative
from realtime.control import CLOSE
from realtime.models import Event
from tests.accounts.conftest import PASSWORD
from tests.factories import (
    AdministratorFactory,
    AreaFactory,
    CitizenFactory,
    ModeratorFactory,
    PublicBodyFactory,
    RepresentativeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_a_visitor_signs_in_on_the_portals_own_page(client):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next=%2Fadmin%2F")


@pytest.mark.parametrize("factory", [CitizenFactory, ModeratorFactory])
def test_nobody_else_enters(as_user, factory):
    assert as_user(factory()).get("/admin/", follow=True).status_code == 403


def test_an_administrator_enters_with_a_second_factor_only(as_user):
    assert as_user(AdministratorFactory()).get("/admin/").status_code == 200
    assert as_user(AdministratorFactory(second_factor=False)).get("/admin/")["Location"] == "/accounts/2fa/"


def test_only_our_own_tables_are_there(as_user):
    page = as_user(AdministratorFactory()).get("/admin/").content.decode()
    for name in (
        "accounts/user",
        "directory/area",
        "directory/publicbody",
        "directory/service",
        "moderation/filterword",
    ):
        assert f"/admin/{name}/" in page
    for name in ("account/emailaddress", "mfa/", "socialaccount/", "usersessions/", "django_q/", "auth/"):
        assert f"/admin/{name}" not in page


def test_addresses_are_never_shown(as_user):
    person = CitizenFactory(email="secret@example.org")
    client = as_user(AdministratorFactory())
    for path in (
        "/admin/accounts/user/",
        "/admin/accounts/user/?q=secret@example.org",
        f"/admin/accounts/user/{person.pk}/change/",
    ):
        page = client.get(path)
        assert page.status_code == 200
        assert "secret@example.org" not in page.content.decode().replace('value="secret@example.org"', "")
    assert person.handle in client.get("/admin/accounts/user/?q=secret@example.org").content.decode()


def test_a_role_is_changed_and_signs_out(as_user, make_user, client):
    user = make_user()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    as_user(AdministratorFactory()).post(f"/admin/accounts/user/{user.pk}/change/", {"role": "moderator"})
    user.refresh_from_db()
    assert user.role == User.Role.MODERATOR
    assert client.get("/me/").status_code == 302


def test_ones_own_role_stays(as_user):
    administrator = AdministratorFactory()
    as_user(administrator).post(f"/admin/accounts/user/{administrator.pk}/change/", {"role": "citizen"})
    administrator.refresh_from_db()
    assert administrator.is_administrator


def test_people_are_neither_added_nor_deleted(as_user):
    client, person = as_user(AdministratorFactory()), CitizenFactory()
    assert client.get("/admin/accounts/user/add/").status_code == 403
    assert client.post(f"/admin/accounts/user/{person.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_node_is_moved_without_breaking_the_tree(as_user):
    damascus, homs, district = AreaFactory(), AreaFactory(), AreaFactory()
    client = as_user(AdministratorFactory())
    for parent in (damascus, homs, damascus):
        answer = client.post(
            f"/admin/directory/area/{district.pk}/change/",
            {
                "name_ar": "ناحية", "name_en": "District", "code": district.code, "slug": district.slug,
                "kind": "district", "parent": parent.pk, "position": 0,
            },
        )  # fmt: skip
        assert answer.status_code == 302
        assert list(Area.objects.get(pk=parent.pk).get_descendants()) == [Area.objects.get(pk=district.pk)]
    assert {(area.tree_id, area.lft, area.rght) for area in Area.objects.filter(pk=homs.pk)} == {
        (Area.objects.get(pk=homs.pk).tree_id, 1, 2)
    }


def test_a_change_of_a_body_is_kept_with_who_made_it(as_user):
    body, administrator = PublicBodyFactory(), AdministratorFactory()
    as_user(administrator).post(
        f"/admin/directory/publicbody/{body.pk}/change/",
        {
            "name_ar": "اسم جديد", "name_en": "New name", "slug": body.slug, "kind": body.kind, "parent": "",
            "description_ar": "", "description_en": "", "answer_days": 10, "phone": "", "website": "",
        },
    )  # fmt: skip
    assert PublicBody.objects.get(pk=body.pk).name_ar == "اسم جديد"
    assert PublicBody.history.first().history_user == administrator


def test_a_representative_is_appointed(as_user):
    officer, body = UserFactory(role=User.Role.REPRESENTATIVE), PublicBodyFactory()
    answer = as_user(AdministratorFactory()).post(
        "/admin/directory/representative/add/", {"user": officer.pk, "body": body.pk, "role": "answers"}
    )
    assert answer.status_code == 302
    assert Representative.objects.get().user == officer


def test_whoever_comes_to_speak_for_a_body_or_no_longer_does_is_asked_anew(as_user):
    before, after = RepresentativeFactory(), UserFactory(role=User.Role.REPRESENTATIVE)
    client, path = as_user(AdministratorFactory()), "/admin/directory/representative/"

    def closed(person):
        events = Event.objects.filter(stream=f"user.{person.pk}", kind=CLOSE)
        return [event.facts["reason"] for event in events]

    client.post(f"{path}{before.pk}/change/", {"user": after.pk, "body": before.body_id, "role": "answers"})
    assert (closed(before.user), closed(after)) == (["body"], ["body"])
    client.post(path, {"action": "delete_selected", "_selected_action": [before.pk], "post": "yes"})
    assert not Representative.objects.exists()
    assert closed(after) == ["body", "body"]
    last = RepresentativeFactory()
    client.post(f"{path}{last.pk}/delete/", {"post": "yes"})
    assert closed(last.user) == ["body"]


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_list_and_form_opens(as_user, language):
    client = as_user(AdministratorFactory())
    read_only = ("accounts/user", "moderation/policyversion")
    directory = ("area", "publicbody", "service", "representative", "holiday")
    for model in (*read_only, *(f"directory/{name}" for name in directory), "moderation/filterword"):
        assert client.get(f"{language}/admin/{model}/").status_code == 200, model
        if model not in read_only:
            assert client.get(f"{language}/admin/{model}/add/").status_code == 200, model
