"""Fitted models: where they lie, how good they are, which one is live."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.core.clock import ClockedField

PRETRAINED = "pretrained:"  # before the kind: the folder of the artifact that is shipped
SHIPPED_ENCODER = f"{PRETRAINED}encoder"


class ModelVersion(models.Model):
    """One artifact of one kind, with the report of its evaluation."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", "candidate"
        LIVE = "live", "live"
        RETIRED = "retired", "retired"

    class Origin(models.TextChoices):
        SHIPPED = "shipped", "ships with LeadQual"
        REGISTERED = "registered", "registered from a folder"
        RETRAINED = "retrained", "learned from corrections"

    class Kind(models.TextChoices):
        TITLES = "titles", "Titles"
        COMPANIES = "companies", "Business models"
        REPLIES = "replies", "Replies"
        ENCODER = "encoder", "Company embeddings"

    kind = models.CharField(max_length=10, choices=Kind)
    version = models.CharField(max_length=80, unique=True, help_text="E.g. titles-2026.11.1.")
    folder = models.CharField(
        max_length=500,
        help_text="Folder of the artifact; `pretrained:kind` for those that ship with LeadQual.",
    )
    checksum = models.CharField(max_length=64, help_text="SHA-256 of its manifest.")
    report = models.JSONField(default=dict, help_text="Metrics of its evaluation.")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.SHIPPED)
    data_hash = models.CharField(
        max_length=64, blank=True, default="", help_text="SHA-256 of the training data."
    )
    code_version = models.CharField(
        max_length=40, blank=True, default="", help_text="Code version it was trained with."
    )
    is_active = models.BooleanField(default=False)
    is_desired = models.BooleanField(
        default=False,
        help_text="An encoder whose embeddings are being computed; it goes live after that.",
    )
    progress = models.FloatField(
        default=0, help_text="For an encoder: share of companies with its embedding, 0 to 1."
    )
    n_waiting = models.PositiveIntegerField(
        default=0, help_text="For an encoder that will go live: companies left to embed."
    )
    problem = models.TextField(
        blank=True, default="", help_text="For an encoder: why the last embedding job failed."
    )
    created_at = ClockedField(auto_now_add=True)
    promoted_at = models.DateTimeField(null=True, blank=True)
    promoted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="promotions",
        null=True,
        blank=True,
    )
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was retired; it cannot go live again."
    )

    class Meta:
        ordering = ["kind", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(is_active=True), name="one_active_model_of_a_kind"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(is_desired=True), name="one_desired_model_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(is_desired=False) | Q(is_active=False, kind="encoder"),
                name="desired_model_is_an_encoder_not_live",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(is_active=False),
                name="withdrawn_model_is_not_live",
            ),
            models.CheckConstraint(
                condition=Q(progress__range=(0, 1)), name="model_version_progress"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["titles", "companies", "replies", "encoder"]),
                name="model_version_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.version

    @property
    def state(self) -> "ModelVersion.State":
        """Return whether it is live, may become so, or was."""
        if self.is_active:
            return self.State.LIVE
        is_retired = self.promoted_at is not None or self.withdrawn_at is not None
        return self.State.RETIRED if is_retired else self.State.CANDIDATE

    @property
    def has_vectors(self) -> bool:
        """Say of an encoder that was live whether all its vectors are kept."""
        return self.promoted_at is not None and self.progress == 1


class EncoderTrades(models.Model):
    """Trades in words as an encoder reads them, so that no page has to load the encoder.

    The shipped encoder has none: its vectors come with the product.
    """

    encoder = models.OneToOneField(ModelVersion, on_delete=models.CASCADE, related_name="trades")
    phrases = models.CharField(max_length=64, help_text="SHA-256 of the trade descriptions.")
    sectors = models.JSONField(help_text="Index of the sector of each trade, from 0.")
    vectors = models.BinaryField(help_text="Unit vectors in order, half precision.")

    def __str__(self) -> str:
        return f"trade embeddings by {self.encoder}"
