"""What people think of companies, one by one and in regions, and who looks at which card."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.campaigns.models.campaigns import Campaign, Reason
from leadqual.leads.models import Company


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
    score = models.FloatField(
        null=True, blank=True, help_text="What the card predicted, -1 to 1; none without a score."
    )
    settles = models.BooleanField(
        default=False,
        db_default=False,
        help_text="The owner's word on a company on which people disagreed; it counts before all.",
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


class Dropped(models.Model):
    """A company whose verdict does not count in the ranking of a campaign until it is taken back.

    The verdict itself stays: in the history, in the progress, and the company is not asked again.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="dropped")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="dropped")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="dropped"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="undone_dropped",
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
        return f"{self.company} dropped from {self.campaign}"


class Lease(models.Model):
    """A card that somebody looks at now: nobody else gets it until it expires."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="leases")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="leases")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leases"
    )
    expires_at = models.DateTimeField()
    score = models.FloatField(null=True, blank=True, help_text="What the card predicts, -1 to 1.")
    is_ahead = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Kept for the time without a connection: nobody looks at it yet.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "company"], name="one_lease_of_a_card")
        ]

    def __str__(self) -> str:
        return f"{self.holder} holds {self.company}"
