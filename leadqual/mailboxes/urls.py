"""Addresses of mailboxes."""

from django.urls import path

from leadqual.mailboxes.api import mailboxes as endpoints
from leadqual.mailboxes.pages import mailboxes

pages = [
    path("settings/mailboxes/", mailboxes.mailboxes, name="list"),
    path("settings/mailboxes/<int:mailbox_id>/", mailboxes.mailbox, name="mailbox"),
    path("settings/mailboxes/<int:mailbox_id>/test/", mailboxes.test, name="test"),
    path("settings/mailboxes/<int:mailbox_id>/check/", mailboxes.check, name="check"),
    path("settings/mailboxes/<int:mailbox_id>/pause/", mailboxes.pause, name="pause"),
    path("settings/mailboxes/<int:mailbox_id>/resume/", mailboxes.resume, name="resume"),
    path("settings/mailboxes/<int:mailbox_id>/remove/", mailboxes.remove, name="remove"),
]
api = [
    path("mailboxes", endpoints.MailboxListView.as_view(), name="mailboxes"),
    path(
        "mailboxes/test",
        endpoints.MailboxConnectionTestView.as_view(),
        name="mailbox-connection-test",
    ),
    path("mailboxes/<int:mailbox_id>", endpoints.MailboxView.as_view(), name="mailbox"),
    path(
        "mailboxes/<int:mailbox_id>/test",
        endpoints.MailboxTestView.as_view(),
        name="mailbox-test",
    ),
    path(
        "mailboxes/<int:mailbox_id>/check",
        endpoints.MailboxCheckView.as_view(),
        name="mailbox-check",
    ),
    path(
        "mailboxes/<int:mailbox_id>/pause",
        endpoints.MailboxPauseView.as_view(),
        name="mailbox-pause",
    ),
    path(
        "mailboxes/<int:mailbox_id>/resume",
        endpoints.MailboxResumeView.as_view(),
        name="mailbox-resume",
    ),
]
