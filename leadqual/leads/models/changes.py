"""Changes of records, and former keys of contacts."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models.companies import Company
from leadqual.leads.models.contacts import Contact

OF_ONE_RECORD = Q(contact=None, company__isnull=False) | Q(contact__isnull=False, company=None)
"""A row belongs to a contact or to a company."""


class RecordChange(models.Model):
    """Fields of a contact or company before and after a change; for undo."""

    class Source(models.TextChoices):
        """Where values come from that nobody typed."""

        WEBSITE = "website", "the website"
        TEXT = "text", "the description"
        WEBHOOK = "webhook", "a webhook"
        QUESTION = "question", "the language model"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="record_changes", db_index=False
    )
    contact = models.ForeignKey(
        Contact,
        on_delete=models.CASCADE,
        related_name="record_changes",
        null=True,
        blank=True,
        db_index=False,
    )
    company = models.ForeignKey(
        Company,
        on_delete=models.CASCADE,
        related_name="record_changes",
        null=True,
        blank=True,
        db_index=False,
    )
    step = models.UUIDField(help_text="Groups what was changed together and is undone together.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="record_changes",
        null=True,
        blank=True,
    )
    before = models.JSONField(
        encoder=DjangoJSONEncoder, help_text="Field → former value; empty for a new record."
    )
    after = models.JSONField(encoder=DjangoJSONEncoder, help_text="Field → value.")
    source = models.CharField(
        max_length=8,
        choices=Source,
        blank=True,
        default="",
        db_default="",
        help_text="Where the values come from; empty where a person entered them.",
    )
    evidence = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text="Field → the page or words that its value was read from.",
    )
    created_at = ClockedField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True, help_text="When it was undone.")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="undone_record_changes",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=OF_ONE_RECORD, name="record_change_of_one"),
            models.CheckConstraint(
                condition=Q(source__in=["", "website", "text", "webhook", "question"]),
                name="record_change_source",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "step"], name="record_change_by_step"),
            models.Index(
                fields=["contact"],
                condition=Q(contact__isnull=False),
                name="record_change_by_contact",
            ),
            models.Index(
                fields=["company"],
                condition=Q(company__isnull=False),
                name="record_change_by_company",
            ),
        ]

    def __str__(self) -> str:
        return f"{', '.join(self.after)} of {self.contact or self.company}"


class ContactFormerKey(models.Model):
    """A former key of a contact; a trigger adds it when the key changes."""

    GOES_WITH_RECORD = True  # Undoing an import deletes it with the created contact.

    class Kind(models.TextChoices):
        """Columns of contacts; a last name is part of the key of a phone number.

        A former number of a merged contact has a row of each kind: entries for it apply to the
        contact.
        """

        EMAIL = "email", "Email"
        LINKEDIN_URL = "linkedin_url", "LinkedIn URL"
        EXTERNAL_ID = "external_id", "External ID"
        PHONE = "phone", "Phone"
        LAST_NAME = "last_name", "Last name"
        MERGED_PHONE = "merged_phone", "Phone of a merged contact"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="former_keys", db_index=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="former_keys", db_index=False
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.EMAIL, db_default=Kind.EMAIL)
    value = models.CharField(max_length=500, db_column="email", help_text="As the contact had it.")
    replaced_at = ClockedField(auto_now_add=True, db_default=Now())

    class Meta:
        db_table = "leads_contactformeremail"  # It once held only emails.
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "kind", "value"], name="former_key_once"),
        ]
        indexes = [
            models.Index(fields=["workspace", "kind", "value"], name="former_key_by_value"),
        ]

    def __str__(self) -> str:
        return f"former {self.kind} of {self.contact_id}"
