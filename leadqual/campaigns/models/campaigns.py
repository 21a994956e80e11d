"""Campaigns: what is looked for, among which companies, and by which reasons."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from pgvector.django import HalfVectorField

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models import Company


class Campaign(models.Model):
    """A search for companies of one kind."""

    class Strategy(models.TextChoices):
        LIKELY = "likely", "Likely matches first"
        UNCERTAIN = "uncertain", "Most uncertain first"
        UNEXPLORED = "unexplored", "Least explored first"
        LARGEST = "largest", "Largest first"
        MIX = "mix", "Mix: likely matches, then exploration"

    class Scope(models.TextChoices):
        ALL = "all", "All companies of the workspace"
        SELECTED = "selected", "Only added companies"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="campaigns")
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, default="", help_text="The target, as text.")
    strategy = models.CharField(max_length=10, choices=Strategy, default=Strategy.LIKELY)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.ALL)
    double_labeling_percent = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Percentage of companies to double-label."
    )
    exploration = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text="Percentage of cards from areas in which least was judged.",
    )
    weights = models.JSONField(default=dict, blank=True, help_text="Factor → weight, 0 to 1.")
    learned = models.JSONField(
        default=dict,
        blank=True,
        help_text="Weights learned from verdicts and reasons, with the number of verdicts.",
    )
    companies = models.ManyToManyField(
        Company, through="CampaignCompany", related_name="campaigns", blank=True
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="campaigns"
    )
    created_at = ClockedField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="campaign_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="campaign_has_name"),
            models.CheckConstraint(
                condition=Q(strategy__in=["likely", "uncertain", "unexplored", "largest", "mix"]),
                name="campaign_strategy",
            ),
            models.CheckConstraint(
                condition=Q(scope__in=["all", "selected"]), name="campaign_scope"
            ),
            models.CheckConstraint(
                condition=Q(double_labeling_percent__range=(0, 100)),
                name="campaign_double_labeling",
            ),
            models.CheckConstraint(
                condition=Q(exploration__range=(0, 50)), name="campaign_exploration"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DescriptionVector(models.Model):
    """A theme of what a campaign looks for, in words, as a unit vector of one encoder."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="description_vectors"
    )
    encoder = models.CharField(max_length=80, help_text="Version of the encoder.")
    theme = models.PositiveSmallIntegerField(default=0, help_text="Its place in the text.")
    text_hash = models.CharField(max_length=64, help_text="SHA-256 of all themes.")
    vector = HalfVectorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "encoder", "theme"], name="description_theme_once"
            )
        ]

    def __str__(self) -> str:
        return f"description of {self.campaign} by {self.encoder}"


class CampaignCompany(models.Model):
    """A company that was added to a campaign whose scope is `selected`."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="members")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="memberships")
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "company"], name="campaign_company_once")
        ]

    def __str__(self) -> str:
        return f"{self.company} in {self.campaign}"


class Seed(models.Model):
    """A company that stands for what is looked for before there are verdicts.

    An address that no company has yet waits in `domain` and gets its company when it is imported.
    """

    class Origin(models.TextChoices):
        DOMAINS = "domains", "one of your examples"
        SEGMENT = "segment", "one of your customers"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="seeds")
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="seeds", null=True, blank=True
    )
    domain = models.CharField(
        max_length=253, blank=True, default="", help_text="As entered; a registrable domain."
    )
    origin = models.CharField(max_length=7, choices=Origin)
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "company"], name="seed_company_once"),
            models.UniqueConstraint(
                fields=["campaign", "domain"], condition=~Q(domain=""), name="seed_domain_once"
            ),
            models.CheckConstraint(
                condition=Q(company__isnull=False) | ~Q(domain=""), name="seed_names_something"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["domains", "segment"]), name="seed_origin"
            ),
        ]
        indexes = [
            models.Index(
                fields=["domain"], condition=Q(company=None), name="seed_waiting_for_company"
            )
        ]

    def __str__(self) -> str:
        return f"{self.company or self.domain} for {self.campaign}"


class Reason(models.Model):
    """Why a company was liked or disliked; each verdict has a list of its own, keys 1 to 9."""

    class Verdict(models.TextChoices):
        LIKE = "like", "like"
        DISLIKE = "dislike", "dislike"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reasons")
    verdict = models.CharField(max_length=7, choices=Verdict)
    text = models.CharField(max_length=60)
    factor = models.CharField(
        max_length=20, blank=True, default="", help_text="Factor that it is about, e.g. size."
    )
    direction = models.SmallIntegerField(
        default=0,
        help_text="Where the company lies relative to the target: -1 below (too small), 1 above.",
    )
    position = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Shortcut key, 1 to 9; empty once it is only used in the history.",
    )

    class Meta:
        ordering = ["verdict", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "verdict", "position"], name="reason_key_once"
            ),
            models.CheckConstraint(condition=Q(position__range=(1, 9)), name="reason_key"),
            models.CheckConstraint(
                condition=Q(verdict__in=["like", "dislike"]), name="reason_verdict"
            ),
            models.CheckConstraint(condition=Q(direction__range=(-1, 1)), name="reason_direction"),
        ]

    def __str__(self) -> str:
        return self.text


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
