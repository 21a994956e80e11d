"""Places of companies on the map: found once, kept for good, laid out again only when asked.

All campaigns of a workspace share its places. Another encoder changes none of them.
"""

import logging
from dataclasses import dataclass

import numpy as np
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef
from numpy.typing import NDArray

from leadqual.companies.models import N_DIMENSIONS, CompanyVector, MapPlace
from leadqual.companies.vectors import unpack
from leadqual.core.hints import add_hint, forget_hint, read_hint
from leadqual.core.jobs import Job, enqueue
from leadqual.registry.versions.loading import load_encoder
from recommender import projection

logger = logging.getLogger(__name__)

AT_ONCE = 1_000
"""Companies of a workspace that are placed while somebody waits; more take a job."""

MAX_COMPANIES = 200_000
"""Companies of a workspace that get a place; all beyond are in the lists only."""

_JOB_SECONDS = 900  # A job that was killed is started again after that.
_STORE = """
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
    """Where the companies of a workspace are, in the order of their keys.

    Args:
        company_ids: shape (n,).
        points: x from the left and y from the top, 0 to 1, shape (n, 2).
    """

    company_ids: NDArray[np.int64]
    points: NDArray[np.float64]


def positions_of(workspace_id: int) -> MapPositions:
    """Return the places that count now; two queries."""
    return _places_in(workspace_id, _layout_of(workspace_id))


def _places_in(workspace_id: int, layout: int) -> MapPositions:
    stored = MapPlace.objects.filter(workspace=workspace_id, layout=layout)
    rows = list(stored.order_by("company_id").values_list("company_id", "x", "y"))
    return MapPositions(
        company_ids=np.array([row[0] for row in rows], dtype=np.int64),
        points=np.array([row[1:] for row in rows], dtype=np.float64).reshape(-1, 2),
    )


def known_positions(workspace_id: int) -> tuple[MapPositions, bool]:
    """Return what `up_to_date` does without looking for companies that came since.

    Quick, because no encoder has to be loaded; at the very first look it is the same.
    """
    found = positions_of(workspace_id)
    if len(found.company_ids):
        return found, is_placing(workspace_id)
    return up_to_date(workspace_id)


def up_to_date(workspace_id: int) -> tuple[MapPositions, bool]:
    """Return the places of a workspace, and whether a job is about to find more.

    Companies that were read since the last call get their place now where they are few.
    """
    layout = _layout_of(workspace_id)
    found = _places_in(workspace_id, layout)
    n_new = _n_new(workspace_id, layout) if len(found.company_ids) < MAX_COMPANIES else 0
    if not n_new:
        return found, is_placing(workspace_id)
    if len(found.company_ids) + n_new > AT_ONCE:
        start_job(workspace_id)
        return found, True
    position_new(workspace_id)
    return positions_of(workspace_id), False


def _n_new(workspace_id: int, layout: int) -> int:
    """Return how many companies were read and have no place; one more than `AT_ONCE` at most."""
    placed = MapPlace.objects.filter(company=OuterRef("company"), layout=layout)
    read = CompanyVector.objects.filter(
        ~Exists(placed), workspace=workspace_id, encoder=load_encoder().version
    )
    return read[: AT_ONCE + 1].count()


def is_placing(workspace_id: int) -> bool:
    """Return whether a job is laying out the map."""
    return bool(read_hint(_key(workspace_id)))


def start_job(workspace_id: int, *, anew: bool = False) -> None:
    """Let a job place the companies of a workspace; one at a time."""
    if add_hint(_key(workspace_id), 1, seconds=_JOB_SECONDS):
        enqueue(Job.PLACE_COMPANIES, workspace=workspace_id, anew=int(anew))


def lay_out_soon(workspace_id: int) -> bool:
    """Lay the map out again: now where companies are few (True), else by a job."""
    read = CompanyVector.objects.filter(workspace=workspace_id, encoder=load_encoder().version)
    if read[: AT_ONCE + 1].count() > AT_ONCE:
        start_job(workspace_id, anew=True)
        return False
    recompute_layout(workspace_id)
    return True


def run_job(workspace_id: int, *, anew: bool) -> None:
    """Do what `start_job` asked for."""
    try:
        n_placed = recompute_layout(workspace_id) if anew else position_new(workspace_id)
    finally:
        forget_hint(_key(workspace_id))
    logger.info("companies placed on the map", extra={"n_companies": n_placed})


def _key(workspace_id: int) -> str:
    return f"campaigns.place_companies:{workspace_id}"


@transaction.atomic
def position_new(workspace_id: int) -> int:
    """Give every company that was read and has no place one; nobody else moves.

    Returns:
        How many got one.
    """
    _one_at_a_time(workspace_id)
    encoder = load_encoder().version
    company_ids, vectors = _read(workspace_id, encoder)
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
    layout = _layout_of(workspace_id)
    return _store(workspace_id, layout, encoder, MapPositions(company_ids[new], points))


@transaction.atomic
def recompute_layout(workspace_id: int) -> int:
    """Find a new place for every company that was read; the former ones are kept for undo."""
    _one_at_a_time(workspace_id)
    encoder = load_encoder().version
    company_ids, vectors = _read(workspace_id, encoder)
    layout = _layout_of(workspace_id)
    points = projection.lay_out(vectors[:MAX_COMPANIES])
    MapPlace.objects.filter(workspace=workspace_id, layout__lt=layout).delete()
    return _store(
        workspace_id, layout + 1, encoder, MapPositions(company_ids[:MAX_COMPANIES], points)
    )


def _read(workspace_id: int, encoder: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return keys and vectors of the companies that were read, in the order of their keys.

    Not by the pool of the ranking, which holds no large workspace.
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
            chunks.append(unpack(packed, n_dimensions=len(packed[0]) // 2 - 2))  # Behind a head.
            keys += [key for key, _ in rows]
    vectors = np.concatenate(chunks[1:] or chunks)
    return np.array(keys, dtype=np.int64), vectors


@transaction.atomic
def undo_layout(workspace_id: int) -> bool:
    """Bring the places back that were before the last laying out; False where there are none.

    Companies that came in between find their places among them at the next look.
    """
    _one_at_a_time(workspace_id)
    if not has_former(workspace_id):
        return False
    newest = MapPlace.objects.filter(workspace=workspace_id, layout=_layout_of(workspace_id))
    newest.delete()
    return True


def has_former(workspace_id: int) -> bool:
    """Return whether there are places of an earlier layout."""
    earlier = MapPlace.objects.filter(workspace=workspace_id, layout__lt=_layout_of(workspace_id))
    return earlier.exists()


def _layout_of(workspace_id: int) -> int:
    places = MapPlace.objects.filter(workspace=workspace_id)
    return places.aggregate(last=Max("layout"))["last"] or 1


def _one_at_a_time(workspace_id: int) -> None:
    """Let two people who look first at the same time get one map."""
    with connection.cursor() as cursor:
        name = f"plane:{workspace_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _store(workspace_id: int, layout: int, encoder: str, places: MapPositions) -> int:
    with connection.cursor() as cursor:
        x, y = places.points.T.tolist()
        ids = places.company_ids.tolist()
        cursor.execute(_STORE, [layout, encoder, ids, x, y, workspace_id])
        return int(cursor.rowcount)
