"""Vectors of companies and their positions on the similarity map."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from pgvector.django import HalfVectorField, HnswIndex

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models import Company

N_DIMENSIONS = 512
"""Vector length of the bundled encoder, which the index supports."""

N_TOPICS = 100


def vector_length() -> Func:
    """Return the length of `vector` as an expression, for the condition of the index."""
    return Func(F("vector"), function="vector_dims", output_field=models.IntegerField())


class CompanyVector(models.Model):
    """What a company does, as a unit vector of one encoder; its length depends on the encoder."""

    MADE_BY_JOBS = True  # It goes with a company that undoing an import deletes.

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="vectors")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="vectors")
    encoder = models.CharField(max_length=80, help_text="Version of the encoder.")
    text_hash = models.CharField(max_length=64, help_text="SHA-256 of the embedded text.")
    vector = HalfVectorField()
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        app_label = "campaigns"  # Its tables were made there.
        constraints = [
            models.UniqueConstraint(fields=["company", "encoder"], name="company_vector_once")
        ]
        indexes = [
            HnswIndex(
                OpClass(
                    Cast("vector", HalfVectorField(dimensions=N_DIMENSIONS)),
                    name="halfvec_cosine_ops",
                ),
                name="company_vector_hnsw",
                m=16,
                ef_construction=64,
                condition=Q(Exact(vector_length(), N_DIMENSIONS)),
            ),
            models.Index(fields=["workspace", "encoder"], name="company_vector_by_encoder"),
        ]

    def __str__(self) -> str:
        return f"vector of {self.company} by {self.encoder}"


class CompanyReading(models.Model):
    """When an encoder last read a company; one row for each encoder.

    Separate from `CompanyVector`, where every row update adds an entry to the HNSW index, even if
    only the time of reading changes.
    """

    MADE_BY_JOBS = True  # It goes with a company that undoing an import deletes.

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="readings")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="readings")
    encoder = models.CharField(max_length=80, help_text="Version of the encoder.")
    company_updated_at = models.DateTimeField(
        help_text="`updated_at` of the company when it was embedded; if it differs, it is "
        "embedded again."
    )
    revision = models.BigIntegerField(
        help_text="Increases with every change, so that processes load only what is new."
    )
    topics = HalfVectorField(
        dimensions=N_TOPICS, null=True, blank=True, help_text="Unit vector of its words."
    )

    class Meta:
        app_label = "campaigns"  # Its tables were made there.
        constraints = [
            # With the included column, the index alone tells which companies are pending.
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
        return f"embedding of {self.company} by {self.encoder}"


class MapPlace(models.Model):
    """The position of a company on the similarity map of its workspace; it never changes.

    Recomputing the map adds a `layout` with a higher number, which is used from then on; to undo
    it, delete the rows of that number.
    """

    MADE_BY_JOBS = True  # It goes with a company that undoing an import deletes.

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="map_places")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="map_places")
    layout = models.PositiveIntegerField(
        default=1, help_text="Number of the layout; the highest one of a workspace is used."
    )
    encoder = models.CharField(max_length=80, help_text="The encoder whose embedding was used.")
    x = models.FloatField(help_text="X position, 0 to 1.")
    y = models.FloatField(help_text="Y position, 0 to 1.")

    class Meta:
        app_label = "campaigns"  # Its tables were made there.
        constraints = [
            models.UniqueConstraint(fields=["company", "layout"], name="map_place_once"),
            models.CheckConstraint(
                condition=Q(x__range=(0, 1)) & Q(y__range=(0, 1)), name="map_place_in_plane"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "layout", "company"], name="map_place_by_layout")
        ]

    def __str__(self) -> str:
        return f"{self.company} at {self.x:.2f}, {self.y:.2f}"
