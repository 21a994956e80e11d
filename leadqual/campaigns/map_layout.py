"""Positions of companies on the map: computed once, recomputed only on request.

All campaigns of a workspace share them. Another encoder does not change them.
"""

import logging
from dataclasses import dataclass

import numpy as np
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef
from numpy.typing import NDArray

from leadqual.companies.models import N_DIMENSIONS, CompanyVector, MapPlace
from leadqual.companies.vectors import unpack
from leadqual.core.hints import add_hint, delete_hint, read_hint
from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import hold_lock
from leadqual.registry.versions.loading import load_encoder
from recommender import projection

logger = logging.getLogger(__name__)

MAX_SYNCHRONOUS = 1_000
"""Up to this many companies are laid out within a request; more take a job."""

MAX_COMPANIES = 200_000
"""Most companies of a workspace on the map; the others are in lists only."""

_JOB_SECONDS = 900  # A killed job can be started again after that.
_INSERT = """
    INSERT INTO campaigns_mapplace (workspace_id, company_id, layout, encoder, x, y)
    SELECT c.workspace_id, c.id, %s, %s, n.x, n.y
      FROM unnest(%s::bigint[], %s::float8[], %s::float8[]) AS n (id, x, y)
      JOIN leads_company c ON c.id = n.id AND c.workspace_id = %s
"""


_CHUNK = 20_000
_VECTORS = """
    SELECT company_id, halfvec_send(vector) FROM campaigns_companyvector
     WHERE workspace_id = %s AND encoder = %s AND company_id > %s
     ORDER BY company_id LIMIT %s
"""


@dataclass(frozen=True, slots=True, eq=False)
class MapPositions:
    """Positions of the companies of a workspace, ordered by ID.

    Args:
        company_ids: shape (n,).
        points: x from the left and y from the top, 0 to 1, shape (n, 2).
    """

    company_ids: NDArray[np.int64]
    points: NDArray[np.float64]


def positions_of(workspace_id: int) -> MapPositions:
    """Return the current positions; two queries."""
    return _read_positions(workspace_id, _current_layout(workspace_id))


def _read_positions(workspace_id: int, layout: int) -> MapPositions:
    stored = MapPlace.objects.filter(workspace=workspace_id, layout=layout)
    rows = list(stored.order_by("company_id").values_list("company_id", "x", "y"))
    return MapPositions(
        company_ids=np.array([row[0] for row in rows], dtype=np.int64),
        points=np.array([row[1:] for row in rows], dtype=np.float64).reshape(-1, 2),
    )


def stored_positions(workspace_id: int) -> tuple[MapPositions, bool]:
    """Return what `current_positions` does, without looking for new companies.

    Fast, because it loads no encoder; the first call for a workspace is the same.
    """
    found = positions_of(workspace_id)
    if len(found.company_ids):
        return found, is_computing(workspace_id)
    return current_positions(workspace_id)


def current_positions(workspace_id: int) -> tuple[MapPositions, bool]:
    """Return the positions of a workspace, and whether a job is computing more.

    A few new companies get their position in this call.
    """
    layout = _current_layout(workspace_id)
    found = _read_positions(workspace_id, layout)
    n_new = _count_new(workspace_id, layout) if len(found.company_ids) < MAX_COMPANIES else 0
    if not n_new:
        return found, is_computing(workspace_id)
    if len(found.company_ids) + n_new > MAX_SYNCHRONOUS:
        start_job(workspace_id)
        return found, True
    position_new(workspace_id)
    return positions_of(workspace_id), False


def _count_new(workspace_id: int, layout: int) -> int:
    """Return the number of embedded companies without a position, at most `MAX_SYNCHRONOUS` + 1."""
    placed = MapPlace.objects.filter(company=OuterRef("company"), layout=layout)
    read = CompanyVector.objects.filter(
        ~Exists(placed), workspace=workspace_id, encoder=load_encoder().version
    )
    return read[: MAX_SYNCHRONOUS + 1].count()


def is_computing(workspace_id: int) -> bool:
    """Return whether a job is computing the layout."""
    return bool(read_hint(_job_key(workspace_id)))


def start_job(workspace_id: int, *, anew: bool = False) -> None:
    """Start a job to position the companies of a workspace; one at a time."""
    if add_hint(_job_key(workspace_id), 1, seconds=_JOB_SECONDS):
        enqueue(Job.PLACE_COMPANIES, workspace=workspace_id, anew=int(anew))


def recompute_or_enqueue(workspace_id: int) -> bool:
    """Recompute the layout: now if companies are few (True), else in a job."""
    read = CompanyVector.objects.filter(workspace=workspace_id, encoder=load_encoder().version)
    if read[: MAX_SYNCHRONOUS + 1].count() > MAX_SYNCHRONOUS:
        start_job(workspace_id, anew=True)
        return False
    recompute_layout(workspace_id)
    return True


def run_job(workspace_id: int, *, anew: bool) -> None:
    """Run the job of `start_job`."""
    try:
        n_placed = recompute_layout(workspace_id) if anew else position_new(workspace_id)
    finally:
        delete_hint(_job_key(workspace_id))
    logger.info("companies placed on the map", extra={"n_companies": n_placed})


def _job_key(workspace_id: int) -> str:
    return f"campaigns.place_companies:{workspace_id}"


@transaction.atomic
def position_new(workspace_id: int) -> int:
    """Position every embedded company that has no position; the others do not move.

    Returns:
        Number of companies positioned.
    """
    _lock_layout(workspace_id)
    encoder = load_encoder().version
    company_ids, vectors = _read_vectors(workspace_id, encoder)
    found = positions_of(workspace_id)
    is_placed = np.isin(company_ids, found.company_ids)
    new = np.flatnonzero(~is_placed)[: max(MAX_COMPANIES - len(found.company_ids), 0)]
    if not len(new):
        return 0
    points = projection.add(
        vectors[new],
        known=vectors[is_placed],
        places=found.points[np.isin(found.company_ids, company_ids)],
    )
    layout = _current_layout(workspace_id)
    return _insert_positions(workspace_id, layout, encoder, MapPositions(company_ids[new], points))


@transaction.atomic
def recompute_layout(workspace_id: int) -> int:
    """Compute new positions of all embedded companies; the former ones are kept for undo."""
    _lock_layout(workspace_id)
    encoder = load_encoder().version
    company_ids, vectors = _read_vectors(workspace_id, encoder)
    layout = _current_layout(workspace_id)
    points = projection.lay_out(vectors[:MAX_COMPANIES])
    MapPlace.objects.filter(workspace=workspace_id, layout__lt=layout).delete()
    return _insert_positions(
        workspace_id, layout + 1, encoder, MapPositions(company_ids[:MAX_COMPANIES], points)
    )


def _read_vectors(workspace_id: int, encoder: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return IDs and vectors of the embedded companies, ordered by ID.

    Does not use the ranking pool, which does not hold large workspaces.
    """
    keys: list[int] = []
    chunks = [np.zeros((0, N_DIMENSIONS), dtype=np.float32)]
    with connection.cursor() as cursor:
        while True:
            after = keys[-1] if keys else 0
            cursor.execute(_VECTORS, [workspace_id, encoder, after, _CHUNK])
            rows = cursor.fetchall()
            if not rows:
                break
            packed = [vector for _, vector in rows]
            chunks.append(unpack(packed, n_dimensions=len(packed[0]) // 2 - 2))  # After a header.
            keys += [key for key, _ in rows]
    vectors = np.concatenate(chunks[1:] or chunks)
    return np.array(keys, dtype=np.int64), vectors


@transaction.atomic
def undo_layout(workspace_id: int) -> bool:
    """Restore the positions before the last recomputation; False if there are none.

    Companies added since are positioned at the next call.
    """
    _lock_layout(workspace_id)
    if not has_previous(workspace_id):
        return False
    newest = MapPlace.objects.filter(workspace=workspace_id, layout=_current_layout(workspace_id))
    newest.delete()
    return True


def has_previous(workspace_id: int) -> bool:
    """Return whether positions of an earlier layout exist."""
    earlier = MapPlace.objects.filter(
        workspace=workspace_id, layout__lt=_current_layout(workspace_id)
    )
    return earlier.exists()


def _current_layout(workspace_id: int) -> int:
    rows = MapPlace.objects.filter(workspace=workspace_id)
    return rows.aggregate(last=Max("layout"))["last"] or 1


def _lock_layout(workspace_id: int) -> None:
    """Lock, so that two concurrent first requests compute one map."""
    hold_lock(f"plane:{workspace_id}")


def _insert_positions(workspace_id: int, layout: int, encoder: str, positions: MapPositions) -> int:
    with connection.cursor() as cursor:
        x, y = positions.points.T.tolist()
        ids = positions.company_ids.tolist()
        cursor.execute(_INSERT, [layout, encoder, ids, x, y, workspace_id])
        return int(cursor.rowcount)
