"""What citizens do on a topic with one press: me too, was it fixed, did the answer help."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from realtime.doors import Conflict, Refused
from realtime.rates import check_rate

from ..actions import answer_fixed, rate_answer, support_topic, unsupport_topic
from ..forms import add_refusal
from ..forms.answering import FixedForm
from ..models import OfficialAnswer, Topic
from ..permissions import check_can_say_fixed, check_can_support
from .reading import answers_of, topics_for
from .requests import SignedInRequest, posted

SEE_OTHER = 303


def see_other(url: str) -> HttpResponse:
    """Lead on after a POST, so that a reload sends nothing again."""
    response = redirect(url)
    response.status_code = SEE_OTHER
    return response


@login_required
def support(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say "me too" or take it back. A GET, as one arrives at after signing in, asks for one press."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        if topic.supports.filter(user=request.user.pk).exists() or topic.author_id == request.user.pk:
            return redirect(topic)
        check_can_support(request.user, topic)
        return render(
            request,
            "components/confirm.html",
            {
                "title": _("Does this concern you too?"),
                "text": topic.title,
                "button": _("Me too"),
                "back": topic.get_absolute_url(),
            },
        )
    check_rate(request, "support", times=60, seconds=600, key=str(request.user.pk))
    undo = bool(request.POST.get("undo"))
    if undo:
        unsupport_topic(user=request.user, topic=topic)
    else:
        support_topic(user=request.user, topic=topic)
    if request.htmx:
        context = {
            "url": request.path,
            "count": topic.supports_count,
            "pressed": not undo,
            "about": topic.title,
        }
        return render(request, "components/me2.html", context)
    return see_other(topic.get_absolute_url())


@login_required
def fixed(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the author or a supporter whether the matter was fixed."""
    topic = get_object_or_404(topics_for(request.user), pk=pk)
    check_can_say_fixed(request.user, topic)
    form = FixedForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            answer_fixed(
                user=request.user,
                topic=topic,
                fixed=form.cleaned_data["fixed"] == "yes",
                text=form.cleaned_data["text"],
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Your answer was counted. Thank you."))
            return see_other(topic.get_absolute_url())
    evidence = topic.timeline.filter(kind="resolved").select_related("body").last()
    return render(request, "topics/fixed.html", {"topic": topic, "form": form, "evidence": evidence})


@require_POST
@login_required
def rate(request: SignedInRequest, pk: int, answer_pk: int) -> HttpResponse:
    """Say whether an official answer helped."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user), pk=pk)
    answer = get_object_or_404(OfficialAnswer.objects.visible_to(request.user), pk=answer_pk, topic=topic)
    helpful = request.POST.get("helpful")
    if helpful not in {"1", "0"}:
        raise Conflict(_("Say whether the answer helped."))
    rate_answer(user=request.user, answer=answer, helpful=helpful == "1")
    if request.htmx:
        rated = next(one for one in answers_of(topic, request.user) if one.pk == answer_pk)
        return render(request, "topics/_rating.html", {"topic": topic, "answer": rated})
    return see_other(answer.get_absolute_url())
