"""Emails that the workspace sent, so that a reply finds what it answers."""

from django.db import models

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models import Contact


class SentEmail(models.Model):
    """One email that somebody of the workspace sent; its text is not kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="sent_emails")
    message_id = models.CharField(max_length=300, help_text="Message-ID.")
    contact = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        related_name="sent_emails",
        null=True,
        blank=True,
        help_text="The only known person among its receivers; empty for several or none.",
    )
    subject = models.CharField(
        max_length=500, blank=True, default="", help_text="Kept where the contact is known."
    )
    sent_at = models.DateTimeField()
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "message_id"], name="sent_email_once")
        ]

    def __str__(self) -> str:
        return f"sent email {self.pk}"
