"""Model versions in the admin, to look at."""

from django.contrib import admin

from leadqual.core.staff_admin.model_admins import ReadOnlyAdmin
from leadqual.registry.models import ModelVersion


@admin.register(ModelVersion)
class ModelVersionAdmin(ReadOnlyAdmin):
    """Versions are registered by training and by the start; the Lab promotes them."""

    list_display = ["version", "kind", "is_active", "created_at", "promoted_at"]
    list_filter = ["kind", "is_active"]
