"""Pages of plain text: what Sharek is, how to use it, what is kept, how it can be used by everyone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def about(request: HttpRequest) -> HttpResponse:
    """Say what Sharek is and how a topic goes from a problem to a fix."""
    return render(request, "pages/about.html")


def help_page(request: HttpRequest) -> HttpResponse:
    """Answer what people ask most."""
    return render(request, "pages/help.html")


def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept, why and for how long."""
    return render(request, "pages/privacy.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    """State how far everyone can use the portal, and whom to tell when one cannot."""
    return render(request, "pages/accessibility.html")
