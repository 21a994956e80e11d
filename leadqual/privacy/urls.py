"""Addresses of privacy."""

from django.urls import path

from leadqual.privacy.api import persons, received_requests
from leadqual.privacy.pages import people, requests

pages = [
    path("settings/privacy/", people.privacy, name="privacy"),
    path(
        "settings/privacy/requests/<int:privacy_request_id>/close/",
        requests.close,
        name="close_request",
    ),
    path("settings/privacy/person/", people.person, name="person"),
    path("settings/privacy/person/export/", people.export, name="export"),
    path("settings/privacy/person/erase/", people.erase, name="erase"),
    path("settings/privacy/person/lift/", people.lift, name="lift"),
]

api = [
    path("persons/find", persons.PersonFindView.as_view(), name="persons-find"),
    path("persons/export", persons.PersonExportView.as_view(), name="persons-export"),
    path("persons/erase", persons.PersonEraseView.as_view(), name="persons-erase"),
    path("persons/erasures/<int:erasure_id>", persons.ErasureView.as_view(), name="erasure"),
    path("persons/lift", received_requests.ErasureLiftView.as_view(), name="lift-erasure"),
    path(
        "privacy-requests",
        received_requests.PrivacyRequestListView.as_view(),
        name="privacy-requests",
    ),
    path(
        "privacy-requests/<int:privacy_request_id>/close",
        received_requests.PrivacyRequestCloseView.as_view(),
        name="close-privacy-request",
    ),
]
