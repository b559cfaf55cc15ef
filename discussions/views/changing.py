"""Editing and withdrawing one's own solution or comment; every wording that was public; closing a debate."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moderation.actions.submitting import revisions_of
from moderation.authorship import public_author
from moderation.models import Revision
from realtime.doors import Refused
from topics.histories import versions_of

from ..actions import edit_comment, edit_solution, lock_solution, withdraw_comment, withdraw_solution
from ..forms import EditForm, SolutionForm, add_refusal
from ..models import Comment, Solution
from ..permissions import check_can_edit, check_can_withdraw
from .finding import SignedInRequest, readable_comment_or_404, see_other

UNPROCESSABLE = 422


def _readable_solution(request: HttpRequest, pk: int, number: int) -> Solution:
    rows = Solution.objects.visible_to(request.user).select_related("topic", "author")
    return get_object_or_404(rows, topic=pk, number=number)


def _what_became_of(revision: Revision | None) -> str:
    if revision is None:
        return _("Nothing was changed.")
    if revision.state == Revision.State.PENDING:
        return _("Your new wording is being reviewed. Until then the approved one stays public.")
    return _("Your new wording has been saved. Earlier ones stay readable.")


def _waiting(post: Solution | Comment) -> Revision | None:
    waiting: Revision | None = revisions_of(post).filter(state=Revision.State.PENDING).first()
    return waiting


# --- solutions -------------------------------------------------------------------------------------------------------


@login_required
def solution_edit(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Let the author reword a solution. A wording that waits for review is offered again."""
    solution = _readable_solution(request, pk, number)
    check_can_edit(request.user, solution)
    waiting = _waiting(solution)
    shown = waiting or solution
    initial = {"title": shown.title, "body": waiting.body if waiting else solution.text}
    form = SolutionForm(request.POST or None, initial=initial, with_name=False)
    if request.method == "POST" and form.is_valid():
        try:
            revision = edit_solution(editor=request.user, solution=solution, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _what_became_of(revision))
            return see_other(solution.get_absolute_url())
    return _edit_page(request, solution, form, waiting)


@login_required
def solution_withdraw(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Let the author take a solution back, after one question."""
    solution = _readable_solution(request, pk, number)
    check_can_withdraw(request.user, solution)
    if request.method == "POST":
        withdraw_solution(author=request.user, solution=solution)
        messages.success(request, _("Your solution has been withdrawn. Nobody else can read it any more."))
        return see_other(solution.topic.get_absolute_url())
    context = {
        "title": _("Withdraw this solution?"),
        "text": _("It leaves every page, with its discussion, and cannot be brought back."),
        "button": _("Withdraw the solution"),
        "danger": True,
        "back": solution.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def solution_history(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show every wording that a solution has had in public, with what changed."""
    return _history_page(request, _readable_solution(request, pk, number))


@require_POST
@login_required
def solution_lock(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Let a moderator close the debate of a solution to new comments, or open it again."""
    solution = _readable_solution(request, pk, number)
    lock_solution(moderator=request.user, solution=solution, locked=not request.POST.get("undo"))
    return see_other(f"{solution.get_absolute_url()}#debate")


# --- comments --------------------------------------------------------------------------------------------------------


@login_required
def comment_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the author reword a comment. A wording that waits for review is offered again."""
    comment = readable_comment_or_404(request, pk)
    check_can_edit(request.user, comment)
    waiting = _waiting(comment)
    form = EditForm(request.POST or None, initial={"body": waiting.body if waiting else comment.text})
    if request.method == "POST" and form.is_valid():
        try:
            revision = edit_comment(editor=request.user, comment=comment, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _what_became_of(revision))
            return see_other(comment.get_absolute_url())
    return _edit_page(request, comment, form, waiting)


@login_required
def comment_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the author take a comment back, after one question."""
    comment = readable_comment_or_404(request, pk)
    check_can_withdraw(request.user, comment)
    if request.method == "POST":
        withdraw_comment(author=request.user, comment=comment)
        messages.success(request, _("Your comment has been withdrawn. The replies to it stay."))
        return see_other((comment.solution or comment.topic).get_absolute_url() + "#debate")
    context = {
        "title": _("Withdraw this comment?"),
        "text": _("Its text leaves every page and cannot be brought back. The replies to it stay."),
        "button": _("Withdraw the comment"),
        "danger": True,
        "back": comment.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def comment_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every wording that a comment has had in public, with what changed."""
    return _history_page(request, readable_comment_or_404(request, pk))


# --- both ------------------------------------------------------------------------------------------------------------


def _edit_page(
    request: HttpRequest, post: Solution | Comment, form: forms.Form, waiting: Revision | None
) -> HttpResponse:
    context = {
        "post": post,
        "topic": post.topic,
        "form": form,
        "waiting": waiting,
        "is_comment": isinstance(post, Comment),
    }
    return render(request, "discussions/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


def _history_page(request: HttpRequest, post: Solution | Comment) -> HttpResponse:
    context = {
        "post": post,
        "topic": post.topic,
        "author": public_author(post),
        "versions": versions_of(post),
        "is_comment": isinstance(post, Comment),
    }
    return render(request, "discussions/history.html", context)
