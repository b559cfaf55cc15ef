"""The administration of moderation: policy versions until they are in force, filter words, and records to read.

What is decided is decided at the desk, through doors; nothing here changes a decision, a report or an appeal.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from .filters import forget_words
from .models import (
    Appeal,
    AuditEntry,
    Clause,
    Decision,
    FilterWord,
    PolicyVersion,
    Report,
    ReviewItem,
    Sanction,
)
from .policy_loading import fingerprint


class ReadOnly(admin.ModelAdmin):
    """Shown, searched, never changed."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _is_fixed(version: PolicyVersion | None) -> bool:
    return version is not None and version.pk is not None and version.is_in_force


class ClauseInline(admin.StackedInline):
    model = Clause
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: PolicyVersion | None = None) -> bool:
        return not _is_fixed(obj)

    def has_change_permission(self, request: HttpRequest, obj: PolicyVersion | None = None) -> bool:
        return not _is_fixed(obj)

    def has_delete_permission(self, request: HttpRequest, obj: PolicyVersion | None = None) -> bool:
        return not _is_fixed(obj)


@admin.register(PolicyVersion)
class PolicyVersionAdmin(admin.ModelAdmin):
    """A version is written before its day; from then on it is read only."""

    inlines = [ClauseInline]
    list_display = ("number", "effective_at", "requires_reacceptance", "sha256")
    readonly_fields = ("sha256",)

    def has_change_permission(self, request: HttpRequest, obj: PolicyVersion | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_fixed(obj)

    def has_delete_permission(self, request: HttpRequest, obj: PolicyVersion | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_fixed(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        version = form.instance
        version.sha256 = fingerprint(version)
        version.save(update_fields=["sha256"])


@admin.register(FilterWord)
class FilterWordAdmin(admin.ModelAdmin):
    list_display = ("word", "clause_code", "is_active")
    list_filter = ("clause_code", "is_active")
    search_fields = ("word",)

    def save_model(self, request: HttpRequest, obj: FilterWord, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        forget_words()

    def delete_model(self, request: HttpRequest, obj: FilterWord) -> None:
        super().delete_model(request, obj)
        forget_words()

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[FilterWord]) -> None:
        super().delete_queryset(request, queryset)
        forget_words()


@admin.register(ReviewItem)
class ReviewItemAdmin(ReadOnly):
    list_display = ("id", "content_type", "object_id", "origin", "status", "urgent", "due_at")
    list_filter = ("status", "origin", "urgent")
    show_full_result_count = False


@admin.register(Report)
class ReportAdmin(ReadOnly):
    list_display = ("id", "clause", "outcome", "created_at")
    list_filter = ("outcome", "clause__code")
    list_select_related = ("clause",)
    exclude = ("reporter",)
    show_full_result_count = False


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    list_display = ("id", "outcome", "source", "content_type", "found_by_filter", "created_at")
    list_filter = ("outcome", "source", "found_by_filter")
    exclude = ("author",)
    show_full_result_count = False


@admin.register(Appeal)
class AppealAdmin(ReadOnly):
    list_display = ("id", "decision", "outcome", "due_at", "decided_at")
    list_filter = ("outcome",)
    exclude = ("appellant",)


@admin.register(Sanction)
class SanctionAdmin(ReadOnly):
    list_display = ("id", "user", "kind", "starts_at", "ends_at")
    list_filter = ("kind",)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ("seq", "at", "verb", "target", "actor_id")
    ordering = ("-seq",)
    show_full_result_count = False
    search_fields = ("target", "verb")
