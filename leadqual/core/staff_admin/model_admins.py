"""Base classes for read-only admin pages."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not at run time
    """An admin page for read-only rows."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows come from elsewhere."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rows are changed elsewhere, or never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rows are deleted elsewhere, or never."""
        return False


class ReadOnlyInline(admin.TabularInline):  # type: ignore[type-arg]
    """Read-only inline rows."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rows come from elsewhere."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rows are changed elsewhere."""
        return False
