"""How far each folder is read, and which emails were read already."""

from django.db import models
from django.db.models import Q

from leadqual.core.clock import ClockedField
from leadqual.mailboxes.models.mailboxes import LONGEST_FOLDER, Mailbox
from leadqual.replies.models import Reply


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
