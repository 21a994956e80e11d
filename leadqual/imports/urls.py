"""Addresses of imports."""

from django.urls import path

from leadqual.imports import api as endpoints
from leadqual.imports import views

pages = [
    path("imports/", views.list_, name="list"),
    path("imports/send/", views.send, name="send"),
    path("imports/status/", views.status, name="status"),
    path("imports/<int:batch_id>/", views.batch, name="batch"),
    path("imports/<int:batch_id>/progress/", views.progress, name="progress"),
    path("imports/<int:batch_id>/sheet/", views.sheet, name="sheet"),
    path("imports/<int:batch_id>/start/", views.start, name="start"),
    path("imports/<int:batch_id>/stop/", views.stop, name="stop"),
    path("imports/<int:batch_id>/discard/", views.discard, name="discard"),
    path("imports/<int:batch_id>/left-out.csv", views.refused_csv, name="refused_csv"),
]
api = [
    path("imports", endpoints.ImportListView.as_view(), name="imports"),
    path("imports/<int:batch_id>", endpoints.ImportView.as_view(), name="import"),
    path("imports/<int:batch_id>/rows", endpoints.ImportRowListView.as_view(), name="import_rows"),
]
