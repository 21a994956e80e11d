"""Values of contacts and companies that were reported as wrong."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models.changes import OF_ONE_RECORD
from leadqual.leads.models.companies import Company
from leadqual.leads.models.contacts import Contact


class FactReport(models.Model):
    """A value reported as wrong, until a manager corrects the record or dismisses the report."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="fact_reports", db_index=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="fact_reports", null=True, blank=True
    )
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="fact_reports", null=True, blank=True
    )
    field = models.CharField(max_length=60, help_text="Code of the field.")
    value = models.TextField(blank=True, help_text="Value when it was reported.")
    right_value = models.CharField(
        max_length=500, blank=True, help_text="Correct value; empty if unknown."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="fact_reports"
    )
    created_at = ClockedField(auto_now_add=True)
    resolved_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was applied or dismissed; empty while open."
    )
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="resolved_fact_reports",
        null=True,
        blank=True,
    )
    is_applied = models.BooleanField(default=False, help_text="The record has the right value now.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=OF_ONE_RECORD, name="fact_report_of_one"),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=False) | Q(is_applied=False, resolved_by=None),
                name="fact_report_applied_when_resolved",
            ),
            models.UniqueConstraint(
                fields=["contact", "field", "author"],
                condition=Q(resolved_at=None, contact__isnull=False),
                name="fact_report_once_for_contact",
            ),
            models.UniqueConstraint(
                fields=["company", "field", "author"],
                condition=Q(resolved_at=None, company__isnull=False),
                name="fact_report_once_for_company",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace"], condition=Q(resolved_at=None), name="fact_report_open"
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk} on {self.field}"
