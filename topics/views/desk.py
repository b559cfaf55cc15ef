"""The desk of a public body: what is to be answered, oldest due first; answers, evidence, commitments kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import PublicBody
from realtime.doors import Refused
from realtime.reading import last_seqs
from realtime.streams import stream_name

from ..actions import edit_answer, keep_commitment, publish_answer, resolve_topic
from ..answer_clock import due_day
from ..forms import add_refusal
from ..forms.answering import AnswerForm, EditAnswerForm, EvidenceForm
from ..models import Commitment, FixedAnswer, OfficialAnswer, Topic, TopicQuerySet
from ..paging import KeyPage, key_page
from ..permissions import (
    bodies_answering,
    check_can_answer,
    check_can_edit_answer,
    check_can_keep,
    check_can_resolve,
)
from .reading import topics_for
from .requests import SignedInRequest, posted
from .responding import see_other

VIEWS = {
    "": gettext_lazy("To answer"),
    "promised": gettext_lazy("Commitments"),
    "asked": gettext_lazy("Was it fixed?"),
    "all": gettext_lazy("All topics"),
}


@login_required
def desk(request: SignedInRequest) -> HttpResponse:
    """Show a representative what awaits the bodies that they speak for."""
    if not request.user.is_representative:
        raise PermissionDenied(_("This page is for the representatives of public bodies."))
    body_keys = request.user.representations.values_list("body", flat=True)
    live = last_seqs([stream_name("body", pk) for pk in body_keys])
    bodies = list(PublicBody.objects.filter(representatives__user=request.user.pk).order_by("tree_id", "lft"))
    chosen = next((body for body in bodies if body.slug == request.GET.get("body")), None)
    view = request.GET.get("view", "") if request.GET.get("view", "") in VIEWS else ""
    page = _page(request, view, [chosen] if chosen else bodies)
    context = {
        "bodies": bodies,
        "chosen": chosen,
        "view": view,
        "views": [(key, words, key == view) for key, words in VIEWS.items()],
        "page": page,
        "section": "agency",
        "live": live,
    }
    return render(request, "topics/desk.html", context)


def _page(request: SignedInRequest, view: str, bodies: list[PublicBody]) -> KeyPage:
    topics = Topic.objects.published().filter(body__in=bodies).select_related("service", "body", "area__parent__parent")
    if view == "promised":
        promises = (
            Commitment.objects.filter(
                answer__body__in=bodies, answer__status="published", answer__topic__status="published", kept_at=None
            )
            .select_related("answer__topic__area__parent__parent", "answer__body")
            .order_by(F("due_on").asc(nulls_last=True), "pk")
        )
        return KeyPage(list(promises[:100]))
    if view == "asked":
        return key_page(_asked(topics), column="resolved_at", query=request.GET)
    if view == "all":
        return key_page(topics, column="published_at", query=request.GET)
    page = key_page(
        topics.filter(stage=Topic.Stage.OPEN, answered_at=None),
        column="answer_due_at",
        query=request.GET,
        descending=False,
    )
    for topic in page.rows:
        topic.due_day = due_day(topic.answer_due_at)
    return page


def _asked(topics: TopicQuerySet) -> TopicQuerySet:
    """Return the topics about which citizens are being asked, with what they have said so far."""
    this_round = Q(fixed_answers__round=F("fixed_round"))
    return topics.filter(resolved_at__isnull=False).annotate(
        yes=Count("fixed_answers", filter=this_round & Q(fixed_answers__fixed=True)),
        no=Count("fixed_answers", filter=this_round & Q(fixed_answers__fixed=False)),
    )


@login_required
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a representative answer a topic, with a commitment if wished."""
    topic = get_object_or_404(topics_for(request.user), pk=pk)
    bodies = bodies_answering(request.user, topic)
    check_can_answer(request.user, topic, bodies[0] if bodies else topic.body)
    form = AnswerForm(posted(request), bodies=bodies)
    if request.method == "POST" and form.is_valid():
        try:
            published = publish_answer(
                representative=request.user,
                topic=topic,
                public_body=form.chosen_body,
                body_text=form.cleaned_data["body"],
                commitment=form.cleaned_data["commitment"],
                due_on=form.cleaned_data["due_on"],
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The answer is public; the author and the followers are being told."))
            return see_other(published.get_absolute_url())
    return _form_page(request, topic, form, title=_("Answer this topic"), button=_("Publish the answer"))


@login_required
def change_answer(request: SignedInRequest, pk: int, answer_pk: int) -> HttpResponse:
    """Let the body reword an answer; every wording stays readable."""
    topic = get_object_or_404(topics_for(request.user), pk=pk)
    given = get_object_or_404(OfficialAnswer.objects.visible_to(request.user), pk=answer_pk, topic=topic)
    check_can_edit_answer(request.user, given)
    form = EditAnswerForm(posted(request), initial={"body": given.text})
    if request.method == "POST" and form.is_valid():
        try:
            edit_answer(representative=request.user, answer=given, body_text=form.cleaned_data["body"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The new wording is public. Earlier ones stay readable."))
            return see_other(given.get_absolute_url())
    return _form_page(request, topic, form, title=_("Edit the official answer"), button=_("Save the new wording"))


@login_required
def resolve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the responsible body say that the matter is resolved, with its evidence."""
    topic = get_object_or_404(topics_for(request.user), pk=pk)
    check_can_resolve(request.user, topic)
    form = EvidenceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            resolve_topic(representative=request.user, topic=topic, evidence=form.cleaned_data["evidence"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Marked as resolved. The author and the supporters are asked whether it was."))
            return see_other(topic.get_absolute_url())
    return _form_page(request, topic, form, title=_("Is this resolved?"), button=_("Mark as resolved"))


@login_required
def keep(request: SignedInRequest, pk: int, answer_pk: int) -> HttpResponse:
    """Let the body show that it kept a commitment."""
    topic = get_object_or_404(topics_for(request.user), pk=pk)
    promise = get_object_or_404(
        Commitment.objects.select_related("answer__body", "answer__topic"), answer=answer_pk, answer__topic=topic
    )
    check_can_keep(request.user, promise)
    form = EvidenceForm(posted(request))
    form.fields["evidence"].widget.attrs["maxlength"] = 2000
    if request.method == "POST" and form.is_valid():
        try:
            keep_commitment(representative=request.user, commitment=promise, evidence=form.cleaned_data["evidence"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The commitment is recorded as kept."))
            return see_other(promise.answer.get_absolute_url())
    return _form_page(
        request, topic, form, title=_("Was this commitment kept?"), button=_("Record as kept"), promise=promise
    )


def _form_page(
    request: SignedInRequest, topic: Topic, form: Any, *, title: str, button: str, **context: Any
) -> HttpResponse:
    said: list[FixedAnswer] = []
    if topic.fixed_round:
        said = list(topic.fixed_answers.exclude(text="").order_by("-created_at")[:20])
    context |= {"topic": topic, "form": form, "title": title, "button": button, "said": said, "section": "agency"}
    return render(request, "topics/answer.html", context)
