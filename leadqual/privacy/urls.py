"""Addresses of privacy."""

from django.urls import path

from leadqual.privacy.api import api
from leadqual.privacy.pages import people, requests

__all__ = ["api", "pages"]

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
