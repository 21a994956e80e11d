"""Exports of whole workspaces."""

from django.db import models
from django.db.models import Q

from leadqual.accounts.models.users import User
from leadqual.accounts.models.workspaces import Workspace


class WorkspaceExport(models.Model):
    """A ZIP with all data of a workspace, written by a job and kept for a few days."""

    class State(models.TextChoices):
        """State of the job."""

        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Ready"
        FAILED = "failed", "Failed"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="full_exports")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="workspace_exports")
    state = models.CharField(max_length=7, choices=State, default=State.QUEUED)
    n_rows = models.PositiveIntegerField(default=0, help_text="Rows written.")
    n_rows_total = models.PositiveIntegerField(default=0, help_text="Rows at the start.")
    n_bytes = models.PositiveBigIntegerField(default=0, help_text="Size of the file.")
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(
        null=True, blank=True, help_text="Last heartbeat of the job."
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="The file is deleted after this time."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed"]),
                name="workspace_export_state",
            ),
            models.UniqueConstraint(
                fields=["workspace"],
                condition=Q(state__in=["queued", "running"]),
                name="workspace_export_one_at_work",
            ),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.workspace} ({self.state})"
