"""Mailboxes: where they are, how to sign in, what is read, and how the last check went."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.replies.models import Reply

LONGEST_HOST = 253
LONGEST_USERNAME = 254
LONGEST_FOLDER = 300
MAX_FOLDERS = 50


class Mailbox(models.Model):
    """A mailbox on an IMAP server; it is only ever read."""

    class Security(models.TextChoices):
        TLS = "tls", "TLS"
        STARTTLS = "starttls", "STARTTLS"

    class SignIn(models.TextChoices):
        PASSWORD = "password", "Password"
        OAUTH = "oauth", "OAuth 2.0"

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        OFF = "off", "Turned off"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="mailboxes")
    name = models.CharField(max_length=100)
    host = models.CharField(max_length=LONGEST_HOST, help_text="Of the IMAP server.")
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    username = models.CharField(
        max_length=LONGEST_USERNAME, help_text="Usually the email address of the mailbox."
    )
    sign_in = models.CharField(max_length=8, choices=SignIn, default=SignIn.PASSWORD)
    secret = models.TextField(help_text="Encrypted: the password, or the OAuth refresh token.")
    access_token = models.TextField(blank=True, default="", help_text="Encrypted: of OAuth.")
    access_token_until = models.DateTimeField(null=True, blank=True)
    folders = ArrayField(
        models.CharField(max_length=LONGEST_FOLDER),
        default=list,
        blank=True,
        help_text="Folders with replies; empty for all but spam, trash and drafts.",
    )
    sent_folder = models.CharField(
        max_length=LONGEST_FOLDER,
        blank=True,
        default="",
        help_text="Folder with sent emails; empty where the server says which it is.",
    )
    since = models.DateField(help_text="Emails that came before this day are not read.")
    known_only = models.BooleanField(
        default=True,
        help_text="Only emails from people of the workspace and answers to sent emails.",
    )
    state = models.CharField(max_length=6, choices=State, default=State.ACTIVE)
    problem = models.CharField(
        max_length=300, blank=True, default="", help_text="Why the last check failed."
    )
    n_failures = models.PositiveIntegerField(
        default=0, help_text="Checks in a row that failed without progress."
    )
    n_refusals = models.PositiveIntegerField(
        default=0, help_text="Checks in a row at which the server refused the sign-in."
    )
    n_left = models.PositiveIntegerField(
        default=0, help_text="Emails that the last check left for the next one."
    )
    next_check_at = models.DateTimeField(db_index=True)
    checked_at = models.DateTimeField(
        null=True, blank=True, help_text="When a check came to its end."
    )
    leased_until = models.DateTimeField(
        null=True, blank=True, help_text="A worker checks it; if it dies, until then."
    )
    lease = models.UUIDField(null=True, blank=True, help_text="Of the check that has it.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mailboxes"
    )
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "mailboxes"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "host", "username"], name="mailbox_once"),
            models.CheckConstraint(condition=Q(port__range=(1, 65535)), name="mailbox_port"),
            models.CheckConstraint(
                condition=Q(lease=None, leased_until=None) | ~Q(lease=None) & ~Q(leased_until=None),
                name="mailbox_lease_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE


class MailboxFolder(models.Model):
    """How far a folder is read."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="read_folders")
    name = models.CharField(max_length=LONGEST_FOLDER)
    is_sent = models.BooleanField(default=False, help_text="Holds sent emails.")
    uid_validity = models.BigIntegerField(
        help_text="If it changes, the server has renumbered the folder."
    )
    last_uid = models.BigIntegerField(default=0, help_text="All emails up to it are read.")
    n_left = models.PositiveIntegerField(default=0, help_text="Emails that are not read yet.")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-is_sent", "name"]
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "name"], name="mailbox_folder_once")
        ]

    def __str__(self) -> str:
        return self.name


class ReadEmail(models.Model):
    """One email that was read, whatever became of it: it is never read twice."""

    class Outcome(models.TextChoices):
        REPLY = "reply", "Added to Replies"
        KNOWN = "known", "Already in Replies"
        SENT = "sent", "Sent email"
        UNRELATED = "unrelated", "From unknown people"
        TOO_LARGE = "too_large", "Too large"
        REJECTED = "rejected", "Rejected"

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="read_emails")
    digest = models.CharField(
        max_length=64, help_text="SHA-256 of Message-ID, sender, date and subject."
    )
    outcome = models.CharField(max_length=9, choices=Outcome)
    reply = models.ForeignKey(
        Reply, on_delete=models.SET_NULL, related_name="read_emails", null=True, blank=True
    )
    folder = models.CharField(max_length=LONGEST_FOLDER)
    uid = models.BigIntegerField(help_text="Number of the email in the folder.")
    n_bytes = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True, default="", help_text="Why it was left.")
    read_at = ClockedField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "digest"], name="email_read_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["too_large", "rejected"]) | Q(reason=""),
                name="skipped_email_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["mailbox", "outcome"], name="email_read_by_outcome")]

    def __str__(self) -> str:
        return f"email {self.pk} of mailbox {self.mailbox_id}"
