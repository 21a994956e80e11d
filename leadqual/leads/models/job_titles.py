"""Job titles of a workspace and their functions."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q, Value

from leadqual.accounts.models import Workspace
from leadqual.taxonomy.models import Function, Industry, Level


class JobTitle(models.Model):
    """A distinct normalized title; classified once, however many contacts have it."""

    # Each index costs every classified title: those of levels and industries would find a tenth of
    # all titles, and one of workspaces is in front of others.
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="job_titles", db_index=False
    )
    title = models.CharField(max_length=1000, help_text="Title as first written.")
    normalised = models.CharField(max_length=200)
    signature = models.CharField(
        max_length=200,
        default="",
        db_default="",
        blank=True,
        help_text=(
            "Words without rank, order and spelling; close variants share one. Empty: "
            "not computed yet."
        ),
    )
    n_contacts = models.PositiveIntegerField(default=0, help_text="Contacts with this title.")
    level = models.ForeignKey(
        Level,
        on_delete=models.PROTECT,
        related_name="job_titles",
        null=True,
        blank=True,
        db_index=False,
    )
    level_score = models.FloatField(null=True, blank=True)
    industry = models.ForeignKey(
        Industry,
        on_delete=models.PROTECT,
        related_name="job_titles",
        null=True,
        blank=True,
        db_index=False,
    )
    industry_score = models.FloatField(null=True, blank=True)
    source = models.CharField(
        max_length=60, blank=True, default="", help_text="`dictionary`, `rules`, `model`, joined."
    )
    model_version = models.CharField(max_length=80, blank=True, default="")
    surest = models.FloatField(
        default=-1.0,
        db_default=-1.0,
        help_text="Highest score of its labels, 0 if it has none; -1: not stored yet.",
    )
    why = models.JSONField(default=list, blank=True, help_text="Evidence for the functions.")
    level_why = models.JSONField(
        default=list,
        db_default=Value([], output_field=models.JSONField()),
        blank=True,
        help_text="Evidence for the level. Empty: not stored yet.",
    )
    classified_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty until it is classified."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "normalised"], name="job_title_once"),
            models.CheckConstraint(
                condition=Q(level_score=None) | Q(level_score__range=(0, 1)),
                name="job_title_level_score",
            ),
            models.CheckConstraint(
                condition=Q(industry_score=None) | Q(industry_score__range=(0, 1)),
                name="job_title_industry_score",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "id"],
                condition=Q(classified_at=None),
                name="job_title_waiting",
            ),
            models.Index(fields=["workspace", "-n_contacts"], name="job_title_by_contacts"),
            models.Index(fields=["workspace", "signature"], name="job_title_by_signature"),
            models.Index(
                fields=["workspace", "surest", "-n_contacts", "id"],
                condition=Q(surest__gt=0.0, surest__lt=1.0) & ~Q(source="correction"),
                name="job_title_by_surest",
            ),
            # Only for classified titles: trigrams are the most expensive part of a new row.
            GinIndex(
                fields=["normalised"],
                opclasses=["gin_trgm_ops"],
                condition=Q(level__isnull=False),
                name="title_trigrams",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TitleLabel(models.Model):
    """A current function of a job title; corrections are in `labeling.Correction`."""

    class Source(models.TextChoices):
        DICTIONARY = "dictionary", "dictionary"
        RULES = "rules", "phrase rule"
        MODEL = "model", "model"
        CORRECTION = "correction", "a person"

    MADE_BY_JOBS = True  # Corrections have their own rows, which keep a title.
    SURE_FROM = 0.70
    """Labels with a lower score are drawn dashed, and the title needs review."""

    # Both have an index that begins with them below.
    job_title = models.ForeignKey(
        JobTitle, on_delete=models.CASCADE, related_name="labels", db_index=False
    )
    function = models.ForeignKey(
        Function, on_delete=models.PROTECT, related_name="title_labels", db_index=False
    )
    source = models.CharField(max_length=10, choices=Source)
    score = models.FloatField(help_text="Probability, 0 to 1; 1 for dictionary and people.")

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["job_title", "function"], name="title_label_once"),
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="title_label_score"),
            models.CheckConstraint(
                condition=Q(source__in=["dictionary", "rules", "model", "correction"]),
                name="title_label_source",
            ),
        ]
        indexes = [models.Index(fields=["function", "job_title"], name="title_label_by_function")]

    def __str__(self) -> str:
        return f"{self.job_title} is {self.function} ({self.source})"
