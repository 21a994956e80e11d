"""What people said that titles and business models are."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.labeling.models.queues import BulkCorrection
from leadqual.leads.models import Company, JobTitle
from leadqual.taxonomy.models import Function, Industry, Level


class CarriedFunction(models.Model):
    """A function that a correction says because one that it named was merged into it."""

    correction = models.ForeignKey(
        "labeling.Correction", on_delete=models.CASCADE, related_name="carried_functions"
    )
    named = models.ForeignKey(
        Function,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="The function in the original correction.",
    )
    into = models.ForeignKey(
        Function,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="The function it was merged into.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["correction", "named", "into"], name="function_carried_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.named} merged into {self.into}"


class Correction(models.Model):
    """A correction of a title; the current one wins over every model, older ones are kept."""

    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="approved_corrections",
        null=True,
        blank=True,
        help_text="Empty while only its author has confirmed it.",
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="corrections")
    job_title = models.ForeignKey(JobTitle, on_delete=models.CASCADE, related_name="corrections")
    functions = models.ManyToManyField(
        Function, blank=True, related_name="corrections", help_text="Empty means unclassified."
    )
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="corrections")
    industry = models.ForeignKey(
        Industry, on_delete=models.PROTECT, related_name="corrections", null=True, blank=True
    )
    note = models.CharField(max_length=300, blank=True, default="")
    signature = models.CharField(
        max_length=200,
        default="",
        blank=True,
        help_text="Titles with the same signature get these functions; empty if nothing is "
        "propagated.",
    )
    overruled = models.JSONField(
        null=True,
        blank=True,
        help_text="Functions given by the dictionary; empty if there were none.",
    )
    learned_before = models.JSONField(
        null=True, blank=True, help_text="Functions given by learned functions."
    )
    revision = models.BigIntegerField(
        default=0, help_text="Revision of the workspace at the last change."
    )
    step = models.ForeignKey(
        BulkCorrection,
        on_delete=models.CASCADE,
        related_name="corrections",
        null=True,
        blank=True,
        help_text="The bulk correction it belongs to; empty for a single one.",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="corrections"
    )
    created_at = ClockedField(auto_now_add=True)
    is_current = models.BooleanField(default=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="undone_corrections",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["job_title"],
                condition=Q(is_current=True),
                name="one_current_correction_of_a_title",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(is_current=False), name="undone_is_not_current"
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approved_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "revision"], name="correction_by_revision"),
            models.Index(fields=["workspace", "created_at"], name="correction_by_time"),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk} of {self.job_title}"

    @property
    def is_retired(self) -> bool:
        """Return whether all its functions are retired, so that it no longer applies."""
        functions = self.functions.all()
        return bool(functions) and all(function.retired_at for function in functions)


class BusinessModelCorrection(models.Model):
    """A person's word on to whom a company sells; the current one wins, older ones are kept."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="business_model_corrections"
    )
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="business_model_corrections"
    )
    business_model = models.CharField(max_length=7, choices=Company.BusinessModel)
    former = models.JSONField(
        help_text="Previous answer: business_model, probability, probabilities, why, version."
    )
    note = models.CharField(max_length=300, blank=True, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="business_model_corrections",
    )
    created_at = ClockedField(auto_now_add=True)
    is_current = models.BooleanField(default=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="undone_business_model_corrections",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(is_current=True),
                name="one_current_business_model_correction",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(is_current=False),
                name="undone_business_model_correction_is_not_current",
            ),
            models.CheckConstraint(
                condition=Q(business_model__in=["b2b", "b2c", "both", "public", "unknown"]),
                name="business_model_correction_label",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} is {self.business_model}"


class Revision(models.Model):
    """Counts what changed in a workspace about its titles; processes reload what they cached.

    Whoever changes corrections or learned functions first locks this row, so that changes of one
    workspace commit in the order of their numbers and no process caches a newer one too early.
    """

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="title_revision", primary_key=True
    )
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"revision {self.number}"


class PropagatedLabel(models.Model):
    """A title that followed the correction of a like one, and what it was before; kept for ever."""

    correction = models.ForeignKey(
        Correction, on_delete=models.CASCADE, related_name="propagated_labels"
    )
    job_title = models.ForeignKey(
        JobTitle, on_delete=models.CASCADE, related_name="propagated_labels"
    )
    labels = models.JSONField(help_text="Before: [slug, source, score] of each.")
    source = models.CharField(max_length=60, blank=True, help_text="Before.")
    why = models.JSONField(default=list, blank=True, help_text="Before.")
    model_version = models.CharField(max_length=80, blank=True, help_text="Before.")
    taxonomy_version = models.BigIntegerField(help_text="When the labels were propagated.")
    is_in_force = models.BooleanField(default=True)
    moved_at = ClockedField(auto_now_add=True, db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "labeling_move"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["job_title"], condition=Q(is_in_force=True), name="one_move_of_a_title"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_title} gets the labels of {self.correction}"
