"""Addresses of the taxonomy: live for everybody, drafts for staff."""

from django.urls import path

from leadqual.taxonomy.api import api
from leadqual.taxonomy.pages import draft_files, drafts, effects, entries, history, tree

__all__ = ["api", "pages"]

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
