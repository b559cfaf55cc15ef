"""Registering. Signing in, resetting and changing are allauth's views in our words (``forms``, ``adapter``)."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.templatekit import get_entrance_context_data
from allauth.account.utils import get_next_redirect_url
from allauth.decorators import rate_limit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from realtime.doors import Conflict, Refused

from . import sign_up
from .forms import CodeForm, SignUpForm


@method_decorator(
    [never_cache, sensitive_post_parameters("password"), rate_limit(action="signup")],
    name="dispatch",
)
class SignUpView(View):
    """``/accounts/signup/``: address, name, password. The answer to every address is the same."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return HttpResponseRedirect(_onward(request))
        waiting = sign_up.waiting_in(request)
        initial = {"email": waiting.email, "display_name": waiting.display_name} if waiting else {}
        return self._page(request, SignUpForm(initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return HttpResponseRedirect(_onward(request))
        form = SignUpForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        typed = form.cleaned_data
        sign_up.begin(
            request,
            email=typed["email"],
            display_name=typed["display_name"],
            password=typed["password"],
            next_url=get_next_redirect_url(request) or "",
        )
        return redirect("account_signup_code")

    def _page(self, request: HttpRequest, form: SignUpForm, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "form": form,
            "next": get_next_redirect_url(request) or "",
            **get_entrance_context_data(request),
        }
        return render(request, "account/signup.html", context, status=status)


@method_decorator(never_cache, name="dispatch")
class SignUpCodeView(View):
    """``/accounts/signup/code/``: the code from the mail; or another mail."""

    def get(self, request: HttpRequest) -> HttpResponse:
        waiting = sign_up.waiting_in(request)
        if waiting is None:
            return HttpResponseRedirect(
                _onward(request) if request.user.is_authenticated else reverse("account_signup")
            )
        return self._page(request, waiting, CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        waiting = sign_up.waiting_in(request)
        if waiting is None:
            messages.warning(request, _("The hour is over. Register again to get a new code."))
            return redirect("account_signup")
        if "resend" in request.POST:
            return self._resend(request, waiting)
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self._page(request, waiting, form, status=422)
        try:
            return sign_up.confirm(request, waiting, form.cleaned_data["code"])
        except (Conflict, Refused) as refusal:
            if getattr(refusal, "field", None) == "code":
                form.add_error("code", str(refusal))
                return self._page(request, waiting, form, status=422)
            messages.warning(request, str(refusal))
            return redirect("account_login" if isinstance(refusal, Conflict) else "account_signup")

    def _resend(self, request: HttpRequest, waiting: sign_up.SignUp) -> HttpResponse:
        try:
            sign_up.resend(request, waiting)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("We have sent another e-mail. Only its code is good now."))
        return redirect("account_signup_code")

    def _page(self, request: HttpRequest, waiting: sign_up.SignUp, form: CodeForm, status: int = 200) -> HttpResponse:
        return render(request, "account/signup_code.html", {"form": form, "waiting": waiting}, status=status)


def _onward(request: HttpRequest) -> str:
    return get_next_redirect_url(request) or reverse("home")
