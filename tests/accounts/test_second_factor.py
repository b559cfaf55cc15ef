"""Staff set up a second factor before anything else; signing in asks for it; citizens may have one."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from accounts.actions import set_role
from accounts.models import User
from accounts.second_factor import MFAAdapter, cipher, is_missing
from realtime.doors import Refused
from tests.accounts.conftest import PASSWORD
from tests.factories import AdministratorFactory, CitizenFactory, ModeratorFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ROLES = [role for role in User.Role if role != User.Role.CITIZEN]


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_app(user: User) -> User:
    Authenticator.objects.filter(user=user).delete()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": MFAAdapter().encrypt(SECRET)})
    return user


def sign_in(client, user: User):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


@pytest.mark.parametrize("role", ROLES)
def test_staff_without_one_reach_its_set_up_only(as_user, role):
    client = as_user(UserFactory(role=role, second_factor=False))
    for path in ("/", "/topics/", "/me/", "/admin/", "/en/about/"):
        assert client.get(path)["Location"].endswith("/accounts/2fa/")
    page = client.get("/accounts/2fa/")
    assert page.status_code == 200
    assert "banner warn" in page.content.decode()
    assert client.post("/follow/topic/1/").status_code == 403
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == "/accounts/2fa/"
    assert client.get("/health/").status_code in (200, 500)


def test_staff_with_one_go_anywhere_and_are_looked_up_once(as_user, query_count):
    client = as_user(ModeratorFactory())
    assert client.get("/about/").status_code == 200
    with_it = query_count(lambda: client.get("/about/"))
    citizen = as_user(CitizenFactory())
    citizen.get("/about/")
    assert with_it == query_count(lambda: citizen.get("/about/"))


def test_signing_in_asks_for_the_code(client, make_user):
    user = with_app(make_user(role=User.Role.MODERATOR))
    assert sign_in(client, user)["Location"] == reverse("mfa_authenticate")
    assert client.get("/me/")["Location"].startswith("/accounts/login/")
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.context["form"].errors
    answer = client.post(reverse("mfa_authenticate"), {"code": code()})
    assert answer["Location"] == "/"
    assert client.get("/me/").status_code == 200


def test_the_code_may_be_typed_in_arabic_digits(client, make_user):
    user = with_app(make_user())
    sign_in(client, user)
    typed = code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert client.post(reverse("mfa_authenticate"), {"code": typed}).status_code == 302


def test_setting_up_an_app(client, make_user):
    user = make_user(role=User.Role.MODERATOR)
    assert sign_in(client, user)["Location"] == "/"
    assert client.get("/")["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert "data:image/svg+xml" in page.content.decode()
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(page.context["form"].secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get("/about/").status_code == 200
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"]
    assert page.context["form"].secret not in kept
    assert cipher().decrypt(kept.encode()).decode() == page.context["form"].secret


def test_a_recovery_code_is_good_once(client, make_user):
    user = with_app(make_user())
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_reauthenticate"), {"code": code()})
    client.post(reverse("mfa_generate_recovery_codes"))
    recovery = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    for expected in (302, 200):
        client.logout()
        sign_in(client, user)
        assert client.post(reverse("mfa_authenticate"), {"code": recovery}).status_code == expected


def test_staff_keep_their_last_factor_and_citizens_need_none():
    moderator, citizen = with_app(ModeratorFactory()), with_app(CitizenFactory())
    adapter = MFAAdapter()
    assert not adapter.can_delete_authenticator(Authenticator.objects.get(user=moderator))
    assert adapter.can_delete_authenticator(Authenticator.objects.get(user=citizen))
    Authenticator.objects.create(user=moderator, type=Authenticator.Type.WEBAUTHN, data={})
    assert adapter.can_delete_authenticator(Authenticator.objects.filter(user=moderator).first())


def test_recovery_codes_alone_are_no_second_factor():
    moderator = ModeratorFactory(second_factor=False)
    Authenticator.objects.create(user=moderator, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert is_missing(moderator)


def test_demo_accounts_are_exempt_in_a_demo_only(settings):
    moderator = ModeratorFactory(second_factor=False, email=f"moderator@{settings.DEMO_DOMAIN}")
    other = ModeratorFactory(second_factor=False)
    assert is_missing(moderator)
    settings.DEMO = True
    assert not is_missing(moderator)
    assert is_missing(other)


def test_demo_accounts_cannot_sign_in_outside_a_demo(client, make_user, settings):
    user = make_user(f"moderator@{settings.DEMO_DOMAIN}")
    assert sign_in(client, user).status_code == 200
    settings.DEMO = True
    assert sign_in(client, user).status_code == 302


def test_a_new_role_signs_out_everywhere(client, make_user):
    user, administrator = make_user(), AdministratorFactory()
    sign_in(client, user)
    assert client.get("/me/").status_code == 200
    set_role(administrator=administrator, user=user, role=User.Role.MODERATOR)
    assert client.get("/me/")["Location"].startswith("/accounts/login/")
    user.refresh_from_db()
    assert user.is_moderator


def test_nobody_changes_their_own_role():
    administrator = AdministratorFactory()
    with pytest.raises(Refused):
        set_role(administrator=administrator, user=administrator, role=User.Role.CITIZEN)
