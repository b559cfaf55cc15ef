"""``/demo/mail/``: the mails of a demo, so that a newcomer on a bare machine can read the code. Nowhere else."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import urlize
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache

from sharek.demo import mailbox


@never_cache
def mail_list(request: HttpRequest) -> HttpResponse:
    """List the mails that have been sent, newest first."""
    _only_in_a_demo()
    return render(request, "demo/mail_list.html", {"mails": mailbox.mails()})


@never_cache
def mail(request: HttpRequest, key: str) -> HttpResponse:
    """Show the plain part of one mail, its links clickable."""
    _only_in_a_demo()
    found = mailbox.mail_by(key)
    if found is None:
        raise Http404
    # urlize escapes the text and links what is an address in it.
    return render(request, "demo/mail.html", {"mail": found, "text": mark_safe(urlize(found.text, autoescape=True))})


def _only_in_a_demo() -> None:
    if not settings.DEMO:
        raise Http404
