"""Reads of vectors: what is new, what waits for the job, what is most alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Count, Max
from numpy.typing import NDArray
from pgvector.django import CosineDistance

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company
from leadqual.matching.models import CompanyReading, CompanyVector

PERSON = "correction"
"""Version of a business model that a person said: no model touches it."""

_POOL = """
    SELECT r.company_id, r.revision, halfvec_send(v.vector), halfvec_send(r.topics),
           c.industry, c.size, c.employees, c.headquarters, c.city, c.country, c.founded,
           c.technologies, c.business_model,
           (c.overview <> '')::int + (c.industry <> '')::int + (c.specialties <> '{}')::int
           + (c.employees IS NOT NULL OR c.size <> '')::int + (c.country <> '')::int
           + (c.founded IS NOT NULL)::int + (c.domain IS NOT NULL)::int
      FROM matching_companyreading r
      JOIN matching_companyvector v ON v.company_id = r.company_id AND v.encoder = r.encoder
      JOIN leads_company c ON c.id = r.company_id
     WHERE r.workspace_id = %s AND r.encoder = %s AND r.revision > %s
     ORDER BY r.company_id
"""
_PENDING = """
      FROM leads_company c
      LEFT JOIN matching_companyreading r ON r.company_id = c.id AND r.encoder = %(encoder)s
     WHERE (r.company_updated_at IS DISTINCT FROM c.updated_at
            OR (%(business_model)s <> ''
                AND c.business_model_version NOT IN (%(business_model)s, %(person)s)))
"""


@dataclass(frozen=True, slots=True)
class PoolRow:
    """What the ranking reads of one company.

    Args:
        vector: halfvec as the database sends it.
        topics: the same; None before the topics of the workspace were found.
        n_known: how many of seven facts are known, for the first card of a campaign.
    """

    company_id: int
    revision: int
    vector: bytes
    topics: bytes | None
    industry: str
    size: str
    employees: int | None
    headquarters: str
    city: str
    country: str
    founded: int | None
    technologies: Sequence[str]
    business_model: str
    n_known: int


@dataclass(frozen=True, slots=True)
class Alike:
    """A company with the cosine to the one it was compared with, -1 to 1."""

    company: Company
    similarity: float


def latest_revision(workspace_id: int, encoder: str) -> int:
    """Return the number of the last change of a workspace; 0 where nothing was read yet."""
    readings = CompanyReading.objects.filter(workspace_id=workspace_id, encoder=encoder)
    return readings.aggregate(last=Max("revision"))["last"] or 0


def pool_rows(workspace_id: int, encoder: str, *, after: int) -> list[PoolRow]:
    """Return the companies that changed after a revision, in the order of their keys."""
    with connection.cursor() as cursor:
        cursor.execute(_POOL, [workspace_id, encoder, after])
        return [PoolRow(*row) for row in cursor.fetchall()]


def unpack(vectors: Sequence[bytes], *, n_dimensions: int) -> NDArray[np.float32]:
    """Turn halfvecs as the database sends them into rows; shape (n_vectors, n_dimensions)."""
    # Four bytes of head (dimensions, flags), then big-endian halves.
    row = np.dtype([("head", ">u2", 2), ("values", ">f2", n_dimensions)])
    return np.frombuffer(b"".join(vectors), dtype=row)["values"].astype(np.float32)


def pending_ids(*, encoder: str, business_model: str, limit: int) -> list[int]:
    """Return companies of any workspace that the embedding job has to read, in key order.

    Pending is what has no reading by this encoder, has changed since, or has a business model of
    another version (empty: none is live); what a person said about the business model stays.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.id {_PENDING} ORDER BY c.id LIMIT %(limit)s",  # a constant
            _values(encoder, business_model) | {"limit": limit},
        )
        return [company for (company,) in cursor.fetchall()]


def n_pending_companies(workspace: Workspace, *, encoder: str, business_model: str) -> int:
    """Return how many companies of a workspace wait for the embedding job."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) {_PENDING} AND c.workspace_id = %(workspace)s",  # as above
            _values(encoder, business_model) | {"workspace": workspace.pk},
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def workspaces_without_topics(*, encoder: str, share: float) -> list[int]:
    """Return workspaces where at least this share of the companies waits for its topics."""
    waiting = CompanyReading.objects.filter(encoder=encoder, topics=None).order_by()
    n_waiting = dict(waiting.values_list("workspace").annotate(Count("pk")))
    readings = CompanyReading.objects.filter(encoder=encoder, workspace__in=n_waiting).order_by()
    n_all = dict(readings.values_list("workspace").annotate(Count("pk")))
    return [pk for pk, n in n_waiting.items() if n >= share * n_all[pk]]


def next_revision() -> int:
    """Return a number above all former ones; take it while nobody else embeds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('matching_revision')")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _values(encoder: str, business_model: str) -> dict[str, Any]:
    return {"encoder": encoder, "business_model": business_model, "person": PERSON}


def similar_companies(company: Company, *, encoder: str, limit: int = 8) -> list[Alike]:
    """Return the companies of the same workspace that do most alike things, the nearest first.

    Two queries and a setting; empty while the company waits for its vector.
    """
    own = CompanyVector.objects.filter(company=company, encoder=encoder).first()
    if own is None:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        # The index finds neighbours in all workspaces: it goes on until enough of them are ours.
        cursor.execute("SET LOCAL hnsw.iterative_scan = strict_order")
        near = (
            CompanyVector.objects.filter(workspace_id=company.workspace_id, encoder=encoder)
            .exclude(company=company)
            .select_related("company")
            .annotate(distance=CosineDistance("vector", own.vector))
            .order_by("distance")[:limit]
        )
        return [Alike(vector.company, 1 - vector.distance) for vector in near]
