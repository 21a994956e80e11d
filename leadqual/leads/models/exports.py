"""Exports, and the keys of the records in them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models.lists import ContactList


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
