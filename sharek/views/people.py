"""A person's own pages, and the page that others see of them, gathered from all apps by :mod:`sharek.activity`."""

from __future__ import annotations

from django.conf import settings as portal_settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.actions import change_settings, rename_user
from accounts.models import User
from accounts.requests import person_of
from notifications.actions import choose_mails
from notifications.models import Follow, Mute
from realtime.doors import Refused, door
from sharek.activity import counts_under_the_name, own_posts, own_supports, shown_under_the_name
from sharek.forms import SettingsForm
from sharek.gathering import gather
from topics.models import Draft


@never_cache
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """``/me/``: what I wrote, in every state, with decisions; what I support; the draft that waits."""
    shown = "supports" if request.GET.get("show") == "supports" else "posts"
    user = person_of(request)
    page = gather(own_supports(user) if shown == "supports" else own_posts(user), request.GET)
    draft = Draft.objects.filter(user=user).only("updated_at", "answers").first()
    return render(request, "people/me.html", {"page": page, "shown": shown, "draft": draft})


@never_cache
@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """``/me/settings/``: name, language, what is shown and mailed; ways to everything else about the account."""
    user = person_of(request)
    form = SettingsForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            _save(user=user, form=form)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:settings")
    status = 422 if form.errors else 200
    context = {"form": form, "has_identity": bool(portal_settings.SOCIALACCOUNT_PROVIDERS)}
    return render(request, "people/settings.html", context, status=status)


@door
def _save(*, user: User, form: SettingsForm) -> None:
    typed = form.cleaned_data
    if typed["display_name"] != user.display_name:
        rename_user(user=user, display_name=typed["display_name"])
    change_settings(user=user, language=typed["language"], shows_activity=typed["shows_activity"])
    choose_mails(user=user, unwanted=form.unwanted_mails())


def profile(request: HttpRequest, handle: str) -> HttpResponse:
    """``/u/<handle>/``: name, since when, and what this person published under their name, where they show it."""
    person = get_object_or_404(User, handle=handle)
    if person.deleted_at is not None or not person.is_verified:
        raise Http404
    context = {"person": person, "is_me": request.user == person}
    if person.shows_activity:
        context["counts"] = counts_under_the_name(person)
        context["page"] = gather(shown_under_the_name(person, request.user), request.GET)
    if isinstance(request.user, User) and request.user != person:
        kind = ContentType.objects.get_for_model(User)
        context["follows"] = Follow.objects.filter(user=request.user, target_type=kind, target_id=person.pk).exists()
        context["muted"] = Mute.objects.filter(user=request.user, muted=person).exists()
    return render(request, "people/profile.html", context)
