"""The composer under a debate: whether one may write here, what was kept, whom one answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from moderation.permissions import PolicyNotAccepted, check_can_write
from realtime.doors import Conflict

from .entries import Entry, entries_of
from .forms import CommentForm
from .models import Comment
from .permissions import check_takes_comments
from .reading import Debate

_KEPT: Final = "kept-comments"  # in the session: address of the debate → what was typed there
_MOST_KEPT: Final = 3


@dataclass
class Composer:
    """What the composer shows. ``closed`` says why nothing can be written, ``note`` what is asked of the writer."""

    url: str
    form: CommentForm | None = None
    closed: str = ""
    note: str = ""
    signed_in: bool = False
    answered: Entry | None = None


def comments_url(debate: Debate) -> str:
    """Return the address that comments of a debate are sent to, and fetched from."""
    keys = [debate.topic.pk] if debate.solution is None else [debate.topic.pk, debate.solution.number]
    return reverse("discussions:comment", args=keys)


def composer_for(request: HttpRequest, debate: Debate, form: CommentForm | None = None) -> Composer:
    """Return the composer of a debate for this reader; ``form`` is one that was refused.

    One query for the signed-in (may they write), two more where they answer a comment.
    """
    composer = Composer(comments_url(debate), signed_in=request.user.is_authenticated)
    try:
        check_takes_comments(debate.topic, debate.solution)
    except Conflict as conflict:
        composer.closed = str(conflict)
        return composer
    if isinstance(request.user, User):
        try:
            check_can_write(request.user)
        except PolicyNotAccepted as refusal:
            composer.note = str(refusal)
        except PermissionDenied as refusal:
            composer.closed = str(refusal)
            return composer
    composer.form = form or _form(request, debate, composer.url)
    answered = _answered(debate, composer.form["reply"].value())
    if answered is not None:
        composer.answered = entries_of([answered], flat=True)[0][0]
        if form is None and request.GET.get("quote") and not composer.form.initial.get("body"):
            composer.form.initial["body"] = quoted(answered)
    return composer


def _form(request: HttpRequest, debate: Debate, url: str) -> CommentForm:
    initial: dict[str, Any] = dict(request.session.get(_KEPT, {}).get(url, {}))
    if request.GET.get("reply"):
        initial["reply"] = request.GET["reply"]
    return CommentForm(initial=initial)


def _answered(debate: Debate, number: Any) -> Comment | None:
    try:
        number = int(number)
    except (TypeError, ValueError):
        return None
    comment = debate.numbered(number)
    return comment if comment is not None and comment.is_published else None


def quoted(comment: Comment) -> str:
    """Return the text of a published comment as a quotation that one goes on below, without what it quotes itself."""
    text = Comment.objects.values_list("text", flat=True).get(pk=comment.pk)
    own = re.sub(r"(?m)^>.*\n?", "", text).strip()
    own = re.sub(r"\n{3,}", "\n\n", own)
    return "".join(f"> {line}\n" if line.strip() else ">\n" for line in own.split("\n")) + "\n"


def keep(request: HttpRequest, url: str, form: CommentForm) -> None:
    """Keep in the session what somebody typed who must sign in first; signing in keeps it."""
    kept = dict(request.session.get(_KEPT, {}))
    kept.pop(url, None)
    typed = {name: form.data.get(name, "")[:20_000] for name in ("body", "reply")}
    kept[url] = {**typed, "hide_name": bool(form.data.get("hide_name"))}
    request.session[_KEPT] = dict(list(kept.items())[-_MOST_KEPT:])


def forget(request: HttpRequest, url: str) -> None:
    """Drop what was kept for a debate: it has been sent."""
    kept = request.session.get(_KEPT, {})
    if url in kept:
        request.session[_KEPT] = {other: typed for other, typed in kept.items() if other != url}
