"""Addresses of duplicates."""

from django.urls import path

from leadqual.duplicates.api import merges as endpoints
from leadqual.duplicates.pages import duplicates, merge_selected

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
api = [
    path("duplicates", endpoints.DuplicateListView.as_view(), name="duplicates"),
    path("duplicates/runs", endpoints.DuplicateRunListView.as_view(), name="duplicate-runs"),
    path(
        "duplicates/<int:pair_id>/merge",
        endpoints.DuplicateMergeView.as_view(),
        name="duplicate-merge",
    ),
    path(
        "duplicates/<int:pair_id>/dismissal",
        endpoints.DuplicateDismissalView.as_view(),
        name="duplicate-dismissal",
    ),
    path("merges", endpoints.MergeListView.as_view(), name="merges"),
    path("merges/<int:merge_id>/undo", endpoints.MergeUndoView.as_view(), name="merge-undo"),
]
