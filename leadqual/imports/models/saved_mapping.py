"""Which column goes where, and by what rows are found, as somebody settled it for a header."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField


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
