"""Writing: a comment, a solution."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from moderation.models import Status
from realtime.doors import Refused
from realtime.rates import check_rate
from topics.models import Topic

from ..actions import post_comment, propose_solution
from ..composing import comments_url, forget, keep
from ..forms import CommentForm, SolutionForm, add_refusal
from ..models import Comment
from ..permissions import check_can_solve
from ..places import debate_url, place_of
from ..reading import Debate
from ..thread_page import draw_fresh
from .finding import PageRequest, SignedInRequest, debate_or_404, see_other, solution_or_404
from .reading import fetch_comments, solution_context

UNPROCESSABLE = 422


def comment(request: PageRequest, pk: int, number: int | None = None) -> HttpResponse:
    """Take a comment on topic ``pk``, or on its solution ``number``; a GET fetches comments."""
    debate = debate_or_404(request, pk, number)
    if request.method != "POST":
        return fetch_comments(request, debate)
    form = CommentForm(request.POST)
    if not isinstance(request.user, User):
        return _sign_in_first(request, debate, form)
    check_rate(request, "comment", times=30, seconds=600, key=str(request.user.pk))
    if not form.is_valid():
        return _again(request, debate, form)
    try:
        written = _post(request.user, debate, form)
    except Refused as refusal:
        add_refusal(form, refusal)
        return _again(request, debate, form)
    forget(request, comments_url(debate))
    if request.htmx:
        shown = debate.one(written.pk)
        return HttpResponse(draw_fresh(request, debate, [shown] if shown else []) + _next_token())
    if written.status == Status.PENDING:
        messages.info(request, _("Your comment will be looked at within 24 hours. Until then only you see it."))
    return see_other(place_of(written, debate))


def _next_token() -> SafeString:
    """Return the field that names the next comment of the same form, put in the place of the old one."""
    return format_html(
        '<input type="hidden" name="token" value="{}" id="id_token" hx-swap-oob="true">', CommentForm().new_token()
    )


def _post(author: User, debate: Debate, form: CommentForm) -> Comment:
    """Post what the form says; where it was sent before, return what it made then."""
    typed = form.cleaned_data
    parent = None
    if typed["reply"]:
        parent = Comment.objects.on(debate.topic, debate.solution).filter(number=typed["reply"]).first()
        if parent is None:
            raise Refused(_("The comment that you answer does not exist."))
    try:
        return post_comment(
            author=author,
            topic=debate.topic,
            solution=debate.solution,
            body=typed["body"],
            parent=parent,
            hide_name=typed["hide_name"],
            token=typed["token"],
        )
    except IntegrityError:
        sent = Comment.objects.filter(author=author, form_token=typed["token"]).first()
        if sent is None:
            raise
        return sent


def _sign_in_first(request: PageRequest, debate: Debate, form: CommentForm) -> HttpResponse:
    """Keep what a visitor typed, and lead to signing in and back to the composer."""
    keep(request, comments_url(debate), form)
    reply = f"?reply={form.data['reply']}" if form.data.get("reply", "").isdigit() else ""
    response = redirect_to_login(f"{debate_url(debate)}{reply}#composer")
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": response.url})
    return response


def _again(request: PageRequest, debate: Debate, form: CommentForm) -> HttpResponse:
    """Show the form that was refused: its errors in the composer for htmx, else on the page of its debate."""
    if request.htmx:
        response = render(request, "discussions/_composer_errors.html", {"form": form}, status=UNPROCESSABLE)
        response["HX-Retarget"], response["HX-Reswap"] = "#composer-errors", "innerHTML"
        return response
    if debate.solution is None:
        context: dict[str, Any] = {"topic": debate.topic, "form": form, "debate_form": form, "has_errors": True}
        return render(request, "discussions/debate.html", context, status=UNPROCESSABLE)
    shown = Debate(debate.topic, solution_or_404(request, debate.topic.pk, debate.solution.number), request.user)
    context = {**solution_context(request, shown, form=form), "has_errors": True}
    return render(request, "discussions/solution.html", context, status=UNPROCESSABLE)


def solve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for a solution; a visitor is asked to sign in before anything is typed."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user).select_related("service", "body"), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    check_can_solve(request.user, topic)
    form = SolutionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        check_rate(request, "solution", times=10, seconds=3600, key=str(request.user.pk))
        try:
            solution = propose_solution(author=request.user, topic=topic, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            if solution.status == Status.PENDING:
                messages.success(request, _("Thank you. Your solution will be looked at within 24 hours."))
            else:
                messages.success(request, _("Thank you. Your solution is public; everybody can discuss it."))
            return see_other(solution.get_absolute_url())
    context = {"topic": topic, "form": form}
    return render(request, "discussions/solve.html", context, status=UNPROCESSABLE if form.errors else 200)
