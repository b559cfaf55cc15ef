"""Reading a topic."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render

from ..addresses import topic_slug
from ..models import Topic


def detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show one topic; the number decides which, a wrong slug leads to the right address."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user).with_names(), pk=pk)
    if slug != topic_slug(topic.title):
        query = request.META.get("QUERY_STRING")
        return HttpResponsePermanentRedirect(topic.get_absolute_url() + (f"?{query}" if query else ""))
    return render(request, "topics/detail.html", {"topic": topic})
