"""The inbox, and the buttons by which one follows and mutes."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import person_of
from realtime.rates import check_rate
from sharek.paging import page_by_key

from . import actions
from .reading import FILTERS, by_day, lines_of

# What can be followed, by the word in the address.
FOLLOWABLE = {
    "topic": "topics.Topic",
    "service": "directory.Service",
    "body": "directory.PublicBody",
    "area": "directory.Area",
    "person": "accounts.User",
}
PAGE = 30


@never_cache
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """``/me/notifications/``: what happened, newest first, by day; what one may no longer see is left out."""
    user = person_of(request)
    chosen = request.GET.get("kind", "")
    notices = user.notifications.all()
    if chosen in FILTERS:
        notices = notices.filter(event__in=FILTERS[chosen])
    page = page_by_key(notices, request.GET, keys=("-changed_at", "-id"), size=PAGE)
    lines, gone = lines_of(page.rows, user)
    if any(notice.read_at is None for notice in gone):
        # Nobody can read them any more: they must not be counted as unread for ever.
        actions.mark_gone(user=user, notifications=gone)
    context = {"page": page, "days": by_day(lines), "chosen": chosen if chosen in FILTERS else ""}
    return render(request, "notifications/inbox.html", context)


@require_POST
@login_required
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """Mark every line of the inbox as read."""
    actions.mark_read(user=person_of(request))
    return HttpResponseRedirect(reverse("notifications:inbox"), status=303)


@never_cache
@login_required
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """``/me/notifications/<pk>/``: mark one line as read and go on to what it is about."""
    user = person_of(request)
    notice = get_object_or_404(user.notifications, pk=pk)
    lines, __ = lines_of([notice], user)
    actions.mark_read(user=user, notification=notice)
    return HttpResponseRedirect(lines[0].words.url if lines else reverse("notifications:inbox"))


@never_cache
def follow(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """``/follow/<kind>/<pk>/``: POST follows, or with ``undo`` no longer; GET asks those who come by a plain link."""
    target = _followed(request, kind, pk)
    if request.method != "POST":
        return _ask(request, target, _("Follow"), _("You are told here when something happens."))
    user = _person(request)
    pressed = "undo" not in request.POST
    if pressed:
        actions.follow(user=user, target=target)
    else:
        actions.unfollow(user=user, target=target)
    context = {"url": request.path, "pressed": pressed, "about": str(target)}
    return _answer(request, target, "components/follow.html", context)


@never_cache
def mute(request: HttpRequest, pk: int) -> HttpResponse:
    """``/mute/<pk>/``: POST mutes a person, or with ``undo`` no longer."""
    target = get_object_or_404(User, pk=pk, deleted_at__isnull=True)
    if request.method != "POST":
        return _ask(request, target, _("Mute"), _("You no longer see or hear of what this person writes."))
    user = _person(request)
    pressed = "undo" not in request.POST
    if pressed:
        actions.mute(user=user, muted=target)
    else:
        actions.unmute(user=user, muted=target)
    context = {"url": request.path, "pressed": pressed, "person": target}
    return _answer(request, target, "people/_mute.html", context)


def _followed(request: HttpRequest, kind: str, pk: int) -> Any:
    if kind not in FOLLOWABLE:
        raise Http404
    model = apps.get_model(FOLLOWABLE[kind])
    target = get_object_or_404(model, pk=pk)
    gone = getattr(target, "deleted_at", None) is not None
    if gone or not actions.may_see(request.user, target):  # type: ignore[arg-type]
        raise Http404
    return target


def _person(request: HttpRequest) -> User:
    """Return who is signed in with a proven address, and count the deed."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied(_("Sign in to follow."))
    if not user.is_verified:
        raise PermissionDenied(_("Confirm your e-mail address first."))
    check_rate(request, "follow", times=60, seconds=60, key=str(user.pk))
    return user


def _ask(request: HttpRequest, target: Any, button: str, text: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")
    context = {"title": f"{button}: {target}", "text": text, "button": button, "back": target.get_absolute_url()}
    return render(request, "components/confirm.html", context)


def _answer(request: HttpRequest, target: Any, fragment: str, context: dict[str, Any]) -> HttpResponse:
    if getattr(request, "htmx", False):
        return render(request, fragment, context)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = target.get_absolute_url()
    return HttpResponseRedirect(back, status=303)
