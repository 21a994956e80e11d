"""Mailboxes by API."""

from dataclasses import asdict, replace
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.texts.name_rules import MAX_NAME
from leadqual.mailboxes import services
from leadqual.mailboxes.models import (
    LONGEST_FOLDER,
    LONGEST_HOST,
    LONGEST_USERNAME,
    MAX_FOLDERS,
    Mailbox,
    MailboxFolder,
)
from leadqual.mailboxes.selectors import MailboxCounts, counts_of, folders_read, mailboxes_of
from leadqual.mailboxes.services import LONGEST_SECRET


class MailboxInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """A mailbox to connect."""

    name = serializers.CharField(
        max_length=MAX_NAME, required=False, help_text="Default: the user name."
    )
    host = serializers.CharField(max_length=LONGEST_HOST, help_text="Of the IMAP server.")
    port = serializers.IntegerField(min_value=1, max_value=65_535, required=False, help_text="993.")
    security = serializers.ChoiceField(
        choices=Mailbox.Security.choices, required=False, help_text="Default: `tls`."
    )
    username = serializers.CharField(
        max_length=LONGEST_USERNAME, help_text="Usually the email address of the mailbox."
    )
    sign_in = serializers.ChoiceField(
        choices=Mailbox.SignIn.choices,
        required=False,
        help_text="Default: `password`; `oauth` if the server is set up for it.",
    )
    secret = serializers.CharField(
        max_length=LONGEST_SECRET,
        trim_whitespace=False,
        write_only=True,
        help_text="The password, or the refresh token of OAuth 2.0. Stored encrypted, never shown.",
    )
    folders = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_FOLDER),
        max_length=MAX_FOLDERS,
        required=False,
        help_text="Folders with replies; empty for all but spam, trash and drafts.",
    )
    sent_folder = serializers.CharField(
        max_length=LONGEST_FOLDER,
        required=False,
        allow_blank=True,
        help_text="Folder with sent emails; empty to detect it.",
    )
    since = serializers.DateField(
        required=False, help_text="First day that is read. Default: 30 days ago."
    )
    known_only = serializers.BooleanField(
        required=False,
        help_text="Add only emails from people of the workspace, answers to sent emails, and "
        "requests to stop, which may come from another address of a person. Default: true.",
    )


class MailboxChangeInput(MailboxInput):
    """Changes of a mailbox: what is left out stays.

    Another `host`, `port`, `security`, `username` or `sign_in` needs the `secret` again.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False


class FolderOutput(serializers.ModelSerializer[MailboxFolder]):
    """How far a folder is read."""

    class Meta:
        model = MailboxFolder
        fields = ["name", "is_sent", "n_left", "checked_at"]
        read_only_fields = fields


class EmailCountsOutput(serializers.Serializer[MailboxCounts]):
    """What became of the emails that were read."""

    n_replies = serializers.IntegerField(help_text="Emails in Replies.")
    n_sent = serializers.IntegerField(help_text="Sent emails.")
    n_unrelated = serializers.IntegerField(help_text="From unknown people; not added.")
    n_skipped = serializers.IntegerField(help_text="Too large, or rejected.")


class MailboxOutput(serializers.ModelSerializer[Mailbox]):
    """A mailbox, how far it is read, and how the last check went. No secret is shown.

    `n_left` emails are left for the next check. `problem` says why the last check failed; a
    mailbox whose sign-in failed five times in a row is `off`.
    """

    counts = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()

    class Meta:
        model = Mailbox
        fields = [
            *("id", "name", "host", "port", "security", "username", "sign_in", "folders"),
            *("sent_folder", "since", "known_only", "state", "problem", "n_left"),
            *("checked_at", "next_check_at", "created_at", "counts", "progress"),
        ]
        read_only_fields = fields

    @extend_schema_field(EmailCountsOutput)
    def get_counts(self, mailbox: Mailbox) -> dict[str, int]:
        """Count what was read."""
        found = counts_of(mailbox.workspace).get(mailbox.pk, MailboxCounts())
        return dict(EmailCountsOutput(found).data)

    @extend_schema_field(FolderOutput(many=True))
    def get_progress(self, mailbox: Mailbox) -> list[dict[str, Any]]:
        """List the folders that are read."""
        return [dict(row) for row in FolderOutput(folders_read(mailbox), many=True).data]


class FoundFolderOutput(serializers.Serializer[Any]):
    """A folder of the server."""

    name = serializers.CharField()
    is_sent = serializers.BooleanField(help_text="Holds sent emails.")
    is_read = serializers.BooleanField(help_text="Read where no folders are chosen.")


class ConnectionTestOutput(serializers.Serializer[Any]):
    """The result of a sign-in that worked."""

    folders = FoundFolderOutput(many=True)


class MailboxViewSet(WorkspaceViewSet[Mailbox]):
    """Mailboxes: connect, test, change, pause, check and remove them; secrets go in alone."""

    key, rows = "mailbox", staticmethod(mailboxes_of)
    read_role = write_role = Role.MANAGER

    @op.post("mailboxes", body=MailboxInput, returns=MailboxOutput, status=201)
    def connect_mailbox(self, body: op.Body) -> Any:
        """Connect a mailbox by IMAP. The first check starts at once; emails are only read.

        Connections are encrypted (TLS or STARTTLS) and the certificate is checked.
        """
        values, secret = _values_of(body)
        return services.connect_mailbox(
            workspace=self.workspace,
            values=services.MailboxValues(**({"name": ""} | values)),
            secret=secret,
            author=self.user,
        )

    list_mailboxes = op.listing("mailboxes", MailboxOutput, "List mailboxes, oldest first.")

    @op.post("mailboxes/test", body=MailboxInput, returns=ConnectionTestOutput)
    def test_mailbox_connection(self, body: op.Body) -> Any:
        """Sign in to a mailbox and list its folders. Nothing is stored."""
        values, secret = _values_of(body)
        folders = services.try_connection(
            values=services.MailboxValues(**({"name": ""} | values)), secret=secret
        )
        return {"folders": map(asdict, folders)}

    get_mailbox = op.reading(
        "mailboxes/<int:mailbox_id>", MailboxOutput, "Return a mailbox with its progress."
    )

    @op.patch("mailboxes/<int:mailbox_id>", body=MailboxChangeInput, returns=MailboxOutput)
    def update_mailbox(self, mailbox: Mailbox, body: op.Body) -> Any:
        """Change a mailbox. A new `secret` turns a mailbox on that was turned off."""
        values, secret = _values_of(body)
        return services.change_mailbox(
            mailbox=mailbox,
            values=replace(services.values_of(mailbox), **values),
            secret=secret,
            author=self.user,
        )

    @op.delete("mailboxes/<int:mailbox_id>")
    def remove_mailbox(self, mailbox: Mailbox) -> None:
        """Remove a mailbox and its secret. Its replies are kept."""
        services.remove_mailbox(mailbox=mailbox, author=self.user)

    @op.post("mailboxes/<int:mailbox_id>/test", returns=ConnectionTestOutput)
    def test_mailbox(self, mailbox: Mailbox) -> Any:
        """Sign in to a mailbox with its stored secret and list its folders."""
        folders = services.try_mailbox(mailbox=mailbox)
        return {"folders": map(asdict, folders)}

    @op.post("mailboxes/<int:mailbox_id>/check", returns=MailboxOutput, status=202)
    def check_mailbox(self, mailbox: Mailbox) -> Any:
        """Check a mailbox for new emails now."""
        return services.check_now(mailbox=mailbox)

    @op.post("mailboxes/<int:mailbox_id>/pause", returns=MailboxOutput)
    def pause_mailbox(self, mailbox: Mailbox) -> Any:
        """Stop checking a mailbox until it is resumed."""
        return services.pause_mailbox(mailbox=mailbox, author=self.user)

    @op.post("mailboxes/<int:mailbox_id>/resume", returns=MailboxOutput)
    def resume_mailbox(self, mailbox: Mailbox) -> Any:
        """Check a mailbox again; it continues where it stopped."""
        return services.resume_mailbox(mailbox=mailbox, author=self.user)


def _values_of(body: op.Body) -> tuple[dict[str, Any], str]:
    """Return the values of a body, and its secret."""
    plain = {name: value for name, value in body.items() if name != "secret"}
    if "folders" in plain:
        plain["folders"] = tuple(plain["folders"])
    return plain, body.get("secret", "")
