"""Pages of polls. What they show depends on who looks, so that no cache between may keep them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, resolve_url

from moderation.permissions import may
from moderation.pseudonyms import pseudonym

from ..models import Poll
from ..permissions import check_can_run


def get_poll(request: HttpRequest, pk: int) -> Poll:
    """Return a poll that the reader may see, with its choices and what its page says of the topic; else 404."""
    polls = Poll.objects.visible_to(request.user).with_choices().select_related("topic__body", "opened_by")
    return get_object_or_404(polls.defer("topic__text", "topic__text_html"), pk=pk)


def about(request: HttpRequest, poll: Poll) -> dict[str, Any]:
    """Return what a poll's pages say of who runs it: moderators stand in public under their pseudonyms."""
    user = request.user
    return {
        "opened_by": pseudonym(poll.opened_by),
        "may_run": user.is_authenticated and user.is_moderator and may(check_can_run, user, poll),
    }


def see_other(to: object, *args: object) -> HttpResponseRedirect:
    """Answer a form that was taken: look there (303), so that loading the page again sends nothing twice."""
    return HttpResponseRedirect(resolve_url(to, *args), status=303)  # type: ignore[arg-type]
