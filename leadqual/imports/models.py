"""Files that came in, and what became of each of their rows."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace


class ImportBatch(models.Model):
    """One file that came in: how it was read, how far it is, what became of it."""

    class Kind(models.TextChoices):
        CONTACTS = "contacts", "People"
        COMPANIES = "companies", "Companies"

    class Status(models.TextChoices):
        MAPPING = "mapping", "waits for its columns"
        QUEUED = "queued", "waits for its turn"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        STOPPED = "stopped", "stopped"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="import_batches"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, choices=Status, default=Status.MAPPING)
    file = models.FileField(upload_to="imports/", max_length=300)
    file_name = models.CharField(max_length=255, help_text="As the person named it.")
    encoding = models.CharField(max_length=30, blank=True, default="")
    delimiter = models.CharField(max_length=1, blank=True, default="")
    columns = models.JSONField(default=list, help_text="Name and first values of each column.")
    mapping = models.JSONField(default=dict, help_text="Column name → field; left out: absent.")
    n_bytes = models.BigIntegerField(default=0)
    n_bytes_read = models.BigIntegerField(default=0, help_text="For the progress bar.")
    n_rows = models.PositiveIntegerField(default=0, help_text="Rows read so far.")
    n_created = models.PositiveIntegerField(default=0)
    n_updated = models.PositiveIntegerField(default=0)
    n_unchanged = models.PositiveIntegerField(default=0)
    n_refused = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, default="", help_text="For people; empty if none.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_batches"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True, help_text="Last sign of its job.")

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "import batches"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["contacts", "companies"]), name="import_batch_kind"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["mapping", "queued", "running", "done", "failed", "stopped"]
                ),
                name="import_batch_status",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "-created_at"], name="import_batch_by_time")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        """Whether a job works on it or will soon."""
        return self.status in {self.Status.QUEUED, self.Status.RUNNING}

    @property
    def percent(self) -> int:
        """Share of the file that was read, 0 to 100."""
        if self.status == self.Status.DONE:
            return 100
        return min(99, 100 * self.n_bytes_read // self.n_bytes) if self.n_bytes else 0


class ImportRow(models.Model):
    """What became of one row of a file; a refused one keeps column, value and reason."""

    class Outcome(models.TextChoices):
        CREATED = "created", "new"
        UPDATED = "updated", "updated"
        UNCHANGED = "unchanged", "same as before"
        REFUSED = "refused", "left out"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Line in the file; the header is line 1.")
    outcome = models.CharField(max_length=10, choices=Outcome)
    record_id = models.BigIntegerField(null=True, blank=True, help_text="Contact or company.")
    column = models.CharField(max_length=200, blank=True, default="", db_default="")
    value = models.CharField(max_length=500, blank=True, default="", db_default="")
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["created", "updated", "unchanged", "refused"]),
                name="import_row_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(reason=""),
                name="import_row_refused_has_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch", "number"],
                condition=Q(outcome="refused"),
                name="import_row_refused",
            )
        ]

    def __str__(self) -> str:
        return f"line {self.number}: {self.outcome}"
