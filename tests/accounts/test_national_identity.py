"""Registering through a national identity: its word on the address counts, its civil name does not."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialLogin

from accounts.adapter import SocialAdapter
from accounts.models import User

pytestmark = pytest.mark.django_db


class Form:
    def __init__(self, email):
        self.cleaned_data = {"display_name": "جارة النهر", "email": email}


def registered(rf, *, told, verified, chosen):
    """Register with the address ``chosen``, where the identity told of the address ``told``."""
    login = SocialLogin(
        user=User(),
        account=SocialAccount(provider="national-id", uid="1"),
        email_addresses=[EmailAddress(email=told, verified=verified, primary=True)],
    )
    request = rf.post("/")
    request.session = {}
    user = SocialAdapter().save_user(request, login, Form(chosen))
    user.refresh_from_db()
    return user


def test_an_address_that_the_identity_has_proven_needs_no_code(rf):
    assert registered(rf, told="mine@example.org", verified=True, chosen="mine@example.org").is_verified


@pytest.mark.parametrize("chosen", ["mine@example.org", "another@example.org"])
def test_an_address_that_it_has_not_proven_is_still_to_be(rf, chosen):
    user = registered(rf, told="mine@example.org", verified=False, chosen=chosen)
    assert user.email == chosen
    assert not user.is_verified


def test_a_typed_address_never_counts_as_proven_by_the_identity(rf):
    user = registered(rf, told="mine@example.org", verified=True, chosen="another@example.org")
    assert user.email == "mine@example.org"
    assert not EmailAddress.objects.filter(email="another@example.org", verified=True).exists()
