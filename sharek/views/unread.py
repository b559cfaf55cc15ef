"""How many lines of the inbox are unread: what a page asks for when it hears that the inbox has changed."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sharek.context import reader


@never_cache
@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """Answer with the number alone, as plain text; 0 for visitors."""
    return HttpResponse(reader(request).unread, content_type="text/plain")
