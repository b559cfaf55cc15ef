"""The administration: Django's, for reference data and roles, entered through the portal's own sign-in."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

# Tables of libraries (addresses, second factors, sessions, tasks) are nobody's to browse.
OURS = {"accounts", "directory", "moderation", "topics", "discussions", "opinion_polls", "notifications"}


class PortalAdminSite(AdminSite):
    """Shows our own tables only. Signing in is the portal's, second factor included."""

    site_title = _("Sharek")
    site_header = _("Administration of Sharek")
    index_title = _("Reference data and roles")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take in our own tables and leave out, in silence, what libraries register."""
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label in OURS]  # type: ignore[union-attr]
        if ours:
            super().register(ours, admin_class, **options)

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send whoever is not signed in to the portal's page; refuse who is no administrator."""
        return super().login(request, extra_context)
