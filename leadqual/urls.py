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
from leadqual.backups import urls as backups
from leadqual.campaigns import urls as matching
from leadqual.core import urls as core
from leadqual.core.api.field_texts import use_plain_texts
from leadqual.core.api.operations import grouped
from leadqual.demo import urls as demo
from leadqual.duplicates import urls as duplicates
from leadqual.home import urls as home
from leadqual.imports import urls as imports
from leadqual.inbound import urls as inbound
from leadqual.lab import urls as lab
from leadqual.labeling import urls as labelling
from leadqual.lead_scores import urls as lead_scores
from leadqual.lookup import urls as lookup
from leadqual.mailboxes import urls as mailboxes
from leadqual.mcp_server import urls as mcp_server
from leadqual.monitoring import urls as watching
from leadqual.privacy import urls as privacy
from leadqual.registry import urls as registry
from leadqual.replies import urls as replies
from leadqual.search import urls as leads
from leadqual.taxonomy import urls as taxonomy
from leadqual.webhooks import urls as webhooks

api = [
    *(*leads.api, *imports.api, *labelling.api, *matching.api, *replies.api, *taxonomy.api),
    *(*watching.api, *registry.api, *accounts.api, *privacy.api),
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
    path("", include((home.pages, "home"))),
    path("", include((accounts.pages, "accounts"))),
    path("", include(accounts.allauth)),
    path("", include((webhooks.pages, "webhooks"))),
    path("", include((leads.pages, "leads"))),
    path("", include((imports.pages, "imports"))),
    path("", include((labelling.pages, "labelling"))),
    path("", include((matching.pages, "matching"))),
    path("", include((replies.pages, "replies"))),
    path("", include((mailboxes.pages, "mailboxes"))),
    path("", include((lead_scores.pages, "lead_scores"))),
    path("", include((duplicates.pages, "duplicates"))),
    path("", include((inbound.pages, "inbound"))),
    path("", include((registry.pages, "registry"))),
    path("", include((lab.pages, "lab"))),
    path("", include((watching.pages, "watching"))),
    path("", include((backups.pages, "backups"))),
    path("", include((privacy.pages, "privacy"))),
    path("", include((taxonomy.pages, "taxonomy"))),
    path("", include((lookup.pages, "lookup"))),
    path("", include((demo.pages, "demo"))),
    path("", include((core.pages, "core"))),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="openapi"), name="api-docs"),
    path("", include((mcp_server.endpoints, "mcp"))),
    path("admin/", admin.site.urls),
]

handler400 = "leadqual.core.pages.errors_and_health.bad_request"
handler404 = "leadqual.core.pages.errors_and_health.not_found"
handler403 = "leadqual.core.pages.errors_and_health.forbidden"
handler500 = "leadqual.core.pages.errors_and_health.server_error"
