"""Which companies an encoder has read, at which revision, and as input of the ranking."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Count
from numpy.typing import NDArray

from classifiers.companies.placeholder_sentences import without_placeholders
from leadqual.accounts.models import Workspace
from leadqual.companies.business_model_writes import PERSON
from leadqual.companies.models import CompanyReading
from leadqual.core.locks import hold_lock

DESCRIPTION_WEIGHT = 8
"""Facts that a text counts as, more than all others together: described companies come first."""
MAX_PLACEHOLDER = 160
"""Longest text in characters that may be a mere placeholder."""
_POOL_QUERY = """
    SELECT r.company_id, r.revision, halfvec_send(v.vector), halfvec_send(r.topics),
           c.standard_industry, c.size, c.employees, c.headquarters, c.city, c.country, c.founded,
           c.technologies, c.business_model,
           {described} * (c.overview <> '')::int
           + (c.standard_industry <> '')::int + (c.specialties <> '{{}}')::int
           + (c.employees IS NOT NULL OR c.size <> '')::int + (c.country <> '')::int
           + (c.founded IS NOT NULL)::int + (c.domain IS NOT NULL)::int,
           CASE WHEN length(c.overview) <= {short} THEN c.overview ELSE '' END
      FROM ({readings}) r
      JOIN campaigns_companyvector v ON v.company_id = r.company_id AND v.encoder = r.encoder
      JOIN leads_company c ON c.id = r.company_id
     ORDER BY r.company_id
"""
_NEWEST = """
    SELECT * FROM campaigns_companyreading
     WHERE workspace_id = %s AND encoder = %s AND revision > %s
     ORDER BY revision DESC, company_id DESC LIMIT %s
"""
_SELECTED = """
    SELECT * FROM campaigns_companyreading
     WHERE workspace_id = %s AND encoder = %s AND company_id = ANY(%s)
"""
_KEYS = """
    SELECT company_id, revision FROM campaigns_companyreading
     WHERE workspace_id = %s AND encoder = %s AND company_id > %s
     ORDER BY company_id LIMIT %s
"""
_PENDING = """
      FROM leads_company c
      JOIN accounts_workspace w ON w.id = c.workspace_id AND w.deleted_at IS NULL
      LEFT JOIN campaigns_companyreading r ON r.company_id = c.id AND r.encoder = %(encoder)s
     WHERE (r.company_updated_at IS DISTINCT FROM c.updated_at
            OR (%(business_model)s <> ''
                AND c.business_model_version NOT IN (%(business_model)s, %(person)s)))
"""


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One company as input of the ranking.

    Args:
        vector: halfvec in the binary format of the database.
        topics: the same; None until the topics of the workspace are computed.
        industry: normalized name, so that two spellings of one industry are equal.
        n_known: number of known facts, for the first card of a campaign; a text counts as
            `DESCRIPTION_WEIGHT`.
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


def latest_revision(workspace_id: int, encoder: str) -> int:
    """Return the latest revision of a workspace; 0 if nothing was read yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(revision), 0) FROM campaigns_companyreading"
            " WHERE workspace_id = %s AND encoder = %s",
            [workspace_id, encoder],
        )
        return int(cursor.fetchone()[0])


def pool_rows(
    workspace_id: int, encoder: str, *, after: int, newest: int | None = None
) -> list[PoolRow]:
    """Return the companies that changed after a revision, in the order of their keys.

    Args:
        workspace_id: whose companies.
        encoder: whose vectors.
        after: a revision.
        newest: maximum number, those that changed last; None for all.
    """
    return _rows(_NEWEST, [workspace_id, encoder, after, newest])


def read_companies(workspace_id: int, encoder: str) -> NDArray[np.int64]:
    """Return the keys of the companies of a workspace that an encoder has read."""
    readings = CompanyReading.objects.filter(workspace_id=workspace_id, encoder=encoder)
    return np.fromiter(readings.values_list("company_id", flat=True), np.int64)


def pool_rows_of(workspace_id: int, encoder: str, company_ids: Sequence[int]) -> list[PoolRow]:
    """Return those of these companies of a workspace that were read, by key."""
    return _rows(_SELECTED, [workspace_id, encoder, list(company_ids)])


def _rows(readings: str, values: Sequence[Any]) -> list[PoolRow]:
    with connection.cursor() as cursor:
        pool = _POOL_QUERY.format(
            readings=readings, described=DESCRIPTION_WEIGHT, short=MAX_PLACEHOLDER
        )  # all constants
        cursor.execute(pool, values)
        return [_pool_row(row[:-1], short_text=row[-1]) for row in cursor.fetchall()]


def _pool_row(columns: Sequence[Any], *, short_text: str) -> PoolRow:
    """Return a row; a placeholder text ("Coming soon") counts as none."""
    row = PoolRow(*columns)
    if short_text and not without_placeholders(short_text):
        return replace(row, n_known=row.n_known - DESCRIPTION_WEIGHT)
    return row


def reading_keys(workspace_id: int, encoder: str, *, after: int, limit: int) -> NDArray[np.int64]:
    """Return keys and revisions of companies that were read, by key; shape (n, 2).

    Args:
        workspace_id: whose companies.
        encoder: whose vectors.
        after: key of the last company of the previous call; 0 for the first.
        limit: maximum number of rows.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [workspace_id, encoder, after, limit])
        return np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 2)


def reading_counts(encoders: Collection[str]) -> list[tuple[int, str, int]]:
    """Return workspace, encoder and the number of companies that this encoder read there."""
    readings = CompanyReading.objects.filter(
        encoder__in=encoders, workspace__deleted_at=None
    ).order_by()
    return list(readings.values_list("workspace_id", "encoder").annotate(n=Count("pk")))


def n_changed(workspace_id: int, encoder: str, *, after: int) -> int:
    """Return how many companies changed after a revision."""
    readings = CompanyReading.objects.filter(workspace_id=workspace_id, encoder=encoder)
    return readings.filter(revision__gt=after).count()


def pending_ids(
    *,
    encoder: str,
    business_model: str,
    limit: int,
    above: int = 0,
    below: int | None = None,
    among: Sequence[int] | None = None,
) -> list[int]:
    """Return companies of any workspace that the embedding job must read, newest first.

    A company is pending if this encoder has not read it, it has changed since, or its business
    model is of another version (empty: none is live) and not a correction.

    Args:
        encoder: version of the encoder.
        business_model: live version of the classifier.
        limit: maximum number of companies.
        above: only companies with a higher key.
        below: only companies with a lower key.
        among: only these, in their order; None for all.
    """
    limits = {"limit": limit, "above": above, "below": below or 2**62, "among": among}
    among_condition = "" if among is None else " AND c.id = ANY(%(among)s)"
    order = "c.id DESC" if among is None else "array_position(%(among)s::bigint[], c.id)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.id {_PENDING} AND c.id > %(above)s AND c.id < %(below)s{among_condition}"
            f" ORDER BY {order} LIMIT %(limit)s",  # constants
            _values(encoder, business_model) | limits,
        )
        return [company for (company,) in cursor.fetchall()]


def n_pending_companies(workspace: Workspace, *, encoder: str, business_model: str) -> int:
    """Return how many companies of a workspace are pending for the embedding job."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) {_PENDING} AND c.workspace_id = %(workspace)s",  # as above
            _values(encoder, business_model) | {"workspace": workspace.pk},
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def n_pending(*, encoder: str) -> int:
    """Return how many companies of all workspaces an encoder has not read as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {_PENDING}", _values(encoder, ""))  # as above
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def workspaces_without_topics(*, encoder: str, share: float) -> list[int]:
    """Return workspaces in which at least this share of companies has no topics yet."""
    waiting = CompanyReading.objects.filter(
        encoder=encoder, topics=None, workspace__deleted_at=None
    ).order_by()
    n_waiting = dict(waiting.values_list("workspace").annotate(Count("pk")))
    readings = CompanyReading.objects.filter(encoder=encoder, workspace__in=n_waiting).order_by()
    n_all = dict(readings.values_list("workspace").annotate(Count("pk")))
    return [pk for pk, n in n_waiting.items() if n >= share * n_all[pk]]


def next_revision() -> int:
    """Return a number above all earlier ones; other transactions wait for theirs until this ends.

    So they commit in the order of their numbers, and no process misses one.
    """
    hold_lock("campaigns_revision")
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('campaigns_revision')")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _values(encoder: str, business_model: str) -> dict[str, Any]:
    return {"encoder": encoder, "business_model": business_model, "person": PERSON}


def refresh_readings(company_ids: Collection[int]) -> None:
    """Give the readings of companies a new revision, so that every process reads them again.

    Call it in the transaction in which their business models change.
    """
    readings = CompanyReading.objects.filter(company__in=company_ids)
    if company_ids and readings.exists():
        readings.update(revision=next_revision())
