"""What people said that titles are."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Function, Industry, Level


class Correction(models.Model):
    """A person's word on a title; the current one wins over every model, older ones are kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="corrections")
    job_title = models.ForeignKey(JobTitle, on_delete=models.CASCADE, related_name="corrections")
    functions = models.ManyToManyField(
        Function, blank=True, related_name="corrections", help_text="None means Other."
    )
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="corrections")
    industry = models.ForeignKey(
        Industry, on_delete=models.PROTECT, related_name="corrections", null=True, blank=True
    )
    note = models.CharField(max_length=300, blank=True, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="corrections"
    )
    created_at = models.DateTimeField(auto_now_add=True)
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
        ]

    def __str__(self) -> str:
        return f"correction {self.pk} of {self.job_title}"
