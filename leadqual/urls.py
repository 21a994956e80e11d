"""Every address of the product: pages and operations of the apps, and what Django adds."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2
from drf_spectacular.views import (
    SpectacularAPIView,
    SpectacularJSONAPIView,
    SpectacularSwaggerSplitView,
)
from rest_framework.negotiation import DefaultContentNegotiation

from leadqual.accounts import urls as accounts
from leadqual.accounts.api.view_sets import api_routes
from leadqual.accounts.page_routes import page_routes
from leadqual.core.api.error_texts import install_texts
from leadqual.core.api.operations import group_patterns
from leadqual.core.pages import errors_and_health
from leadqual.mcp_server.streamable_http import McpView

install_texts()
urlpatterns = [
    path("api/v1/", include((group_patterns(api_routes()), "api"))),
    path(
        "api/v1/openapi.json",
        SpectacularJSONAPIView.as_view(renderer_classes=[OpenApiJsonRenderer2]),
        name="openapi",
    ),
    path(
        "api/v1/schema",
        SpectacularAPIView.as_view(
            content_negotiation_class=DefaultContentNegotiation,
            renderer_classes=[OpenApiJsonRenderer2, OpenApiYamlRenderer2],
        ),
        name="openapi-schema",
    ),
    *page_routes(),
    path("", include(accounts.allauth)),
    path("healthz", errors_and_health.healthz, name="healthz"),
    path("readyz", errors_and_health.readyz, name="readyz"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="openapi"), name="api-docs"),
    path("", include(([path("mcp", McpView.as_view(), name="mcp")], "mcp"))),
    path("admin/", admin.site.urls),
]

handler400 = "leadqual.core.pages.errors_and_health.bad_request"
handler404 = "leadqual.core.pages.errors_and_health.not_found"
handler403 = "leadqual.core.pages.errors_and_health.forbidden"
handler500 = "leadqual.core.pages.errors_and_health.server_error"
