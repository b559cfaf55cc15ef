"""People in the administration: who has which role. No addresses, no deletion, nothing of what people wrote."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from realtime.doors import Refused

from .actions import set_role
from .models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Finds people by name or by the whole address (which is not shown) and changes their role by its door."""

    list_display = ("shown_name", "handle", "role", "joined_at")
    list_filter = ("role",)
    search_fields = ("display_name", "handle", "=email")
    search_help_text = _("A name, a short name, or the whole e-mail address")
    fields = ("display_name", "handle", "role", "joined_at", "verified_at")
    readonly_fields = ("display_name", "handle", "joined_at", "verified_at")
    ordering = ("-joined_at", "-pk")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave out deleted accounts: nothing is left to change in them."""
        return super().get_queryset(request).filter(deleted_at__isnull=True)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People register themselves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People leave themselves; posts point at the row."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Change the role through the door, which signs the person out everywhere."""
        try:
            set_role(administrator=request.user, user=User.objects.get(pk=obj.pk), role=obj.role)  # type: ignore[arg-type]
        except Refused as refusal:
            messages.error(request, str(refusal))
