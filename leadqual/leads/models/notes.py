"""Notes on contacts and companies."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models.changes import OF_ONE_RECORD
from leadqual.leads.models.companies import Company
from leadqual.leads.models.contacts import Contact


class Note(models.Model):
    """A note on a contact or company."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="notes", db_index=False
    )
    contact = models.ForeignKey(
        Contact,
        on_delete=models.CASCADE,
        related_name="notes",
        null=True,
        blank=True,
        db_index=False,
    )
    company = models.ForeignKey(
        Company,
        on_delete=models.CASCADE,
        related_name="notes",
        null=True,
        blank=True,
        db_index=False,
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes"
    )
    text = models.TextField()
    created_at = ClockedField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(
        null=True, blank=True, help_text="When its author deleted it; kept for an undo."
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=OF_ONE_RECORD, name="note_of_one"),
            models.CheckConstraint(condition=~Q(text=""), name="note_has_text"),
        ]
        indexes = [
            models.Index(
                fields=["contact"], condition=Q(contact__isnull=False), name="note_by_contact"
            ),
            models.Index(
                fields=["company"], condition=Q(company__isnull=False), name="note_by_company"
            ),
            models.Index(fields=["workspace"], name="note_by_workspace"),
        ]

    def __str__(self) -> str:
        return f"note {self.pk} by {self.author}"
