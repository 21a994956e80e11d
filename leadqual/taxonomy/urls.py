"""Addresses of the taxonomy: live for everybody, drafts for staff."""

from django.urls import path

from leadqual.taxonomy.api import draft_steps as draft_endpoints
from leadqual.taxonomy.api import taxonomy as endpoints
from leadqual.taxonomy.pages import draft_files, drafts, effects, entries, history, tree

pages = [
    path("taxonomy/", tree.tree, name="tree"),
    path("taxonomy/functions/<slug:slug>/", tree.function, name="function"),
    path("taxonomy/departments/<slug:slug>/", tree.department, name="department"),
    path("taxonomy/dictionary/", tree.dictionary, name="dictionary"),
    path("taxonomy/history/", history.history, name="history"),
    path("taxonomy/history/<int:version_id>/", history.version, name="version"),
    path("taxonomy/history/<int:version_id>/restore/", history.go_back, name="restore"),
    path(
        "taxonomy/history/<int:version_id>/undo/",
        history.undo_publishing,
        name="undo-publishing",
    ),
    path("taxonomy/export/", draft_files.export_file, name="export"),
    path("taxonomy/drafts/", drafts.all_drafts, name="drafts"),
    path("taxonomy/drafts/start/", drafts.start, name="start"),
    path("taxonomy/drafts/import/", draft_files.import_file, name="import"),
    path("taxonomy/drafts/<int:draft_id>/", drafts.draft, name="draft"),
    path("taxonomy/drafts/<int:draft_id>/impact/", effects.effect, name="impact"),
    path("taxonomy/drafts/<int:draft_id>/undo/", drafts.undo, name="undo"),
    path("taxonomy/drafts/<int:draft_id>/export/", draft_files.export_file, name="draft-export"),
    path("taxonomy/drafts/<int:draft_id>/tree/", tree.tree, name="draft-tree"),
    path("taxonomy/drafts/<int:draft_id>/new/", entries.new, name="draft-new"),
    path("taxonomy/drafts/<int:draft_id>/entry/", entries.entry, name="draft-entry"),
    path("taxonomy/drafts/<int:draft_id>/dictionary/", tree.dictionary, name="draft-dictionary"),
    path(
        "taxonomy/drafts/<int:draft_id>/functions/<slug:slug>/",
        tree.function,
        name="draft-function",
    ),
    path(
        "taxonomy/drafts/<int:draft_id>/departments/<slug:slug>/",
        tree.department,
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
    path(
        "taxonomy/versions/<int:version_id>/restore",
        draft_endpoints.VersionRestoreView.as_view(),
        name="restore-taxonomy-version",
    ),
    path(
        "taxonomy/versions/<int:version_id>/undo",
        draft_endpoints.VersionUndoView.as_view(),
        name="undo-taxonomy-version",
    ),
    path("taxonomy/drafts", draft_endpoints.DraftListView.as_view(), name="taxonomy-drafts"),
    path(
        "taxonomy/drafts/<int:draft_id>",
        draft_endpoints.DraftView.as_view(),
        name="taxonomy-draft",
    ),
    path(
        "taxonomy/drafts/<int:draft_id>/reopen",
        draft_endpoints.DraftReopenView.as_view(),
        name="reopen-taxonomy-draft",
    ),
    path(
        "taxonomy/drafts/<int:draft_id>/undo",
        draft_endpoints.DraftUndoView.as_view(),
        name="undo-taxonomy-draft",
    ),
    path(
        "taxonomy/drafts/<int:draft_id>/revert",
        draft_endpoints.DraftRevertView.as_view(),
        name="revert-taxonomy-draft",
    ),
    path(
        "taxonomy/drafts/<int:draft_id>/rebase",
        draft_endpoints.DraftRebaseView.as_view(),
        name="rebase-taxonomy-draft",
    ),
    path(
        "taxonomy/drafts/<int:draft_id>/preview",
        draft_endpoints.DraftPreviewView.as_view(),
        name="preview-taxonomy-draft",
    ),
    path(
        "taxonomy/drafts/<int:draft_id>/publish",
        draft_endpoints.DraftPublishView.as_view(),
        name="publish-taxonomy-draft",
    ),
]
