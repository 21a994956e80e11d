"""Vectors of company texts, and the companies nearest to one."""

from collections.abc import Collection, Sequence

import numpy as np
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from numpy.typing import NDArray
from pgvector.django import CosineDistance, HalfVectorField

from leadqual.companies.models import CompanyVector, vector_length
from leadqual.leads.models import Company
from leadqual.registry.encoder_baselines import baseline_of
from leadqual.registry.versions.loading import load_encoder
from recommender.ranking.factors import centered

MAX_SIMILAR = 100
MIN_SIMILARITY = 0.35
"""Lower values mean not very similar: nine in ten of 2,939 companies of a public directory have a
neighbor above it, while companies of two different kinds hardly ever are above it."""


def unpack(vectors: Sequence[bytes], *, n_dimensions: int) -> NDArray[np.float32]:
    """Convert halfvecs in binary format to an array; shape (n_vectors, n_dimensions)."""
    # A header of four bytes (dimensions, flags), then big-endian half floats.
    row = np.dtype([("head", ">u2", 2), ("values", ">f2", n_dimensions)])
    return np.frombuffer(b"".join(vectors), dtype=row)["values"].astype(np.float32)


def description_vectors(
    company_ids: Collection[int], *, encoder: str
) -> dict[int, NDArray[np.float32]]:
    """Return the vectors of those companies that say what they do, by key; one query."""
    stored = CompanyVector.objects.filter(encoder=encoder, company__in=company_ids)
    described = stored.exclude(company__overview="").values_list("company_id", "vector")
    return {key: np.asarray(row, dtype=np.float32) for key, row in described}


def most_similar_to(company: Company, *, limit: int = MAX_SIMILAR) -> list[tuple[int, float]]:
    """Return keys of the companies of a workspace that are most similar to one, and how much.

    By cosine after subtracting the mean of all companies, -1 to 1; the most similar first. Two or
    three queries, see `nearest_of`; empty until the company has a vector.
    """
    encoder = load_encoder().version
    own_vector = CompanyVector.objects.filter(company=company, encoder=encoder).first()
    if own_vector is None:
        return []
    others = CompanyVector.objects.filter(workspace_id=company.workspace_id, encoder=encoder)
    nearest = nearest_of(others.exclude(company=company), own_vector.vector, limit=limit)
    vectors = np.array(
        [np.asarray(own_vector.vector, dtype=np.float32), *(row for _, row in nearest)]
    )
    rows = centered(vectors, center=baseline_of(encoder).centre)
    similarities = (rows[1:] @ rows[0]).tolist()
    pairs = zip((key for key, _ in nearest), similarities, strict=True)
    return sorted(pairs, key=lambda pair: -pair[1])


def nearest_of(
    vectors_of_workspace: QuerySet[CompanyVector],
    vector: NDArray[np.float32] | Sequence[float],
    *,
    limit: int,
) -> list[tuple[int, NDArray[np.float32]]]:
    """Return key and vector of the companies nearest to a vector, by cosine.

    One query and a setting, or two of each if the index gives up before it has found enough
    companies of the workspace.

    Args:
        vectors_of_workspace: vectors of one workspace by one encoder.
        vector: of the same encoder.
        limit: maximum number.
    """
    length = len(vector)
    stored = Cast("vector", HalfVectorField(dimensions=length))
    with transaction.atomic(), connection.cursor() as cursor:
        # The index finds neighbors in all workspaces: it continues until enough are in this one.
        cursor.execute("SET LOCAL hnsw.iterative_scan = strict_order")
        nearest = (
            # Written like the index, which covers vectors of one length; others are all compared.
            vectors_of_workspace.filter(Exact(vector_length(), length))
            .order_by(CosineDistance(stored, vector))
            .values_list("company_id", "vector")[:limit]
        )
        found = list(nearest)
        if len(found) < limit:
            # A full scan of the workspace, whatever else was set.
            cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_sort = on")
            found = list(nearest.all())
            cursor.execute(
                "SET LOCAL enable_indexscan TO DEFAULT; SET LOCAL enable_sort TO DEFAULT"
            )
    return [(key, np.asarray(row, dtype=np.float32)) for key, row in found]
