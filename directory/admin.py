"""Reference data in the administration. Trees are edited one writer at a time: see ``locks``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from realtime.control import close_sockets

from .locks import lock_trees
from .models import Area, Holiday, PublicBody, Representative, Service


class TreeAdmin(admin.ModelAdmin):
    """Saves and deletes nodes under the lock of the trees; never several at once."""

    list_per_page = 50

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save under the lock. The node is read anew: another writer may have moved it since the form was shown."""
        with transaction.atomic():
            lock_trees()
            if change:
                fresh = type(obj)._default_manager.get(pk=obj.pk)
                for name in form.changed_data:
                    setattr(fresh, name, form.cleaned_data[name])
                fresh.save()
            else:
                super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete under the lock; a node that something points at cannot be deleted."""
        with transaction.atomic():
            lock_trees()
            super().delete_model(request, type(obj)._default_manager.get(pk=obj.pk))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer no deletion of several nodes at once: mptt does not survive it."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


@admin.register(Area)
class AreaAdmin(TreeAdmin):
    list_display = ("name", "kind", "code", "parent")
    list_filter = ("kind",)
    search_fields = ("name_ar", "name_en", "code")
    list_select_related = ("parent",)
    raw_id_fields = ("parent",)


@admin.register(PublicBody)
class PublicBodyAdmin(TreeAdmin):
    list_display = ("name", "kind", "parent", "answer_days")
    list_filter = ("kind",)
    search_fields = ("name_ar", "name_en", "slug")
    list_select_related = ("parent",)
    raw_id_fields = ("parent",)


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin):
    list_display = ("name", "body", "provision")
    list_filter = ("provision",)
    search_fields = ("name_ar", "name_en", "slug")
    list_select_related = ("body",)
    raw_id_fields = ("body", "regulator")


@admin.register(Representative)
class RepresentativeAdmin(admin.ModelAdmin):
    """Who speaks for a body. Whoever comes or goes is asked anew on open pages."""

    list_display = ("user", "body", "role")
    list_filter = ("role",)
    search_fields = ("user__display_name", "user__handle", "body__name_ar", "body__name_en")
    list_select_related = ("user", "body")
    raw_id_fields = ("user", "body")

    def save_model(self, request: HttpRequest, obj: Representative, form: Any, change: bool) -> None:
        before = Representative.objects.filter(pk=obj.pk).values_list("user", flat=True) if change else ()
        concerned = {*before, obj.user_id}
        super().save_model(request, obj, form, change)
        _ask_anew(concerned)

    def delete_model(self, request: HttpRequest, obj: Representative) -> None:
        concerned = {obj.user_id}
        super().delete_model(request, obj)
        _ask_anew(concerned)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Representative]) -> None:
        """Take several away at once."""
        concerned = set(queryset.values_list("user", flat=True))
        super().delete_queryset(request, queryset)
        _ask_anew(concerned)


def _ask_anew(users: Iterable[int]) -> None:
    for user_id in sorted(users):
        close_sockets(user_id=user_id, reason="body")


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    list_display = ("day", "name")
    ordering = ("-day",)
