"""Where nobody has asked yet: cells of alike companies, for campaigns whose order is a mix."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pool.company_pool import Pool
from leadqual.campaigns.pool.sorted_keys import rows_among
from leadqual.campaigns.ranking.ranking_context import RankingContext
from recommender.active_learning.cells import Cells, Matrix, cells_of, middles_of
from recommender.active_learning.questions import ExplorationCells

MAX_KEPT = 4
"""Workspaces of which a process remembers the cells; 30,000 companies take 0.5 MB."""

_DRY = """
    SELECT max(v.id) FILTER (WHERE v.value = 'like'),
           count(*) FILTER (WHERE v.id > coalesce((
               SELECT max(w.id) FROM matching_verdict w
                WHERE w.campaign_id = %(campaign)s AND w.is_current AND w.value = 'like'), 0))
      FROM matching_verdict v
     WHERE v.campaign_id = %(campaign)s AND v.is_current AND v.value IN ('like', 'dislike')
"""


MAX_KNOWN = 200_000
"""Companies of a large workspace of which the cell is remembered, 20 bytes each."""


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """Cells of the companies of one workspace.

    Of a large one each question has a pool of its own, most of whose companies were in the one
    before: their cells are looked up.

    Args:
        pool: the last one that was asked about.
        cells: of its companies.
        middles: of all cells.
        known_ids: companies whose cell is known, sorted.
        known: their cells.
    """

    pool: Pool
    cells: Cells
    middles: Matrix
    known_ids: NDArray[np.int64]
    known: Cells


_kept: OrderedDict[int, _Kept] = OrderedDict()
_lock = Lock()


def exploration_cells(scene: RankingContext, campaign: Campaign) -> ExplorationCells:
    """Say where nobody has asked yet in a campaign; one query.

    Examples and a description say what is looked for as a like does.
    """
    rows = scene.pool.rows_of(scene.judged.tolist())
    n_dry = _n_dry(campaign)
    if n_dry is None and scene.pulling is not None:
        n_dry = len(scene.judged)
    return ExplorationCells(
        _cells(scene, campaign.workspace_id), np.asarray(rows, dtype=np.intp), n_dry
    )


def _n_dry(campaign: Campaign) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(_DRY, {"campaign": campaign.pk})
        last_like, n_since = cursor.fetchone()
    return None if last_like is None else int(n_since)


def _cells(scene: RankingContext, workspace_id: int) -> Cells:
    """Return the cells of the pool; middles stay while the companies lie in the same space."""
    with _lock:
        kept = _kept.get(workspace_id)
        if kept is None or kept.pool is not scene.pool:
            kept = _kept[workspace_id] = _found(scene, kept)
        _kept.move_to_end(workspace_id)
        while len(_kept) > MAX_KEPT:
            _kept.popitem(last=False)
        return kept.cells


def _found(scene: RankingContext, former: _Kept | None) -> _Kept:
    pool = scene.pool
    if former is not None and former.pool.space is not pool.space:
        former = None
    if former is not None:
        middles = former.middles
    elif scene.large is not None:
        middles = middles_of(scene.large.sample())
    else:
        middles = middles_of(pool.features)
    is_as_before = former is not None and former.pool.revision == pool.revision
    if former is None or not is_as_before or len(former.known_ids) > MAX_KNOWN:
        cells = cells_of(pool.features, middles)
        return _Kept(pool, cells, middles, pool.company_ids, cells)
    places = rows_among(former.known_ids, pool.company_ids)
    is_new = places < 0
    if not is_new.any():
        cells = Cells(former.known.of[places], former.known.fit[places])
        return _Kept(pool, cells, middles, former.known_ids, former.known)
    added = cells_of(pool.features.take(np.flatnonzero(is_new)), middles)
    ids = np.concatenate([former.known_ids, pool.company_ids[is_new]])
    order = np.argsort(ids)
    known = Cells(
        np.concatenate([former.known.of, added.of])[order],
        np.concatenate([former.known.fit, added.fit])[order],
    )
    places = np.searchsorted(ids[order], pool.company_ids)
    cells = Cells(known.of[places], known.fit[places])
    return _Kept(pool, cells, middles, ids[order], known)
