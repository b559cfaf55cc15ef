"""What templates ask of moderation: who wrote something, where to report it, what stands in its place."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from moderation import authorship
from moderation.item_page import ItemPage
from moderation.models import ModeratedModel, Report

register = template.Library()


@register.simple_tag
def public_author(obj: ModeratedModel) -> authorship.Author:
    """Return who wrote ``obj``, as anybody may know it: ``{% public_author comment as author %}``."""
    return authorship.public_author(obj)


@register.simple_tag
def report_url(obj: ModeratedModel) -> str:
    """Return the address where ``obj`` is reported."""
    return reverse("moderation:report", args=[obj._meta.model_name, obj.pk])


@register.simple_tag
def record_of(page: ItemPage, report: Report) -> str:
    """Say what came of the reporter's former reports: how many were decided, and how many upheld."""
    decided, upheld = page.reporter_records.get(report.reporter_id or 0, (0, 0))
    if not decided:
        return _("no report decided before")
    return _("of %(decided)s reports before, %(upheld)s upheld") % {"decided": decided, "upheld": upheld}
