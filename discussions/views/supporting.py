"""Supporting a solution or a comment with one press."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from realtime.rates import check_rate

from ..actions import support_comment, support_solution, unsupport_comment, unsupport_solution
from ..markup import Pen
from ..models import Comment, CommentSupport, Solution
from ..permissions import check_can_support
from .finding import SignedInRequest, readable_comment_or_404, see_other


@login_required
def solution_support(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Support a solution, or take the support back. A GET, as after signing in, asks for one press."""
    rows = Solution.objects.visible_to(request.user).select_related("topic")
    solution = get_object_or_404(rows, topic=pk, number=number)
    if request.method != "POST":
        if solution.author_id == request.user.pk or solution.supports.filter(user=request.user.pk).exists():
            return redirect(solution)
        return _ask(request, solution, _("Do you support this solution?"), solution.title)
    check_rate(request, "support", times=60, seconds=600, key=str(request.user.pk))
    undo = bool(request.POST.get("undo"))
    if undo:
        unsupport_solution(user=request.user, solution=solution)
    else:
        support_solution(user=request.user, solution=solution)
    if not request.htmx:
        return see_other(solution.get_absolute_url())
    context = {
        "url": request.path,
        "count": solution.supports_count,
        "pressed": not undo,
        "about": solution.title,
        "label": _("I support this solution"),
        "icon": "arrow-big-up",
    }
    return render(request, "components/me2.html", context)


@login_required
def comment_support(request: SignedInRequest, pk: int) -> HttpResponse:
    """Support a comment, or take the support back. A GET, as after signing in, asks for one press."""
    comment = readable_comment_or_404(request, pk)
    if request.method != "POST":
        if comment.author_id == request.user.pk or _is_supported(request, comment):
            return redirect(comment)
        return _ask(request, comment, _("Do you support this comment?"), comment.text[:300])
    check_rate(request, "support", times=60, seconds=600, key=str(request.user.pk))
    undo = bool(request.POST.get("undo"))
    if undo:
        unsupport_comment(user=request.user, comment=comment)
    else:
        support_comment(user=request.user, comment=comment)
    if request.htmx:
        return HttpResponse(Pen("", signed_in=True).support(comment, not undo))
    return see_other(comment.get_absolute_url())


def _is_supported(request: SignedInRequest, comment: Comment) -> bool:
    return CommentSupport.objects.filter(target=comment, user=request.user).exists()


def _ask(request: SignedInRequest, post: Solution | Comment, title: str, text: str) -> HttpResponse:
    check_can_support(request.user, post)
    context = {"title": title, "text": text, "button": _("I support it"), "back": post.get_absolute_url()}
    return render(request, "components/confirm.html", context)
