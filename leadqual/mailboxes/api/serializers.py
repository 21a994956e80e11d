"""What goes in and out of the API of mailboxes; secrets go in alone."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.texts.name_rules import MAX_NAME
from leadqual.mailboxes.models import Mailbox, MailboxFolder
from leadqual.mailboxes.models.mailboxes import (
    LONGEST_FOLDER,
    LONGEST_HOST,
    LONGEST_USERNAME,
    MAX_FOLDERS,
)
from leadqual.mailboxes.selectors import MailboxCounts, counts_of, folders_read
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
