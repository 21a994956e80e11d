"""Addresses of imports."""

from django.urls import path

from leadqual.imports.api import bulk_upserts as bulk_upserts_api
from leadqual.imports.api import imports as imports_api
from leadqual.imports.api import suppression_lists as suppression_lists_api
from leadqual.imports.pages import control, imports
from leadqual.imports.pages import suppression_lists as suppression_pages

pages = [
    path("imports/", imports.list_, name="list"),
    path("imports/send/", imports.send, name="send"),
    path("imports/url/", imports.send_url, name="send_url"),
    path("imports/status/", imports.status, name="status"),
    path("imports/<int:batch_id>/", imports.batch, name="batch"),
    path("imports/<int:batch_id>/progress/", imports.progress, name="progress"),
    path("imports/<int:batch_id>/guess/", imports.guess, name="guess"),
    path("imports/<int:batch_id>/forget/", imports.forget_mapping, name="forget"),
    path("imports/<int:batch_id>/sheet/", imports.sheet, name="sheet"),
    path("imports/<int:batch_id>/start/", imports.start, name="start"),
    path("imports/<int:batch_id>/begin/", control.begin, name="begin"),
    path("imports/<int:batch_id>/columns/", control.columns, name="columns"),
    path("imports/<int:batch_id>/pause/", control.pause, name="pause"),
    path("imports/<int:batch_id>/resume/", control.resume, name="resume"),
    path("imports/<int:batch_id>/undo/", control.undo_page, name="undo_page"),
    path("imports/<int:batch_id>/undo/start/", control.undo, name="undo"),
    path("imports/<int:batch_id>/lines/", control.lines, name="lines"),
    path("imports/<int:batch_id>/list/", imports.add_people_to_list, name="add_to_list"),
    path("imports/<int:batch_id>/list/undo/", imports.take_people_from_list, name="take_from_list"),
    path("imports/<int:batch_id>/stop/", imports.stop, name="stop"),
    path("imports/<int:batch_id>/discard/", imports.discard, name="discard"),
    path("imports/<int:batch_id>/rejected.csv", imports.rejected_csv, name="rejected_csv"),
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

api = [*imports_api.api, *bulk_upserts_api.api, *suppression_lists_api.api]
