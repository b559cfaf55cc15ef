"""Pages of the directory: services, public bodies, areas. The topics on them come from topics' own template tags."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from sharek.text.folding import fold

from .models import Area, PublicBody, Service
from .vocabulary import AUDIENCES, CHANNELS


def services(request: HttpRequest) -> HttpResponse:
    """List all services by body; ``q`` narrows them to those whose names hold every word of it, spelled anyhow."""
    query = request.GET.get("q", "").strip()[:100]
    provision = request.GET.get("provision", "")
    found = [
        service
        for service in Service.objects.select_related("body").order_by("body__tree_id", "body__lft", "pk")
        if _matches(query, service.name_ar, service.name_en, service.body.name_ar, service.body.name_en)
        and (provision not in Service.Provision.values or service.provision == provision)
    ]
    context = {"services": found, "query": query, "provision": provision, "provisions": Service.Provision.choices}
    return render(request, "directory/services.html", context)


def _matches(query: str, *names: str) -> bool:
    """Whether each word of ``query`` begins a word of ``names`` or stands inside one, folded."""
    text = fold(" ".join(names))
    return all(word in text for word in fold(query).split())


def service(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Service.objects.select_related("body", "regulator"), slug=slug)
    context = {
        "service": found,
        "channels": [CHANNELS[code] for code in found.channels if code in CHANNELS],
        "audiences": [AUDIENCES[code] for code in found.audiences if code in AUDIENCES],
    }
    return render(request, "directory/service.html", context)


def bodies(request: HttpRequest) -> HttpResponse:
    """Show the public bodies as the tree that they are."""
    query = request.GET.get("q", "").strip()[:100]
    tree = list(PublicBody.objects.order_by("tree_id", "lft"))
    found = [body for body in tree if _matches(query, body.name_ar, body.name_en)] if query else tree
    return render(request, "directory/bodies.html", {"bodies": found, "query": query})


def body(request: HttpRequest, slug: str) -> HttpResponse:
    found: PublicBody = get_object_or_404(PublicBody.objects.select_related("parent"), slug=slug)
    context = {"body": found, "services": found.services.all(), "children": found.get_children()}
    return render(request, "directory/body.html", context)


def areas(request: HttpRequest) -> HttpResponse:
    roots = Area.objects.filter(parent__isnull=True).order_by("position", "code")
    return render(request, "directory/areas.html", {"areas": roots})


def area(request: HttpRequest, slug: str) -> HttpResponse:
    found: Area = get_object_or_404(Area.objects.select_related("parent"), slug=slug)
    return render(request, "directory/area.html", {"area": found, "children": found.get_children()})
