"""How allauth does what it does here: addresses of clients, words, mails, and what an account is made of."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from realtime.addresses import client_address
from realtime.control import close_sockets
from sharek import clock
from sharek.text.names import name_skeleton

from .letters import LETTERS
from .mail import queue
from .models import User
from .names import free_handle

# Stands where a session's address was, once it is forgotten, and where none can be trusted.
NO_ADDRESS = "0.0.0.0"


class AccountAdapter(DefaultAccountAdapter):
    """allauth's hooks on accounts."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _("Address or password is not right."),
        "email_taken": _("This address cannot be used. Choose another one."),
        "enter_current_password": _("Type the password that you use now."),
        "incorrect_code": _("This code is not right. Look at the newest e-mail from us."),
        "incorrect_password": _("This password is not right."),
        "invalid_or_expired_key": _("This link has been used or is too old."),
        "invalid_login": _("Address or password is not right."),
        "invalid_password_reset": _("This link has been used or is too old."),
        "max_email_addresses": _("You cannot add more than %d addresses."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, or ask for a new password."),
        "unverified_primary_email": _("Confirm this address first."),
        "same_as_current": _("This is the one that you have already."),
        "rate_limited": _("That was too quick. Wait a moment and try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the browser's address as our own proxies tell it; no header that a browser sends is believed."""
        address = client_address(request)
        return NO_ADDRESS if address == "unknown" else address

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the letter in its recipient's language: the account's, or the page's where there is none."""
        recipient = context.get("user")
        language = getattr(recipient, "language", None) or get_language() or "ar"
        with translation.override(language):
            letter = LETTERS[template_prefix](context)
        queue(email, letter, language)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell ``user`` of a change to the account. Neither address nor browser of whoever made it is mailed."""
        address = email or user.email
        if address:
            self.send_mail(template_prefix, address, {**(context or {}), "user": user})

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Mark the address as proven, and the account with it."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            User.objects.filter(pk=email_address.user_id, verified_at__isnull=True).update(verified_at=clock.now())
        return confirmed

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Fill in a new account from ``form`` (sign-up through a national identity: the other goes by ``register``)."""
        name = form.cleaned_data["display_name"]
        user.display_name, user.name_skeleton, user.handle = name, name_skeleton(name), free_handle(name)
        user.language = get_language() or "ar"
        return super().save_user(request, user, form, commit)

    def logout(self, request: HttpRequest) -> None:
        """Sign out and close the person's open sockets."""
        user_id = request.user.pk
        super().logout(request)
        if user_id is not None:
            close_sockets(user_id=user_id, reason="signed_out")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the settings after a change of password."""
        return reverse("accounts:settings")


class SocialAdapter(DefaultSocialAccountAdapter):
    """allauth's hooks on signing in through a national identity."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Take over the address only: the civil name is neither shown nor kept."""
        user = super().populate_user(request, sociallogin, {"email": data.get("email")})
        sociallogin.account.extra_data = {}
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        """Take the identity's word that an address is proven: nobody is then asked for a code."""
        user = super().save_user(request, sociallogin, form)
        if EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
            user.verified_at = clock.now()
            user.save(update_fields=["verified_at"])
        return user
