"""Raising a topic, one question a page: what, service, place, details, similar ones, check."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Area, Service
from realtime.doors import Refused
from realtime.rates import check_rate

from ..actions import (
    add_draft_photo,
    describe_draft_photo,
    discard_draft,
    keep_draft,
    remove_draft_photo,
    send_draft,
    support_topic,
)
from ..dangers import sounds_dangerous
from ..forms import add_refusal
from ..forms.raising import DANGER, OWN, DetailsForm, KindForm, PlaceForm, ServiceForm, clean_description
from ..models import Draft, DraftPhoto, Topic
from ..permissions import check_can_open_topic
from ..pictures import prepare_picture
from ..search import similar_topics
from ..stages import DONE, NEXT, NOW, Stage
from .requests import SignedInRequest, posted
from .responding import see_other

# Each step with the answers that it needs from those before it.
STEPS = {
    "service": (gettext_lazy("Service"), ["kind"]),
    "place": (gettext_lazy("Place"), ["kind", "service"]),
    "details": (gettext_lazy("Problem"), ["kind", "service", "area"]),
    "similar": (gettext_lazy("Similar ones"), ["kind", "service", "area", "title", "body"]),
    "check": (gettext_lazy("Check"), ["kind", "service", "area", "title", "body"]),
}
ASKED_IN = {"service": "service", "area": "place", "title": "details", "body": "details"}


def step_url(step: str) -> str:
    return reverse("topics:new_step", args=[step])


def path_of(step: str) -> list[Stage]:
    """Return the steps as stars on a line, ``step`` the present one."""
    here = list(STEPS).index(step)
    return [
        Stage(str(label), "", DONE if place < here else NOW if place == here else NEXT)
        for place, (label, __) in enumerate(STEPS.values())
    ]


def start(request: HttpRequest) -> HttpResponse:
    """Ask what it is about. Whoever may not post yet is told so here, before a word is written."""
    preset = {name: request.GET[name] for name in ("service", "area") if request.GET.get(name)}
    action = request.path + (f"?{urlencode(preset)}" if preset else "")
    try:
        check_can_open_topic(request.user)
    except PermissionDenied as refusal:
        demand = {"refusal": refusal, "kind": type(refusal).__name__, "next": action}
        return render(request, "topics/new/demand.html", demand)
    draft = Draft.objects.filter(user=request.user.pk).first()
    answers = draft.answers if draft else {}
    if request.method == "POST" and request.POST.get("discard"):
        discard_draft(user=request.user)  # type: ignore[arg-type]
        return see_other(action)
    form = KindForm(posted(request), initial={"kind": answers.get("kind")})
    if request.method == "POST" and form.is_valid():
        return _begin(request, form.cleaned_data["kind"], preset)
    context = {
        "form": form,
        "draft": draft if answers.get("title") or answers.get("body") else None,
        "resume": step_url(_first_open(answers)),
        "service": Service.objects.filter(slug=preset.get("service", "")).first(),
    }
    return render(request, "topics/new/start.html", context)


def _begin(request: HttpRequest, kind: str, preset: dict[str, str]) -> HttpResponse:
    if kind == DANGER:
        return see_other(reverse("topics:new_danger"))
    if kind == OWN:
        return see_other(reverse("topics:new_own"))
    answers: dict[str, Any] = {"kind": kind}
    service = Service.objects.filter(slug=preset.get("service", "")).first()
    area = Area.objects.filter(slug=preset.get("area", "")).first()
    answers |= {"service": service.pk} if service else {}
    answers |= {"area": area.pk} if area else {}
    draft = keep_draft(user=request.user, answers=answers)  # type: ignore[arg-type]
    return see_other(step_url("service" if not service else _first_open(draft.answers, at_most="place")))


def _first_open(answers: dict[str, Any], at_most: str = "check") -> str:
    """Return the first step whose own answer is missing, ``at_most`` where none is before it."""
    for name, step in ASKED_IN.items():
        if not answers.get(name) or step == at_most:
            return step
    return at_most


def new_step(request: SignedInRequest, step: str) -> HttpResponse:
    """Show one step, once the ones before it have been answered."""
    if step not in STEPS:
        raise Http404
    try:
        check_can_open_topic(request.user)
    except PermissionDenied:
        return redirect("topics:new")
    user = request.user
    draft = Draft.objects.filter(user=user).first() or Draft(user=user, token=uuid.uuid4())
    missing = [name for name in STEPS[step][1] if not draft.answers.get(name)]
    if missing and not (step == "check" and request.method == "POST"):
        return redirect("topics:new") if missing[0] == "kind" else redirect(step_url(ASKED_IN[missing[0]]))
    return VIEWS[step](request, draft)


def _page(request: HttpRequest, step: str, draft: Draft, **context: Any) -> HttpResponse:
    answers = draft.answers
    service = Service.objects.select_related("body").filter(pk=answers.get("service") or 0).first()
    context |= {
        "step": step,
        "steps": path_of(step),
        "draft": draft,
        "answers": answers,
        "service": service,
        "area": Area.objects.filter(pk=answers.get("area") or 0).first(),
        "back": step_url(list(STEPS)[list(STEPS).index(step) - 1]) if step != "service" else reverse("topics:new"),
    }
    return render(request, f"topics/new/{step}.html", context)


def _after(request: HttpRequest, step: str) -> str:
    """Return where the next page is; back to the check where one came from there to change something."""
    return step_url("check" if request.GET.get("change") else step)


def service_step(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = ServiceForm(posted(request), initial={"service": draft.answers.get("service")})
    if request.method == "POST" and form.is_valid():
        keep_draft(user=draft.user, answers={"service": int(form.cleaned_data["service"])})
        return see_other(_after(request, "place"))
    return _page(request, "service", draft, form=form)


def place_step(request: HttpRequest, draft: Draft) -> HttpResponse:
    names = ("area", "place", "show_place")
    initial = {name: draft.answers[name] for name in names if draft.answers.get(name)}
    form = PlaceForm(posted(request), initial=initial)
    if request.method == "POST":
        keep_draft(user=draft.user, answers={"place": request.POST.get("place", "")})
        if form.is_valid():
            keep_draft(user=draft.user, answers={**form.cleaned_data, "area": int(form.cleaned_data["area"])})
            return see_other(_after(request, "details"))
    return _page(request, "place", draft, form=form)


def details_step(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """Ask what happens. What was typed is kept whether or not it can be sent as it is."""
    user = draft.user
    if request.method != "POST":
        form = DetailsForm(initial=draft.answers)
        return _page(request, "details", draft, form=form, photos=_photos(draft))
    form = DetailsForm(request.POST, request.FILES)
    draft = keep_draft(
        user=user,
        answers={
            "title": request.POST.get("title", ""),
            "body": request.POST.get("body", ""),
            "hide_name": bool(request.POST.get("hide_name")),
        },
    )
    if request.htmx and request.POST.get("keep"):
        return HttpResponse(status=204)
    _take_photos(request, draft, form)
    asks_for_photos = request.POST.get("remove") or request.POST.get("add")
    if request.POST.get("keep") or asks_for_photos:
        if not form.errors.get("photos"):
            if not asks_for_photos:
                messages.success(request, _("Your draft has been saved. You find it here again when you come back."))
            return see_other(step_url("details"))
        form.errors.pop("title", None)
        form.errors.pop("body", None)
    elif form.is_valid():
        dangerous = sounds_dangerous(f"{form.cleaned_data['title']}\n{form.cleaned_data['body']}")
        if dangerous and not draft.answers.get("calm"):
            return see_other(reverse("topics:new_danger"))
        return see_other(_after(request, "similar"))
    return _page(request, "details", draft, form=form, photos=_photos(draft))


def _photos(draft: Draft) -> list[DraftPhoto]:
    return list(draft.photos.all()) if draft.pk else []


def _take_photos(request: HttpRequest, draft: Draft, form: DetailsForm) -> None:
    """Keep descriptions, remove and add photos; what cannot be taken is said beside the field."""
    form.full_clean()
    for photo in _photos(draft):
        typed = request.POST.get(f"description-{photo.pk}")
        if request.POST.get("remove") == str(photo.pk):
            remove_draft_photo(user=draft.user, photo=photo)
        elif typed is not None and clean_description(typed) != photo.description:
            describe_draft_photo(user=draft.user, photo=photo, description=clean_description(typed))
    for upload in request.FILES.getlist("photos"):
        try:
            check_rate(request, "photos", times=30, seconds=600, key=str(draft.user_id))
            add_draft_photo(user=draft.user, picture=prepare_picture(upload))
        except Refused as refusal:
            add_refusal(form, refusal)


def similar_step(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Show topics that may be the same. "I have this too" supports and follows one, and ends the form."""
    answers = draft.answers
    if request.method == "POST" and request.POST.get("same"):
        topic = get_object_or_404(Topic.objects.visible_to(draft.user), pk=typed_number(request.POST["same"]))
        support_topic(user=draft.user, topic=topic, and_follow=True)
        discard_draft(user=draft.user)
        messages.success(request, _("You are counted, and you follow this topic from now on."))
        return see_other(topic.get_absolute_url())
    if request.method == "POST":
        return see_other(step_url("check"))
    service = get_object_or_404(Service, pk=answers["service"])
    area = Area.objects.filter(pk=answers["area"]).first()
    found = similar_topics(title=answers["title"], text=answers["body"], service=service, area=area, user=draft.user)
    found = [topic for topic in found if topic.author_id != draft.user_id]
    if not found:
        return redirect(step_url("check"))
    return _page(request, "similar", draft, similar=found)


def typed_number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0


def check_step(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Show all answers, each with a way to change it, and send them. Sent five times they make one topic."""
    form = forms.Form(posted(request))
    if request.method == "POST":
        try:
            token = uuid.UUID(request.POST.get("token", ""))
        except ValueError:
            raise Http404 from None
        try:
            topic = send_draft(user=draft.user, token=token)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return see_other(f"{reverse('topics:done')}?topic={topic.pk}")
    return _page(request, "check", draft, form=form, photos=_photos(draft), places=dict(Topic.ShownPlace.choices))


VIEWS: dict[str, Callable[[SignedInRequest, Draft], HttpResponse]] = {
    "service": service_step,
    "place": place_step,
    "details": details_step,
    "similar": similar_step,
    "check": check_step,
}
