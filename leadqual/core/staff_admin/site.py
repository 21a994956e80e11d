"""The admin site, with only our models and the product's sign-in page."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse


class StaffSite(admin.AdminSite):
    """Django's own admin.

    Packages register their own models, such as email addresses and second factors. They are not
    shown, because editing them would bypass account security.
    """

    site_title = site_header = "LeadQual admin"
    index_title = "Administration"

    def register(
        self,
        model_or_iterable: "type[Model] | Iterable[type[Model]]",
        admin_class: "type[admin.ModelAdmin[Any]] | None" = None,
        **options: Any,
    ) -> None:
        """Register only our own models."""
        given = model_or_iterable
        models = [given] if isinstance(given, ModelBase) else list(given)
        own = [model for model in models if model.__module__.startswith("leadqual.")]
        super().register(own, admin_class, **options)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the product's sign-in page, which has rate limits and second factors."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        target = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(target, reverse("account_login"))

    def password_change(  # type: ignore[override]  # leads elsewhere
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """Redirect to the product's password page."""
        return redirect("account_change_password")
