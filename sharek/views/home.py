"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Say at a glance what Sharek is, show what goes on, and invite to the next step."""
    return render(request, "home.html")
