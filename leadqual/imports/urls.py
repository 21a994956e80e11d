"""Addresses of imports."""

from django.urls import path

from leadqual.imports import api as endpoints
from leadqual.imports import api_left_out, views, views_steps
from leadqual.imports import api_steps as steps
from leadqual.imports import api_suppression as suppression
from leadqual.imports.pages import suppression_lists as suppression_pages

pages = [
    path("imports/", views.list_, name="list"),
    path("imports/send/", views.send, name="send"),
    path("imports/status/", views.status, name="status"),
    path("imports/<int:batch_id>/", views.batch, name="batch"),
    path("imports/<int:batch_id>/progress/", views.progress, name="progress"),
    path("imports/<int:batch_id>/guess/", views.guess, name="guess"),
    path("imports/<int:batch_id>/forget/", views.forget_settled, name="forget"),
    path("imports/<int:batch_id>/sheet/", views.sheet, name="sheet"),
    path("imports/<int:batch_id>/start/", views.start, name="start"),
    path("imports/<int:batch_id>/begin/", views_steps.begin, name="begin"),
    path("imports/<int:batch_id>/columns/", views_steps.columns, name="columns"),
    path("imports/<int:batch_id>/pause/", views_steps.pause, name="pause"),
    path("imports/<int:batch_id>/resume/", views_steps.resume, name="resume"),
    path("imports/<int:batch_id>/undo/", views_steps.undo_page, name="undo_page"),
    path("imports/<int:batch_id>/undo/start/", views_steps.undo, name="undo"),
    path("imports/<int:batch_id>/lines/", views_steps.lines, name="lines"),
    path("imports/<int:batch_id>/stop/", views.stop, name="stop"),
    path("imports/<int:batch_id>/discard/", views.discard, name="discard"),
    path("imports/<int:batch_id>/left-out.csv", views.refused_csv, name="refused_csv"),
    path("settings/do-not-contact/lists/", suppression_pages.lists, name="suppression_lists"),
    path(
        "settings/do-not-contact/lists/<int:suppression_list_id>/",
        suppression_pages.one_list,
        name="suppression_list",
    ),
    path(
        "settings/do-not-contact/lists/<int:suppression_list_id>/undo/",
        suppression_pages.undo,
        name="undo_suppression",
    ),
]
api = [
    path("suppression-lists", suppression.SuppressionListsView.as_view(), name="suppression-lists"),
    path(
        "suppression-lists/<int:suppression_list_id>",
        suppression.SuppressionListView.as_view(),
        name="suppression-list",
    ),
    path(
        "suppression-lists/<int:suppression_list_id>/undo",
        suppression.SuppressionUndoView.as_view(),
        name="suppression-list-undo",
    ),
    path(
        "suppression-lists/<int:suppression_list_id>/rejected-lines",
        suppression.RejectedLinesView.as_view(),
        name="suppression-list-lines",
    ),
    path("imports", endpoints.ImportListView.as_view(), name="imports"),
    path("imports/<int:batch_id>", endpoints.ImportView.as_view(), name="import"),
    path("imports/<int:batch_id>/rows", endpoints.ImportRowListView.as_view(), name="import_rows"),
    path(
        "imports/<int:batch_id>/cells", endpoints.ImportCellListView.as_view(), name="import_cells"
    ),
    path(
        "imports/<int:batch_id>/left-out",
        api_left_out.ImportLeftOutView.as_view(),
        name="import_left_out",
    ),
    path("imports/<int:batch_id>/start", steps.ImportStartView.as_view(), name="import_start"),
    path("imports/<int:batch_id>/pause", steps.ImportPauseView.as_view(), name="import_pause"),
    path("imports/<int:batch_id>/resume", steps.ImportResumeView.as_view(), name="import_resume"),
    path("imports/<int:batch_id>/stop", steps.ImportStopView.as_view(), name="import_stop"),
    path("imports/<int:batch_id>/undo", steps.ImportUndoView.as_view(), name="import_undo"),
]
