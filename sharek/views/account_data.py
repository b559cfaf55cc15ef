"""Taking one's data along, and leaving."""

from __future__ import annotations

import json

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.requests import person_of
from realtime.doors import Refused
from realtime.rates import check_rate
from sharek import clock, deletion
from sharek.export import everything_about


@never_cache
@login_required
@reauthentication_required(app="allauth.account")
def export_data(request: HttpRequest) -> HttpResponse:
    """``/me/export/``: everything that is kept about me, as one JSON file. The password is asked once more."""
    check_rate(request, "export", times=10, seconds=3600, key=str(request.user.pk))
    text = json.dumps(everything_about(person_of(request)), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="sharek-{clock.today():%Y-%m-%d}.json"'
    return answer


@never_cache
@login_required
@reauthentication_required(app="allauth.account")
@require_http_methods(["GET", "POST"])
def delete_account(request: HttpRequest) -> HttpResponse:
    """``/me/delete/``: say what goes and what stays, and delete once that has been ticked."""
    if request.method == "GET" or "understood" not in request.POST:
        missing = request.method == "POST"
        return render(request, "people/delete.html", {"missing": missing}, status=422 if missing else 200)
    user = person_of(request)
    try:
        deletion.delete_account(user=user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:settings")
    get_adapter(request).logout(request)
    messages.success(request, _("Your account is deleted. Thank you for having taken part."))
    return redirect("home")
