"""Undo steps."""

from django.conf import settings
from django.db import models

from leadqual.core.clock import ClockedField


class UndoStep(models.Model):
    """An action of a person, as described in its message, and how to undo it."""

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="undo_steps", db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="undo_steps"
    )
    words = models.TextField(help_text="What was done, as the message said it.")
    undo = models.TextField(help_text="Address that undoes it by a post.")
    back = models.TextField(blank=True, default="", help_text="Page that the undo leads to.")
    done_at = ClockedField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True, help_text="When that was asked for.")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["workspace", "done_at"], name="undo_step_by_time")]

    def __str__(self) -> str:
        return self.words
