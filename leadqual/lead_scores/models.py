"""Tables of lead scores: rules of a workspace, pending changes, and company scores."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from leadqual.accounts.models import Workspace
from leadqual.campaigns.models import Campaign
from leadqual.core.clock import ClockedField
from leadqual.leads.models import Company


class LeadScoreRules(models.Model):
    """How a workspace scores people; what is missing here is as by default."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="lead_score_rules", primary_key=True
    )
    weights = models.JSONField(default=dict, blank=True, help_text="Factor → points, 0 to 100.")
    half_lives = models.JSONField(default=dict, blank=True, help_text="Factor → days.")
    fits = models.JSONField(
        default=dict, blank=True, help_text="Fact → value → ideal, good or poor."
    )
    tier_a = models.PositiveSmallIntegerField(help_text="Least score of tier A.")
    tier_b = models.PositiveSmallIntegerField(help_text="Least score of tier B.")
    former = models.JSONField(
        null=True, blank=True, help_text="All of this before the last change, for its undo."
    )
    version = models.PositiveIntegerField(default=1, help_text="Grows with each change.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="lead_score_rules"
    )
    updated_at = ClockedField(auto_now=True)

    class Meta:
        verbose_name_plural = "lead score rules"
        constraints = [
            models.CheckConstraint(
                condition=Q(tier_b__gt=0, tier_b__lt=F("tier_a"), tier_a__lte=100),
                name="lead_score_tiers_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"lead score rules of {self.workspace}"


class LeadScoreChange(models.Model):
    """Rows changed by one statement, whose people must be scored again.

    Triggers write it, whoever changes contacts, titles, companies, verdicts or replies.
    """

    class Kind(models.TextChoices):
        CONTACT = "contact", "contacts"
        TITLE = "title", "job titles"
        COMPANY = "company", "companies"

    workspace = models.ForeignKey(
        Workspace,
        on_delete=models.DO_NOTHING,
        related_name="lead_score_changes",
        db_constraint=False,
    )
    kind = models.CharField(max_length=7, choices=Kind)
    keys = ArrayField(
        models.BigIntegerField(), help_text="Keys of the rows, including deleted ones."
    )
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{len(self.keys)} {self.kind}"


class LeadScoreRun(models.Model):
    """How far the last computation of all scores of a workspace is."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="lead_score_run", primary_key=True
    )
    version = models.PositiveIntegerField(default=0, help_text="Of the rules that it follows.")
    day = models.DateField(help_text="Day that ages are counted to.")
    done_to = models.BigIntegerField(default=0, help_text="Key of the last contact that is done.")
    finished_at = models.DateTimeField(null=True, blank=True)
    campaigns_at = models.DateTimeField(
        null=True, blank=True, help_text="When campaign scores were last read."
    )

    def __str__(self) -> str:
        return f"lead scores of {self.workspace} on {self.day}"


class CompanyCampaignScore(models.Model):
    """The highest score of a company in any campaign that is not archived."""

    company = models.OneToOneField(
        Company, on_delete=models.CASCADE, related_name="campaign_score", primary_key=True
    )
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="company_campaign_scores"
    )
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="company_scores")
    score = models.FloatField(help_text="-1 to 1.")
    since = models.DateTimeField(help_text="When the score became what it is.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score__range=(-1, 1)), name="company_campaign_score_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.score:.2f} in {self.campaign}"
