"""Merged records: where their IDs lead, and the data for undo."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models.companies import Company
from leadqual.leads.models.contacts import Contact
from leadqual.leads.models.deleted_records import DeletedRecord


class MergedRecord(models.Model):
    """A contact or company that was merged into another one, to which its ID now leads."""

    class Kind(models.TextChoices):
        CONTACT = "contact", "Contact"
        COMPANY = "company", "Company"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="merged_records"
    )
    kind = models.CharField(max_length=7, choices=Kind)
    record_id = models.BigIntegerField(help_text="ID of the record that is gone.")
    kept_id = models.BigIntegerField(help_text="ID of the record that it was merged into.")
    kept_contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="merged_records", null=True, blank=True
    )
    kept_company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="merged_records", null=True, blank=True
    )
    deletion = models.OneToOneField(
        DeletedRecord,
        on_delete=models.SET_NULL,
        related_name="merged_record",
        null=True,
        blank=True,
        help_text="Its rows, for undo; empty once they were removed for good.",
    )
    email = models.CharField(
        max_length=254,
        blank=True,
        default="",
        db_default="",
        help_text="Email that one of both had and the kept one has not; it leads there.",
    )
    linkedin_url = models.TextField(
        blank=True, default="", db_default="", help_text="LinkedIn URL, as for the email."
    )
    external_id = models.CharField(
        max_length=100, blank=True, default="", db_default="", help_text="As for the email."
    )
    domain = models.CharField(
        max_length=253, blank=True, default="", db_default="", help_text="As for the email."
    )
    name_key = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="Of a company: its name without case and legal form, as for the email.",
    )
    score = models.FloatField(
        null=True, blank=True, help_text="Probability that both were one, 0 to 1, when merged."
    )
    step = models.UUIDField(help_text="Groups merges that were made, and are undone, together.")
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="merged_records"
    )
    merged_at = ClockedField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "record_id"], name="merged_record_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="contact", kept_contact__isnull=False, kept_company=None)
                | Q(kind="company", kept_contact=None, kept_company__isnull=False),
                name="merged_record_of_one_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "step"], name="merged_record_by_step"),
            *(
                models.Index(
                    fields=["workspace", key], condition=~Q(**{key: ""}), name=f"merged_by_{key}"
                )
                for key in ("email", "linkedin_url", "external_id", "domain", "name_key")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} merged into {self.kept_id}"

    @property
    def kept_now(self) -> int:
        """ID of the final kept record: the kept one may have been merged, too."""
        return int(self.kept_contact_id or self.kept_company_id or self.kept_id)

    @property
    def kept_external_id(self) -> str | None:
        """External ID of the final kept record."""
        kept = self.kept_contact or self.kept_company
        return kept.external_id if kept else None
