"""Model versions in the admin, to look at."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from leadqual.registry.models import ModelVersion


@admin.register(ModelVersion)
class ModelVersionAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Versions are registered by training and by the start of the product."""

    list_display = ["version", "kind", "is_active", "created_at", "promoted_at"]
    list_filter = ["kind", "is_active"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only training adds versions."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A version never changes."""
        return False
