"""Imported files and the results of their rows."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models import ContactList


class ImportBatch(models.Model):
    """An imported file: its layout, options, progress and results."""

    class Kind(models.TextChoices):
        CONTACTS = "contacts", "People"
        COMPANIES = "companies", "Companies"

    class Status(models.TextChoices):
        MAPPING = "mapping", "needs column mapping"
        CHECKING = "checking", "dry run is running"
        CHECKED = "checked", "dry run finished"
        QUEUED = "queued", "queued"
        RUNNING = "running", "running"
        PAUSED = "paused", "paused"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        STOPPED = "stopped", "stopped"
        UNDOING = "undoing", "undoing"
        UNDONE = "undone", "undone"

    class Mode(models.TextChoices):
        BOTH = "both", "Create and update"
        CREATE = "create", "Create only"
        UPDATE = "update", "Update only"

    class MatchBy(models.TextChoices):
        ANY = "any", "Any key"
        EMAIL = "email", "Email"
        EXTERNAL_ID = "external_id", "ID"
        DOMAIN = "domain", "Domain"
        LINKEDIN = "linkedin_url", "LinkedIn URL"

    class Duplicates(models.TextChoices):
        LAST = "last", "Keep the last row"
        FIRST = "first", "Keep the first row"
        REJECT = "reject", "Reject later rows"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="import_batches"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, choices=Status, default=Status.MAPPING)
    file = models.FileField(upload_to="imports/", max_length=300)
    file_name = models.CharField(max_length=255, help_text="Name of the uploaded file.")
    encoding = models.CharField(max_length=30, blank=True, default="")
    delimiter = models.CharField(max_length=1, blank=True, default="")
    header_line = models.PositiveIntegerField(
        default=1, help_text="Line of the header; lines above it are skipped."
    )
    sheets = models.JSONField(
        default=list,
        db_default=Value([], models.JSONField()),
        blank=True,
        help_text="Number, name and header line of each sheet, where several are read.",
    )
    columns = models.JSONField(default=list, help_text="Name and first values of each column.")
    mapping = models.JSONField(
        default=dict, help_text="Column name → field; skipped columns are missing."
    )
    mode = models.CharField(max_length=6, choices=Mode, default=Mode.BOTH)
    match_by = models.CharField(max_length=12, choices=MatchBy, default=MatchBy.ANY)
    duplicates = models.CharField(
        max_length=6,
        choices=Duplicates,
        default=Duplicates.LAST,
        help_text="Rule for duplicate rows in the file.",
    )
    only_empty = models.BooleanField(
        default=False, db_default=False, help_text="Whether only empty fields are filled."
    )
    statuses = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text="Value of the status column → status; empty for none.",
    )
    source = models.CharField(
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text="Tool that exported the file, where its columns say so.",
    )
    list_name = models.CharField(
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text="Name of the list that its people are added to; empty for none.",
    )
    tags = ArrayField(
        models.CharField(max_length=50),
        default=list,
        db_default=Value([], ArrayField(models.CharField(max_length=50))),
        blank=True,
        help_text="Tags that all of its records get.",
    )
    contact_list = models.ForeignKey(
        ContactList,
        on_delete=models.SET_NULL,
        related_name="import_batches",
        null=True,
        blank=True,
        help_text="The list that its people were added to.",
    )
    n_bytes = models.BigIntegerField(default=0)
    n_bytes_read = models.BigIntegerField(default=0, help_text="For the progress bar.")
    n_rows = models.PositiveIntegerField(default=0, help_text="Rows processed so far.")
    n_rows_all = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Rows of the file; of a large one about; 0 unknown."
    )
    n_created = models.PositiveIntegerField(default=0)
    n_updated = models.PositiveIntegerField(default=0)
    n_unchanged = models.PositiveIntegerField(default=0)
    n_skipped = models.PositiveIntegerField(
        default=0, help_text="Skipped because of the import options."
    )
    n_rejected = models.PositiveIntegerField(default=0)
    n_cells = models.PositiveIntegerField(
        default=0, help_text="Cells skipped in rows that were imported."
    )
    n_do_not_contact = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="People or companies that it marks Do not contact.",
    )
    owes_counts = models.BooleanField(
        default=False, db_default=False, help_text="Whether titles still have to be counted."
    )
    plan = models.JSONField(default=dict, help_text="Counts of the dry run; empty without one.")
    undo = models.JSONField(default=dict, help_text="Progress and result of the undo.")
    error = models.TextField(
        blank=True, default="", help_text="Error message for the user; empty if none."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_batches"
    )
    created_at = ClockedField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    paced_at = models.DateTimeField(
        null=True, blank=True, help_text="Start of the measured time: the latest start."
    )
    n_bytes_paced = models.BigIntegerField(default=0, help_text="Bytes read before that.")
    heartbeat_at = models.DateTimeField(
        null=True, blank=True, help_text="Last heartbeat of its job."
    )

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "import batches"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["contacts", "companies"]), name="import_batch_kind"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        *("mapping", "checking", "checked", "queued", "running", "paused"),
                        *("done", "failed", "stopped", "undoing", "undone"),
                    ]
                ),
                name="import_batch_status",
            ),
            models.CheckConstraint(
                condition=Q(mode__in=["both", "create", "update"]), name="import_batch_mode"
            ),
            models.CheckConstraint(
                condition=Q(match_by__in=["any", "email", "external_id", "domain", "linkedin_url"]),
                name="import_batch_match_by",
            ),
            models.CheckConstraint(
                condition=Q(duplicates__in=["last", "first", "reject"]),
                name="import_batch_duplicates",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "-created_at"], name="import_batch_by_time"),
            models.Index(
                fields=["workspace"],
                condition=Q(status__in=["checking", "queued", "running", "undoing"]),
                name="import_batch_at_work",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        """Whether a job works on it or will soon."""
        return self.status in AT_WORK

    @property
    def is_storing(self) -> bool:
        """Whether rows go into the tables, now or soon."""
        return self.status in {self.Status.QUEUED, self.Status.RUNNING}

    @property
    def is_checking(self) -> bool:
        """Whether a dry run reads it, now or soon."""
        return self.status == self.Status.CHECKING

    @property
    def is_undoing(self) -> bool:
        """Whether undo is queued or running."""
        return self.status == self.Status.UNDOING

    @property
    def can_be_undone(self) -> bool:
        """Whether rows of it are in and no job works on it."""
        with_defaults = {
            self.Status.DONE,
            self.Status.FAILED,
            self.Status.STOPPED,
            self.Status.PAUSED,
        }
        n_written = self.n_created + self.n_updated + self.n_do_not_contact
        return self.status in with_defaults and bool(n_written)

    @property
    def percent(self) -> int:
        """Share of its rows that are processed, 0 to 100; 100 only when all of them are."""
        if self.status == self.Status.DONE:
            return 100
        if self.status == self.Status.UNDOING:
            return min(99, 100 * int(self.undo["n_done"]) // max(1, int(self.undo["n_total"])))
        if self.n_rows_all:
            is_over = self.n_rows >= self.n_rows_all and not self.is_running
            return 100 if is_over else min(99, round(100 * self.n_rows / self.n_rows_all))
        return min(99, 100 * self.n_bytes_read // self.n_bytes) if self.n_bytes else 0


AT_WORK = frozenset(
    {
        ImportBatch.Status.CHECKING,
        ImportBatch.Status.QUEUED,
        ImportBatch.Status.RUNNING,
        ImportBatch.Status.UNDOING,
    }
)
"""States in which a job works on an import or will soon."""


class ImportRow(models.Model):
    """The result of one row of a file, or the predicted one after a dry run.

    A rejected row has column, value and reason.
    """

    class Outcome(models.TextChoices):
        CREATED = "created", "new"
        UPDATED = "updated", "updated"
        UNCHANGED = "unchanged", "unchanged"
        SKIPPED = "skipped", "skipped"
        REJECTED = "rejected", "rejected"

    # Millions of rows at a time: the unique constraint is the index; deleted with the batch.
    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.CASCADE,
        related_name="rows",
        db_index=False,
        db_constraint=False,
    )
    number = models.PositiveIntegerField(help_text="Line in the file; the header is line 1.")
    outcome = models.CharField(max_length=10, choices=Outcome)
    record_id = models.BigIntegerField(null=True, blank=True, help_text="Contact or company.")
    column = models.CharField(max_length=200, blank=True, default="", db_default="")
    value = models.CharField(max_length=500, blank=True, default="", db_default="")
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    kept = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text="Why the undo kept it."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["created", "updated", "unchanged", "skipped", "rejected"]),
                name="import_row_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="rejected") | ~Q(reason=""),
                name="import_row_rejected_has_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch", "number"],
                condition=Q(outcome="rejected"),
                name="import_row_rejected",
            )
        ]

    def __str__(self) -> str:
        return f"line {self.number}: {self.outcome}"


class ImportCell(models.Model):
    """An unreadable cell that was skipped in a stored row."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="cells")
    number = models.PositiveIntegerField(help_text="Line in the file; the header is line 1.")
    column = models.CharField(max_length=200)
    value = models.CharField(max_length=500)
    reason = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["batch", "number"], name="import_cell_by_line")]

    def __str__(self) -> str:
        return f"line {self.number}: {self.column}"


class ImportChange(models.Model):
    """For undo: the changes to one record, or the fact that it was created with people.

    Records of its rows have its own kind; which of them it created says `ImportRow`. What people
    say about a company has the place among the companies of its chunk as its number.
    """

    class Kind(models.TextChoices):
        CONTACTS = "contacts", "contact"
        COMPANIES = "companies", "company"
        TITLES = "titles", "job title"

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="changes", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    record_id = models.BigIntegerField()
    made = models.BooleanField(
        default=False, db_default=False, help_text="Whether the record came in with people."
    )
    number = models.PositiveIntegerField(help_text="Line that changed it last.")
    before = models.JSONField(help_text="Field → value before the import; changed fields only.")
    after = models.JSONField(help_text="Field → value that the import wrote.")
    written_at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True, blank=True)
    kept = models.JSONField(default=list, db_default=[], help_text="Fields that the undo kept.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "kind", "record_id"], name="import_change_of_record"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["contacts", "companies", "titles"]),
                name="import_change_kind",
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch", "kind", "-number"],
                condition=Q(undone_at=None, made=False),
                name="import_change_undo",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}: {', '.join(self.after)}"


class SavedMapping(models.Model):
    """What a person chose for the columns and rows of a file; offered for the next one like it."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="saved_mappings"
    )
    kind = models.CharField(max_length=10, help_text="`contacts` or `companies`.")
    columns = ArrayField(
        models.CharField(max_length=100), help_text="Normalized column names, in order."
    )
    mapping = models.JSONField(
        help_text="Normalized column name → field; skipped columns are missing."
    )
    options = models.JSONField(
        default=dict,
        help_text="`mode`, `match_by` and `duplicates`; missing ones have their default.",
    )
    file_name = models.CharField(
        max_length=255, help_text="Name of the last file with this header."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_mappings"
    )
    settled_at = ClockedField(auto_now=True)

    class Meta:
        db_table = "imports_settledcolumns"
        ordering = ["-settled_at"]
        verbose_name_plural = "saved mappings"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "columns"], name="settled_columns_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["contacts", "companies"]), name="settled_columns_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"mapping of {self.file_name}"
