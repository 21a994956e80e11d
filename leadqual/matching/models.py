"""Campaigns, what people think of companies, and the vectors that find similar ones."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from pgvector.django import HalfVectorField, HnswIndex

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company

N_DIMENSIONS = 384
N_TOPICS = 100


class Campaign(models.Model):
    """A search for companies of one kind."""

    class Strategy(models.TextChoices):
        LIKELY = "likely", "Likely likes first"
        UNCERTAIN = "uncertain", "Most uncertain first"
        UNEXPLORED = "unexplored", "Least explored first"
        LARGEST = "largest", "Largest first"

    class Scope(models.TextChoices):
        ALL = "all", "Every company of the workspace"
        SELECTED = "selected", "Only companies that were added"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="campaigns")
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, default="", help_text="What is looked for.")
    strategy = models.CharField(max_length=10, choices=Strategy, default=Strategy.LIKELY)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.ALL)
    weights = models.JSONField(default=dict, blank=True, help_text="Factor → weight, 0 to 1.")
    description_vector = HalfVectorField(
        dimensions=N_DIMENSIONS, null=True, blank=True, help_text="Made by the embedding job."
    )
    description_hash = models.CharField(
        max_length=160, blank=True, default="", help_text="Encoder and text of that vector."
    )
    companies = models.ManyToManyField(
        Company, through="CampaignCompany", related_name="campaigns", blank=True
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="campaigns"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="campaign_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="campaign_has_name"),
            models.CheckConstraint(
                condition=Q(strategy__in=["likely", "uncertain", "unexplored", "largest"]),
                name="campaign_strategy",
            ),
            models.CheckConstraint(
                condition=Q(scope__in=["all", "selected"]), name="campaign_scope"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignCompany(models.Model):
    """A company that was added to a campaign whose scope is `selected`."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="members")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="memberships")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "company"], name="campaign_company_once")
        ]

    def __str__(self) -> str:
        return f"{self.company} in {self.campaign}"


class Reason(models.Model):
    """Why a company was liked or disliked; each verdict has a list of its own, keys 1 to 9."""

    class Verdict(models.TextChoices):
        LIKE = "like", "like"
        DISLIKE = "dislike", "dislike"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reasons")
    verdict = models.CharField(max_length=7, choices=Verdict)
    text = models.CharField(max_length=60)
    factor = models.CharField(
        max_length=20, blank=True, default="", help_text="Factor it speaks about, e.g. size."
    )
    position = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Its key, 1 to 9; none once it is only history."
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
        ]

    def __str__(self) -> str:
        return self.text


class Region(models.Model):
    """A part of the map that a person judged as one step, and takes back as one."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="regions")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="regions")
    value = models.CharField(max_length=7, choices=Reason.Verdict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="regions"
    )
    request_id = models.UUIDField(help_text="Made by the page: one press counts once.")
    n_companies = models.PositiveIntegerField(help_text="That got a verdict by it.")
    created_at = models.DateTimeField(auto_now_add=True)
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
        return f"{self.value} of {self.n_companies} companies"


class Verdict(models.Model):
    """What a person thinks of a company in a campaign; history is kept, undone ones too."""

    class Value(models.TextChoices):
        LIKE = "like", "like"
        DISLIKE = "dislike", "dislike"
        SKIP = "skip", "skip"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="verdicts")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="verdicts")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="verdicts")
    value = models.CharField(max_length=7, choices=Value)
    reasons = models.ManyToManyField(Reason, blank=True, related_name="verdicts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verdicts"
    )
    request_id = models.UUIDField(
        default=uuid.uuid4, help_text="Made by the page: one press counts once."
    )
    region = models.ForeignKey(
        Region,
        on_delete=models.RESTRICT,
        related_name="verdicts",
        null=True,
        blank=True,
        help_text="Of the map, where it was given with others.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
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
                condition=Q(undone_at=None) | Q(is_current=False),
                name="undone_verdict_is_not_current",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "-id"], name="verdict_by_campaign")]

    def __str__(self) -> str:
        return f"{self.value} of {self.company}"


class CompanyVector(models.Model):
    """What a company does, as a unit vector of one encoder."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="vectors")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="vectors")
    encoder = models.CharField(max_length=80, help_text="Version of the encoder.")
    text_hash = models.CharField(max_length=64, help_text="SHA-256 of the text it was made from.")
    vector = HalfVectorField(dimensions=N_DIMENSIONS)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "encoder"], name="company_vector_once")
        ]
        indexes = [
            HnswIndex(
                name="company_vector_hnsw",
                fields=["vector"],
                m=16,
                ef_construction=64,
                opclasses=["halfvec_cosine_ops"],
            ),
            models.Index(fields=["workspace", "encoder"], name="company_vector_by_encoder"),
        ]

    def __str__(self) -> str:
        return f"vector of {self.company} by {self.encoder}"


class CompanyReading(models.Model):
    """That a company was read for its vector, as it was then; one row for each encoder.

    Apart from `CompanyVector`, because every new version of a row there costs an entry in the
    HNSW index, also where only the time of reading changes.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="readings")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="readings")
    encoder = models.CharField(max_length=80, help_text="Version of the encoder.")
    company_updated_at = models.DateTimeField(
        help_text="`updated_at` of the company when it was read: another one means a new reading."
    )
    revision = models.BigIntegerField(
        help_text="Grows with every change, so that processes load only what is new."
    )
    topics = HalfVectorField(
        dimensions=N_TOPICS, null=True, blank=True, help_text="Unit vector of the words it uses."
    )

    class Meta:
        constraints = [
            # The included column answers "what is pending" from the index alone.
            models.UniqueConstraint(
                fields=["company", "encoder"],
                include=["company_updated_at"],
                name="company_reading_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "encoder", "revision"], name="company_reading_by_revision"
            ),
            models.Index(
                fields=["encoder", "workspace"],
                condition=Q(topics=None),
                name="company_reading_without_topics",
            ),
        ]

    def __str__(self) -> str:
        return f"reading of {self.company} by {self.encoder}"


class Landmark(models.Model):
    """A fixed point of a workspace's map: companies lie near the landmarks they are like.

    Laid out once, so that the map stays as people know it while companies are added.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="landmarks")
    encoder = models.CharField(max_length=80, help_text="Version of the encoder.")
    vector = HalfVectorField(dimensions=N_DIMENSIONS)
    x = models.FloatField(help_text="From the left, 0 to 1.")
    y = models.FloatField(help_text="From the top, 0 to 1.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(x__range=(0, 1)) & Q(y__range=(0, 1)), name="landmark_in_plane"
            )
        ]
        indexes = [models.Index(fields=["workspace", "encoder"], name="landmark_by_encoder")]

    def __str__(self) -> str:
        return f"landmark at {self.x:.2f}, {self.y:.2f}"


class Lease(models.Model):
    """A card that somebody looks at now: nobody else gets it until it expires."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="leases")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="leases")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leases"
    )
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "company"], name="one_lease_of_a_card")
        ]

    def __str__(self) -> str:
        return f"{self.holder} holds {self.company}"
