"""Addresses of mailboxes."""

from django.urls import path

from leadqual.mailboxes.api import api
from leadqual.mailboxes.pages import mailboxes

__all__ = ["api", "pages"]

pages = [
    path("settings/mailboxes/", mailboxes.mailboxes, name="list"),
    path("settings/mailboxes/<int:mailbox_id>/", mailboxes.mailbox, name="mailbox"),
    path("settings/mailboxes/<int:mailbox_id>/test/", mailboxes.test, name="test"),
    path("settings/mailboxes/<int:mailbox_id>/check/", mailboxes.check, name="check"),
    path("settings/mailboxes/<int:mailbox_id>/pause/", mailboxes.pause, name="pause"),
    path("settings/mailboxes/<int:mailbox_id>/resume/", mailboxes.resume, name="resume"),
    path("settings/mailboxes/<int:mailbox_id>/remove/", mailboxes.remove, name="remove"),
]
