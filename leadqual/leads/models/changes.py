"""Changes, deletions, merges, exports and reports of records, and former keys of contacts."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils.functional import cached_property

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models.lists import ContactList
from leadqual.leads.models.records import Company, Contact

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


# Deleted records, kept until they can no longer be restored.


class DeletedRecord(models.Model):
    """A deleted contact, company or reply, with the rows that were deleted with it."""

    class Kind(models.TextChoices):
        CONTACT = "contact", "Contact"
        COMPANY = "company", "Company"
        REPLY = "reply", "Reply"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="deleted_records"
    )
    kind = models.CharField(max_length=7, choices=Kind)
    record_id = models.BigIntegerField(help_text="Its ID, also after it is restored.")
    name = models.CharField(max_length=300, help_text="Name of the record.")
    rows = models.JSONField(help_text="Rows of all tables, as serialized by Django.")
    links = models.JSONField(
        default=list, help_text="[table, column, keys] of remaining rows that referred to it."
    )
    merge = models.JSONField(
        null=True,
        blank=True,
        help_text="Of a merged record: what the merge changed in the other one, for its undo.",
    )
    step = models.UUIDField(
        null=True, blank=True, help_text="Groups records that were deleted together."
    )
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="deleted_records",
        null=True,
        blank=True,
    )
    deleted_at = ClockedField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "record_id"], name="deleted_record_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["contact", "company", "reply"]), name="deleted_record_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "deleted_at"], name="deleted_record_by_time"),
            models.Index(
                fields=["workspace", "step"],
                condition=Q(step__isnull=False),
                name="deleted_record_by_step",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def external_id(self) -> str | None:
        """External ID of a contact or company; lists read it in the database, without all rows."""
        model = f"leads.{self.kind}"
        own = (row["fields"] for row in self.rows if row["model"] == model)
        return next((fields["external_id"] for fields in own), None)

    @property
    def purged_at(self) -> datetime | None:
        """When it is deleted for good; None if the installation sets no limit."""
        days = settings.RETENTION_DELETED_DAYS
        return self.deleted_at + timedelta(days=days) if days else None


# Merged records: where their IDs lead, and the data for undo.


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


# Exports.


class Export(models.Model):
    """An export of people or companies: who exported which, when, in which format, how many."""

    class Way(models.TextChoices):
        PAGE = "page", "in the browser"
        API = "api", "through the API"
        COMMAND = "command", "on the command line"

    class Records(models.TextChoices):
        PEOPLE = "people", "people"
        COMPANIES = "companies", "companies"

    class FileState(models.TextChoices):
        """Name of a file written by a job; "" if the file was sent at once."""

        QUEUED = "queued", "waiting"
        RUNNING = "running", "being written"
        DONE = "done", "ready"
        FAILED = "failed", "failed"
        EXPIRED = "expired", "deleted after some days"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="exports")
    records = models.CharField(
        max_length=9, choices=Records, default=Records.PEOPLE, db_default=Records.PEOPLE
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports"
    )
    contact_list = models.ForeignKey(
        ContactList,
        on_delete=models.SET_NULL,
        related_name="exports",
        null=True,
        blank=True,
        help_text="The list, if one was exported.",
    )
    query = models.TextField(blank=True, default="", help_text="Query string of the search.")
    format = models.CharField(max_length=10, help_text="Code of the format.")
    way = models.CharField(max_length=7, choices=Way)
    columns = ArrayField(models.CharField(max_length=60), help_text="Column codes, in order.")
    has_stopped = models.BooleanField(
        default=False, help_text="Whether a manager included people marked Do not contact."
    )
    n_people = models.PositiveIntegerField(help_text="Records found at the start.")
    n_sent = models.PositiveIntegerField(default=0, help_text="Records in the file.")
    created_at = ClockedField(auto_now_add=True)
    finished_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty while it runs, or if it was interrupted."
    )

    file_state = models.CharField(
        max_length=7,
        choices=FileState,
        blank=True,
        default="",
        db_default="",
        help_text="Of a file that a job writes; empty where it was sent at once.",
    )
    n_bytes = models.PositiveBigIntegerField(
        default=0, db_default=0, help_text="Size of the file that a job wrote."
    )
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="The file that a job wrote is deleted after this time."
    )
    problem = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="Why it failed."
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(format__regex=r"^[a-z0-9]{2,10}$"), name="export_format"
            ),
            models.CheckConstraint(
                condition=Q(records__in=["people", "companies"]), name="export_records"
            ),
            models.CheckConstraint(
                condition=Q(way__in=["page", "api", "command"]), name="export_way"
            ),
            models.CheckConstraint(
                condition=Q(file_state__in=["", "queued", "running", "done", "failed", "expired"]),
                name="export_file_state",
            ),
            models.CheckConstraint(
                condition=Q(n_sent__lte=F("n_people")), name="export_sends_whom_it_found"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "-created_at"], name="export_by_time")]

    def __str__(self) -> str:
        return f"export {self.pk}"


class ExportedRange(models.Model):
    """IDs of a range that an export contained; see `leads.exported_keys`."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="ranges")
    part = models.BigIntegerField(help_text="Keys divided by 65,536.")
    bits = models.BinaryField(help_text="A bit for each key of the range, compressed by zlib.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "export"], name="exported_range_once"),
        ]

    def __str__(self) -> str:
        return f"range {self.part} of {self.export}"


# Changes for the facet index; written by triggers, in the same transaction.


class FacetChange(models.Model):
    """Rows changed by a statement, for the facet index to read again.

    Written by triggers on contacts, job titles, their labels and companies. The transaction ID
    tells whether a reader has seen it; a sequence number would not, because transactions do not
    commit in the order in which they began.
    """

    class Kind(models.TextChoices):
        CONTACT = "contact", "contacts"
        TITLE = "title", "job titles"
        COMPANY = "company", "companies"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.DO_NOTHING, related_name="facet_changes", db_constraint=False
    )
    kind = models.CharField(max_length=7, choices=Kind)
    keys = ArrayField(
        models.BigIntegerField(), help_text="Keys of the rows, including deleted ones."
    )
    transaction = models.BigIntegerField(help_text="The transaction that wrote it.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "transaction"], name="facet_change_by_transaction")
        ]

    def __str__(self) -> str:
        return f"{len(self.keys)} {self.kind} in {self.transaction}"


class FacetState(models.Model):
    """How far back the changes of a workspace go; readers further behind have to start again."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="facet_state", primary_key=True
    )
    forgotten = models.BigIntegerField(
        default=0, help_text="Changes of earlier transactions are deleted."
    )

    def __str__(self) -> str:
        return f"changes of {self.workspace} since {self.forgotten}"


# Values of contacts and companies that were reported as wrong.


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
