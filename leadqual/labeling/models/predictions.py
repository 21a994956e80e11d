"""Tables that keep predictions on record: those that were replaced, those shown."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from leadqual.accounts.models import Workspace
from leadqual.leads.models import JobTitle


class FormerPrediction(models.Model):
    """What a stored title was until something else was stored; rows are only ever added.

    The current labels are stored with the title itself. A title that is read again with the same
    answer adds nothing.
    """

    MADE_BY_JOBS = True  # It goes with a title that undoing an import deletes.

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="former_predictions"
    )
    job_title = models.ForeignKey(
        JobTitle, on_delete=models.CASCADE, related_name="former_predictions"
    )
    labels = models.JSONField(help_text="[slug, source, score] of each; empty means unclassified.")
    level = models.CharField(max_length=60, help_text="Level slug.")
    level_score = models.FloatField(null=True, blank=True)
    industry = models.CharField(max_length=60, blank=True, default="", help_text="Industry slug.")
    source = models.CharField(max_length=60, blank=True, default="")
    model_version = models.CharField(max_length=80, blank=True, default="")
    ended_at = models.DateTimeField(db_default=Now(), help_text="When it was replaced.")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["job_title", "ended_at"], name="former_by_title"),
            models.Index(fields=["workspace", "model_version", "-id"], name="former_by_model"),
        ]

    def __str__(self) -> str:
        return f"{self.job_title} until {self.ended_at}"


class ShownPrediction(models.Model):
    """An answer that was shown and not stored: the text is kept as a keyed hash alone."""

    workspace = models.ForeignKey(
        Workspace,
        on_delete=models.CASCADE,
        related_name="shown_predictions",
        null=True,
        blank=True,
        help_text="Empty if shown to an anonymous visitor.",
    )
    kind = models.CharField(max_length=7, help_text="title, company or reply")
    text_hash = models.CharField(max_length=64)
    labels = models.JSONField(help_text="[slug, score] of each; empty means unclassified.")
    level = models.CharField(max_length=60, blank=True, default="")
    model_version = models.CharField(max_length=80, blank=True, default="")
    answer_hash = models.CharField(max_length=64, help_text="Hash of labels, level and model.")
    n_times = models.PositiveIntegerField(default=1, db_default=1)
    first_at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["last_at"], name="shown_by_age")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "text_hash", "answer_hash"],
                name="one_row_for_each_answer",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["title", "company", "reply"]), name="shown_prediction_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"prediction for a {self.kind}, shown {self.n_times} times"
