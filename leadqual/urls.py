"""Every address of the product: the `pages` and `api` lists of the apps, joined."""

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
from leadqual.accounts.api.view_sets import conventional
from leadqual.accounts.routing import page_routes
from leadqual.campaigns import urls as campaigns
from leadqual.core.api.field_texts import use_plain_texts
from leadqual.core.api.operations import grouped
from leadqual.core.pages import errors_and_health
from leadqual.duplicates import api as duplicates
from leadqual.imports import urls as imports
from leadqual.inbound import api as inbound
from leadqual.labeling import urls as labeling
from leadqual.lead_scores import api as lead_scores
from leadqual.lookup import urls as lookup
from leadqual.mailboxes import api as mailboxes
from leadqual.mcp_server import urls as mcp_server
from leadqual.monitoring import api as monitoring
from leadqual.privacy import api as privacy
from leadqual.registry import api as registry
from leadqual.replies import urls as replies
from leadqual.search import urls as search
from leadqual.taxonomy import api as taxonomy
from leadqual.webhooks import api as webhooks

api = [
    *(*search.api, *imports.api, *labeling.api, *campaigns.api, *replies.api, *taxonomy.api),
    *(*monitoring.api, *registry.api, *accounts.api, *privacy.api),
    *lead_scores.api,
    *duplicates.api,
    *lookup.api,
    *inbound.api,
    *mailboxes.api,
    *webhooks.api,
]

use_plain_texts()
urlpatterns = [
    path("api/v1/", include((grouped(conventional(api)), "api"))),
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
    path("", include((mcp_server.endpoints, "mcp"))),
    path("admin/", admin.site.urls),
]

handler400 = "leadqual.core.pages.errors_and_health.bad_request"
handler404 = "leadqual.core.pages.errors_and_health.not_found"
handler403 = "leadqual.core.pages.errors_and_health.forbidden"
handler500 = "leadqual.core.pages.errors_and_health.server_error"
