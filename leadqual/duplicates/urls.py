"""Addresses of duplicates."""

from django.urls import path

from leadqual.duplicates.api import api
from leadqual.duplicates.pages import duplicates, merge_selected

__all__ = ["api", "pages"]

pages = [
    path("duplicates/", duplicates.duplicates, name="list"),
    path("duplicates/find/", duplicates.find, name="find"),
    path("duplicates/merge-likely/", duplicates.merge_likely, name="merge_likely"),
    path("duplicates/merge-people/", merge_selected.merge_people, name="merge_people"),
    path("duplicates/merge-companies/", merge_selected.merge_companies, name="merge_companies"),
    path("duplicates/<int:pair_id>/merge/", duplicates.merge, name="merge"),
    path("duplicates/<int:pair_id>/dismiss/", duplicates.dismiss, name="dismiss"),
    path("duplicates/<int:pair_id>/restore/", duplicates.restore, name="restore"),
    path("duplicates/merges/<int:merge_id>/undo/", duplicates.undo, name="undo"),
    path("duplicates/steps/<uuid:request_id>/undo/", duplicates.undo_step, name="undo_step"),
]
