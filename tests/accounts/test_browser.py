"""The pages of accounts in a browser: no fault that axe sees, no overflow, passkeys under a strict policy."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe

from accounts.models import User
from sharek import clock
from tests.accounts.conftest import PASSWORD

SIGNED_OUT = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/")
SIGNED_IN = (
    "/me/",
    "/me/?show=supports",
    "/me/settings/",
    "/me/notifications/",
    "/feed/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
)
ONCE_MORE = (
    "/me/delete/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
)


def person(language: str = "ar") -> User:
    return User.objects.create_user(
        "known@example.org", PASSWORD, display_name="أم يوسف", handle="um", language=language, verified_at=clock.now()
    )


def faults(page: Any) -> list[str]:
    found = [
        f"{page.url}: {fault['id']}: {node['html'][:140]}"
        for fault in Axe().run(page).response["violations"]
        for node in fault["nodes"][:3]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{page.url}: overflows")
    return found


def watched(page: Any) -> list[str]:
    """Return the list into which the browser's complaints about the content security policy go."""
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    return refused


def do(in_threads, deed):
    (result,) = in_threads(lambda _: deed(), times=1)
    assert not isinstance(result, Exception), result
    return result


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_page_of_an_account_has_a_fault(open_page, in_threads, prefix):
    user = do(in_threads, person)
    page = open_page(path="", viewport={"width": 360, "height": 800})
    refused, found = watched(page), []
    for path in SIGNED_OUT:
        page.goto(prefix + path)
        found += faults(page)
    page.goto(f"{prefix}/accounts/signup/")
    page.locator("form.form button").click()
    found += faults(page)
    assert page.title().startswith("خطأ:" if not prefix else "Error:")
    page.fill("[name=email]", "new@example.org")
    page.fill("[name=display_name]", "جارة")
    page.fill("[name=password]", PASSWORD)
    page.locator("form.form button").click()
    page.wait_for_url("**/signup/code/")
    found += faults(page)
    signed_in = open_page(path="", user=user, viewport={"width": 360, "height": 800})
    refused_too = watched(signed_in)
    for path in SIGNED_IN:
        signed_in.goto(prefix + path)
        found += faults(signed_in)
    signed_in.goto(f"{prefix}/accounts/reauthenticate/?next={prefix}/me/delete/")
    signed_in.fill("[name=password]", PASSWORD)
    signed_in.locator("form.form button").click()
    signed_in.wait_for_url("**/me/delete/")
    do(in_threads, lambda: Authenticator.objects.create(user=user, type="recovery_codes", data=codes()))
    for path in ONCE_MORE:
        signed_in.goto(prefix + path)
        assert "reauthenticate" not in signed_in.url
        found += faults(signed_in)
    assert (found, refused, refused_too) == ([], [], [])


def codes() -> dict[str, Any]:
    from accounts.second_factor import MFAAdapter

    return {"seed": MFAAdapter().encrypt("0" * 40), "used_mask": 0}


def test_a_passkey_is_added_and_signs_in_without_a_password(open_page, in_threads, live_portal):
    do(in_threads, person)
    # A passkey belongs to a name: the same portal, opened as localhost.
    home = live_portal.url.replace("127.0.0.1", "localhost")
    page = open_page(path="", base_url=home)
    refused = watched(page)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto("/accounts/login/?next=/accounts/2fa/webauthn/add/")
    page.fill("[name=login]", "known@example.org")
    page.fill("[name=password]", PASSWORD)
    page.locator("form.form button").click()
    page.wait_for_url("**/reauthenticate/**")
    page.fill("[name=password]", PASSWORD)
    page.locator("form.form button").click()
    page.wait_for_url("**/webauthn/add/**")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    kept = do(in_threads, lambda: list(Authenticator.objects.filter(type="webauthn")))
    assert kept[0].wrap().is_passwordless
    page.goto("/accounts/logout/")
    page.locator("form.form button").click()
    page.goto("/accounts/login/?next=/me/settings/")
    page.click("#passkey_login")
    page.wait_for_url("**/me/settings/")
    assert refused == []


def test_without_scripts_no_button_for_passkeys_is_offered(open_page, in_threads):
    do(in_threads, person)
    page = open_page("/accounts/login/", java_script_enabled=False)
    assert not page.locator("#passkey_login").is_visible()
    page.fill("[name=login]", "known@example.org")
    page.fill("[name=password]", PASSWORD)
    page.locator("form.form button").click()
    assert re.search(r":\d+/$", page.url)
    page.goto("/accounts/logout/")
    page.locator("form.form button").click()
    assert page.locator(".acct").count() == 0


def test_the_administration_keeps_to_the_content_security_policy(open_page, in_threads):
    from tests.factories import AdministratorFactory, AreaFactory

    administrator = do(in_threads, AdministratorFactory)
    area = do(in_threads, AreaFactory)
    page = open_page(path="", user=administrator)
    refused = watched(page)
    for path in (
        "/admin/",
        "/admin/accounts/user/",
        "/admin/directory/area/",
        f"/admin/directory/area/{area.pk}/change/",
        "/admin/directory/holiday/add/",
    ):
        assert page.goto(path).status == 200
    assert refused == []
