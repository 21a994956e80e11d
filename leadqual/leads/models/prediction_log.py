"""Past predictions about companies."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from leadqual.accounts.models import Workspace
from leadqual.leads.models.companies import Company


class FormerBusinessModel(models.Model):
    """A former business model of a company; rows are only added.

    One row for a period with the same business model; earlier model versions with the same result
    are in `earlier`. The current one is stored with the company.
    """

    MADE_BY_JOBS = True  # Deleted with a company when an import is undone.

    workspace = models.ForeignKey(
        Workspace,
        on_delete=models.CASCADE,
        related_name="former_business_models",
        db_index=False,
    )
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="former_business_models", db_index=False
    )
    business_model = models.CharField(max_length=7, choices=Company.BusinessModel)
    probability = models.FloatField()
    probabilities = ArrayField(
        models.FloatField(), null=True, blank=True, help_text="As in `Company`."
    )
    why = models.JSONField(default=list, blank=True)
    version = models.CharField(max_length=80, blank=True, default="")
    earlier = models.JSONField(null=True, blank=True, help_text="As in `Company`.")
    ended_at = models.DateTimeField(db_default=Now(), help_text="When it was replaced.")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["company", "ended_at"], name="former_model_by_company"),
            models.Index(fields=["workspace", "-id"], name="former_model_by_age"),
            models.Index(fields=["workspace", "version", "-id"], name="former_model_by_version"),
        ]

    def __str__(self) -> str:
        return f"{self.company} was {self.business_model} until {self.ended_at}"
