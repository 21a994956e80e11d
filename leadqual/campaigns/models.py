"""Campaigns, their reasons and examples, verdicts, and leases of cards."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from pgvector.django import HalfVectorField

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.core.texts.plain_texts import format_count
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
    """A theme of a campaign's description, as a unit vector of one encoder."""

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
    """An example of the target, used before there are verdicts.

    A domain that no company has yet is kept in `domain`; its company is set once imported.
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
    """A reason for a like or dislike; each verdict has its own list, keys 1 to 9."""

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
    """Companies that were at the top of the ranked list when the job last ran."""

    campaign = models.OneToOneField(
        Campaign, on_delete=models.CASCADE, related_name="reported_recommendations"
    )
    company_ids = ArrayField(models.BigIntegerField(), default=list, help_text="Ascending.")
    looked_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "reported recommendations"

    def __str__(self) -> str:
        return f"reported of {self.campaign}"


class BulkVerdict(models.Model):
    """A verdict on many companies at once, undone as a whole."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="regions")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="regions")
    value = models.CharField(max_length=7, choices=Reason.Verdict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="regions"
    )
    request_id = models.UUIDField(
        help_text="Generated by the page, so that a repeated request counts once."
    )
    n_companies = models.PositiveIntegerField(help_text="Companies that got a verdict from it.")
    created_at = ClockedField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "request_id"], name="region_request_once"),
            models.CheckConstraint(
                condition=Q(value__in=["like", "dislike"]), name="region_verdict"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} of {self.named}"

    @property
    def named(self) -> str:
        """Return the number of companies: `12 companies`."""
        return format_count(self.n_companies, "company", "companies")

    @property
    def done(self) -> str:
        """Return the action: `Liked`, `Disliked`."""
        return f"{self.value}d".capitalize()


class Verdict(models.Model):
    """A person's verdict on a company in a campaign; undone ones are kept as history."""

    class Value(models.TextChoices):
        LIKE = "like", "like"
        DISLIKE = "dislike", "dislike"
        SKIP = "skip", "skip"

    class Weight(models.IntegerChoices):
        NORMAL = 1, "normal"
        STRONG = 2, "strong"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="verdicts")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="verdicts")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="verdicts")
    value = models.CharField(max_length=7, choices=Value)
    weight = models.PositiveSmallIntegerField(
        choices=Weight,
        default=Weight.NORMAL,
        db_default=Weight.NORMAL,
        help_text="2 counts like two likes or dislikes; a skip has weight 1.",
    )
    reasons = models.ManyToManyField(Reason, blank=True, related_name="verdicts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verdicts"
    )
    request_id = models.UUIDField(
        default=uuid.uuid4,
        help_text="Generated by the page, so that a repeated request counts once.",
    )
    region = models.ForeignKey(
        BulkVerdict,
        on_delete=models.RESTRICT,
        related_name="verdicts",
        null=True,
        blank=True,
        help_text="Bulk verdict from the map or a list, if it was given with others.",
    )
    score = models.FloatField(
        null=True, blank=True, help_text="Score on the card, -1 to 1; empty without a score."
    )
    is_final_decision = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Final decision on a disagreement; it overrides all other verdicts.",
    )
    created_at = ClockedField(auto_now_add=True)
    is_current = models.BooleanField(default=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="undone_verdicts",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "company", "author"],
                condition=Q(is_current=True),
                name="one_current_verdict_of_a_person",
            ),
            models.UniqueConstraint(fields=["campaign", "request_id"], name="verdict_request_once"),
            models.CheckConstraint(
                condition=Q(value__in=["like", "dislike", "skip"]), name="verdict_value"
            ),
            models.CheckConstraint(
                condition=Q(weight=1) | Q(weight=2) & ~Q(value="skip"), name="verdict_weight"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(is_current=False),
                name="undone_verdict_is_not_current",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "-id"], name="verdict_by_campaign"),
            models.Index(fields=["workspace", "created_at"], name="verdict_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.named} of {self.company}"

    @property
    def named(self) -> str:
        """Return the verdict by name: `like`, `strong like`, `skip`."""
        return f"strong {self.value}" if self.weight == self.Weight.STRONG else self.value

    @property
    def done(self) -> str:
        """Return the action: `Liked`, `Strongly liked`, `Skipped`."""
        if self.value == self.Value.SKIP:
            return "Skipped"
        done = f"{self.value}d"
        return f"Strongly {done}" if self.weight == self.Weight.STRONG else done.capitalize()


class ExcludedVerdict(models.Model):
    """A company whose verdicts are excluded from the ranking of a campaign.

    The verdicts stay in the history and the progress, and the company is not asked about again.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="excluded_verdicts"
    )
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="excluded_verdicts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="excluded_verdicts"
    )
    created_at = ClockedField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="undone_excluded_verdicts",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "company"],
                condition=Q(undone_at=None),
                name="dropped_company_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.company} excluded from {self.campaign}"


class ChosenBecause(models.TextChoices):
    """Why a company was chosen as the next card."""

    LIKELY = "likely", "Highest score"
    UNCERTAIN = "uncertain", "Most uncertain"
    UNEXPLORED = "unexplored", "Least explored"
    LARGEST = "largest", "Largest first"
    NEW_AREA = "new_area", "Checking a new area"
    DESCRIPTION = "description", "Close to your description"
    WELL_KNOWN = "well_known", "Most data first"


class Lease(models.Model):
    """A card that a person is reviewing; nobody else gets it until the lease expires."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="leases")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="leases")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leases"
    )
    expires_at = models.DateTimeField()
    score = models.FloatField(null=True, blank=True, help_text="Score on the card, -1 to 1.")
    chosen_because = models.CharField(
        max_length=12,
        choices=ChosenBecause,
        blank=True,
        default="",
        db_default="",
        help_text="Why it is the next card; empty where its person chose it.",
    )
    is_ahead = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Prefetched for offline use: no one is viewing it yet.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "company"], name="one_lease_of_a_card")
        ]

    def __str__(self) -> str:
        return f"{self.holder} has {self.company}"
