"""What a draft would change on the live data, as a job works it out."""

from django.db import models

from leadqual.accounts.models import Workspace
from leadqual.taxonomy.models.versions import TaxonomyDraft


class DraftEffect(models.Model):
    """What one edit of a draft would change on the titles of all workspaces, with its progress."""

    draft = models.OneToOneField(
        TaxonomyDraft, on_delete=models.CASCADE, related_name="effect", primary_key=True
    )
    edits = models.PositiveIntegerField(help_text="Number of the edit that was previewed.")
    model_version = models.CharField(max_length=80, blank=True, default="")
    asked_at = models.DateTimeField(help_text="Identifies the run.")
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveBigIntegerField(default=0, help_text="Titles processed.")
    total = models.PositiveBigIntegerField(default=0, help_text="Titles of all workspaces.")
    problem = models.CharField(max_length=200, blank=True, default="")
    judged = models.JSONField(default=dict, help_text="Metrics on the frozen test set.")

    def __str__(self) -> str:
        return f"impact of {self.draft}"

    @property
    def is_current(self) -> bool:
        """Return whether the draft is as it was when this was asked for, and open."""
        return self.draft.is_open and self.draft.edits == self.edits


class DraftEffectPart(models.Model):
    """What a draft would change in one workspace; only its members are shown titles and names."""

    effect = models.ForeignKey(DraftEffect, on_delete=models.CASCADE, related_name="parts")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="draft_effects")
    after = models.BigIntegerField(default=0, help_text="Key of the last title processed.")
    is_done = models.BooleanField(default=False)
    found = models.JSONField(default=dict, help_text="Counts, examples and downstream impact.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["effect", "workspace"], name="draft_effect_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.effect} in {self.workspace}"
