"""What backups were made and verified, and what the journal still has to write."""

from django.db import models

from leadqual.core.clock import ClockedField


class BackupRun(models.Model):
    """One backup that was made, restored to verify it, or restored in place of what was there."""

    class Kind(models.TextChoices):
        BACKUP = "backup", "Backup"
        VERIFICATION = "verify", "Verified restore"
        RESTORE = "restore", "Restore"

    kind = models.CharField(max_length=7, choices=Kind)
    name = models.CharField(max_length=60, blank=True, help_text="Of the backup.")
    place = models.CharField(
        max_length=500, blank=True, default="", db_default="", help_text="Folder or URL it is in."
    )
    started_at = models.DateTimeField()
    finished_at = ClockedField(auto_now_add=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Of the archive, in bytes.")
    n_rows = models.PositiveBigIntegerField(default=0, help_text="Rows in all tables.")
    n_files = models.PositiveIntegerField(default=0)
    is_encrypted = models.BooleanField(default=False)
    is_good = models.BooleanField(help_text="Whether it succeeded.")
    problem = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_good=True, problem="")
                | models.Q(is_good=False) & ~models.Q(problem=""),
                name="backup_run_problem",
            )
        ]
        indexes = [models.Index(fields=["kind", "-started_at"], name="backup_run_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class JournalChange(models.Model):
    """A row of erasures or do-not-contact that changed; triggers note it for the journal."""

    table = models.CharField(max_length=40)
    row_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"


class JournalState(models.Model):
    """The one row that says how far the journal is written."""

    last_part = models.CharField(max_length=80, blank=True, default="")

    def __str__(self) -> str:
        return self.last_part
