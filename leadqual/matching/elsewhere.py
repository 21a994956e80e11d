"""Where nobody has asked yet: cells of alike companies, for campaigns whose order is a mix."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import numpy as np
from django.db import connection

from leadqual.matching.models import Campaign
from leadqual.matching.pool import Pool
from leadqual.matching.scenes import Scene
from recommender.cells import Cells, Matrix, cells_of, middles_of
from recommender.questions import Elsewhere

MOST_KEPT = 4
"""Workspaces of which a process remembers the cells; 30,000 companies take 0.5 MB."""

_DRY = """
    SELECT max(v.id) FILTER (WHERE v.value = 'like'),
           count(*) FILTER (WHERE v.id > coalesce((
               SELECT max(w.id) FROM matching_verdict w
                WHERE w.campaign_id = %(campaign)s AND w.is_current AND w.value = 'like'), 0))
      FROM matching_verdict v
     WHERE v.campaign_id = %(campaign)s AND v.is_current AND v.value IN ('like', 'dislike')
"""


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    pool: Pool
    middles: Matrix
    cells: Cells


_kept: OrderedDict[int, _Kept] = OrderedDict()
_lock = Lock()


def elsewhere_of(scene: Scene, campaign: Campaign) -> Elsewhere:
    """Say where nobody has asked yet in a campaign; one query.

    Examples and a description say what is looked for as a like does.
    """
    rows = scene.pool.rows_of(scene.judged.tolist())
    n_dry = _n_dry(campaign)
    if n_dry is None and scene.pulling is not None:
        n_dry = len(scene.judged)
    return Elsewhere(_cells(scene, campaign.workspace_id), np.asarray(rows, dtype=np.intp), n_dry)


def _n_dry(campaign: Campaign) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(_DRY, {"campaign": campaign.pk})
        last_like, n_since = cursor.fetchone()
    return None if last_like is None else int(n_since)


def _cells(scene: Scene, workspace_id: int) -> Cells:
    """Return the cells of the pool; middles stay while the companies lie in the same space."""
    pool = scene.pool
    with _lock:
        known = _kept.get(workspace_id)
        if known is not None and known.pool is pool:
            _kept.move_to_end(workspace_id)
            return known.cells
        if known is not None and known.pool.space is pool.space:
            middles = known.middles
        elif scene.large is not None:
            middles = middles_of(scene.large.sample())
        else:
            middles = middles_of(pool.features)
        found = _Kept(pool, middles, cells_of(pool.features, middles))
        _kept[workspace_id] = found
        _kept.move_to_end(workspace_id)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
        return found.cells
