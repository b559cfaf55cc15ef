"""The pages of refusals and faults. Each says what happened, keeps what was typed, and offers a way on."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

# Free text that a person may have typed into a form that was refused; passwords and codes are never echoed.
TYPED = ("title", "body", "text", "question", "note", "explanation", "reason")


def wants_fragment(request: HttpRequest) -> bool:
    """Return whether htmx asked, and only a part of the page is wanted."""
    asked: Any = getattr(request, "htmx", False)
    return bool(asked) and not asked.boosted


def answer(request: HttpRequest, status: int, sentence: str, **context: object) -> HttpResponse:
    """Render page ``status`` with ``sentence``, or only the sentence as a banner where htmx asked."""
    if wants_fragment(request):
        return render(request, "errors/_refusal.html", {"text": sentence, **context}, status=status)
    typed = [request.POST[name] for name in TYPED if request.POST.get(name, "").strip()] if status != 500 else []
    return render(request, f"{status}.html", {"sentence": sentence, "typed": typed, **context}, status=status)


def forbidden(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """Answer 403 with the sentence of the rule that refused."""
    return answer(request, 403, str(exception or "") or _("You do not have permission to do this."))


def conflict(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """Answer 409: what was to be changed has changed meanwhile."""
    current = getattr(exception, "current", None)
    sentence = str(exception) or _("This has changed since you opened the page.")
    return answer(request, 409, sentence, current=current)


def refused(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """Answer 400 with the door's sentence."""
    return answer(request, 400, str(exception) or _("This cannot be accepted as it is."))


def too_many(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """Answer 429 and say when to try again."""
    seconds = int(getattr(exception, "retry_after", 60))
    response = answer(request, 429, _("Too many attempts."), minutes=max(1, seconds // 60))
    response["Retry-After"] = str(seconds)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 to a request that no form of ours sends; its details stay unsaid."""
    return answer(request, 400, _("The request could not be understood."))


def not_found(request: HttpRequest, exception: Http404 | Exception | None = None) -> HttpResponse:
    """Answer 404: for what does not exist and for what one may not see, the same words."""
    if wants_fragment(request):
        return HttpResponseNotFound(_("Page not found"))
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 from a page that needs no context, no database and no session."""
    return HttpResponseServerError(loader.get_template("500.html").render())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose proof of origin is missing or old: nothing was sent, and the words are kept."""
    sentence = _("This form was open for too long, or your browser blocks cookies. Nothing has been sent.")
    return answer(request, 403, sentence, retry=True)
