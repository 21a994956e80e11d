"""Addresses of the taxonomy: live for everybody, drafts for staff."""

from django.urls import path

from leadqual.taxonomy import api as endpoints
from leadqual.taxonomy import (
    views,
    views_drafts,
    views_effect,
    views_entries,
    views_files,
    views_history,
)

pages = [
    path("taxonomy/", views.tree, name="tree"),
    path("taxonomy/functions/<slug:slug>/", views.function, name="function"),
    path("taxonomy/departments/<slug:slug>/", views.department, name="department"),
    path("taxonomy/dictionary/", views.dictionary, name="dictionary"),
    path("taxonomy/history/", views_history.history, name="history"),
    path("taxonomy/history/<int:version_id>/", views_history.version, name="version"),
    path("taxonomy/history/<int:version_id>/back/", views_history.go_back, name="go-back"),
    path(
        "taxonomy/history/<int:version_id>/undo/",
        views_history.undo_publishing,
        name="undo-publishing",
    ),
    path("taxonomy/export/", views_files.take_out, name="export"),
    path("taxonomy/drafts/", views_drafts.all_drafts, name="drafts"),
    path("taxonomy/drafts/start/", views_drafts.start, name="start"),
    path("taxonomy/drafts/import/", views_files.take_in, name="import"),
    path("taxonomy/drafts/<int:draft_id>/", views_drafts.draft, name="draft"),
    path("taxonomy/drafts/<int:draft_id>/effect/", views_effect.effect, name="effect"),
    path("taxonomy/drafts/<int:draft_id>/undo/", views_drafts.undo, name="undo"),
    path("taxonomy/drafts/<int:draft_id>/export/", views_files.take_out, name="draft-export"),
    path("taxonomy/drafts/<int:draft_id>/tree/", views.tree, name="draft-tree"),
    path("taxonomy/drafts/<int:draft_id>/new/", views_entries.new, name="draft-new"),
    path("taxonomy/drafts/<int:draft_id>/entry/", views_entries.entry, name="draft-entry"),
    path("taxonomy/drafts/<int:draft_id>/dictionary/", views.dictionary, name="draft-dictionary"),
    path(
        "taxonomy/drafts/<int:draft_id>/functions/<slug:slug>/",
        views.function,
        name="draft-function",
    ),
    path(
        "taxonomy/drafts/<int:draft_id>/departments/<slug:slug>/",
        views.department,
        name="draft-department",
    ),
]
api = [
    path("taxonomy", endpoints.TaxonomyView.as_view(), name="taxonomy"),
    path("taxonomy/versions", endpoints.VersionListView.as_view(), name="taxonomy-versions"),
    path(
        "taxonomy/versions/<int:version_id>",
        endpoints.VersionView.as_view(),
        name="taxonomy-version",
    ),
]
