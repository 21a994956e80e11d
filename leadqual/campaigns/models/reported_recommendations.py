"""Which recommendations of a campaign were reported already."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from leadqual.campaigns.models.campaigns import Campaign


class ReportedRecommendations(models.Model):
    """Companies that were among the first of the ranked list at a look of the job."""

    campaign = models.OneToOneField(
        Campaign, on_delete=models.CASCADE, related_name="reported_recommendations"
    )
    company_ids = ArrayField(models.BigIntegerField(), default=list, help_text="Ascending.")
    looked_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "reported recommendations"

    def __str__(self) -> str:
        return f"reported of {self.campaign}"
