"""Runs of the retention job."""

from django.db import models

from leadqual.accounts.models import Workspace


class RetentionRun(models.Model):
    """What the retention job removed from one workspace in one night."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="retention_runs"
    )
    counts = models.JSONField(default=dict, help_text="Rows or files removed, by rule.")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty if it was interrupted."
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["workspace", "-started_at"], name="retention_run_by_time")]

    def __str__(self) -> str:
        return f"retention run {self.pk}"
