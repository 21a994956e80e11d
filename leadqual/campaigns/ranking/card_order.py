"""Card order: which companies to ask about next, and why."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.models import Campaign, ChosenBecause
from leadqual.campaigns.pool.company_pool import Pool, find_rows
from leadqual.campaigns.ranking.ranking_context import (
    RankingContext,
    order_rows,
    sizes_of,
)
from recommender.active_learning import (
    Cells,
    ExplorationCells,
    Matrix,
    Strategy,
    cell_centers,
    cells_of,
    next_questions,
)

MAX_WORKSPACES = 4
"""Workspaces whose cells a process caches; 30,000 companies take 0.5 MB."""

MAX_COMPANIES = 200_000
"""Companies of a large workspace whose cells are cached, 20 bytes each."""

_cache: "OrderedDict[int, _CachedCells]" = OrderedDict()
_lock = Lock()
_PERCENT = 100  # The share of exploration is in percent.


@dataclass(frozen=True, slots=True, eq=False)
class _CachedCells:
    """Cached cells of the companies of a workspace.

    In a large workspace each query has its own pool, which shares most companies with the last one;
    their cells are looked up.

    Args:
        pool: the last one used.
        known_ids: companies with a cached cell, sorted.
    """

    pool: Pool
    cells: Cells
    centers: Matrix
    known_ids: NDArray[np.int64]
    known: Cells


def exploration_cells(context: RankingContext, campaign: Campaign) -> ExplorationCells:
    """Return the areas of a campaign without verdicts.

    Examples and a description cover an area as a like does.
    """
    rows = context.pool.rows_of(context.judged.tolist())
    n_since_like = context.evidence.n_since_like
    if n_since_like is None and context.example_set is not None:
        n_since_like = len(context.judged)
    return ExplorationCells(
        _cells(context, campaign.workspace_id), np.asarray(rows, dtype=np.intp), n_since_like
    )


def _cells(context: RankingContext, workspace_id: int) -> Cells:
    """Return the cells of the pool; their centers stay as long as the space does."""
    with _lock:
        cached = _cache.get(workspace_id)
        if cached is None or cached.pool is not context.pool:
            cached = _cache[workspace_id] = _compute_cells(context, cached)
        _cache.move_to_end(workspace_id)
        while len(_cache) > MAX_WORKSPACES:
            _cache.popitem(last=False)
        return cached.cells


def _compute_cells(context: RankingContext, former: _CachedCells | None) -> _CachedCells:
    pool = context.pool
    if former is not None and former.pool.space is not pool.space:
        former = None
    if former is not None:
        centers = former.centers
    elif context.large is not None:
        centers = cell_centers(context.large.sample())
    else:
        centers = cell_centers(pool.features)
    is_as_before = former is not None and former.pool.revision == pool.revision
    if former is None or not is_as_before or len(former.known_ids) > MAX_COMPANIES:
        cells = cells_of(pool.features, centers)
        return _CachedCells(pool, cells, centers, pool.company_ids, cells)
    places = find_rows(former.known_ids, pool.company_ids)
    is_new = places < 0
    if not is_new.any():
        cells = Cells(former.known.numbers[places], former.known.similarity[places])
        return _CachedCells(pool, cells, centers, former.known_ids, former.known)
    added = cells_of(pool.features.take(np.flatnonzero(is_new)), centers)
    ids = np.concatenate([former.known_ids, pool.company_ids[is_new]])
    order = np.argsort(ids)
    known = Cells(
        np.concatenate([former.known.numbers, added.numbers])[order],
        np.concatenate([former.known.similarity, added.similarity])[order],
    )
    places = np.searchsorted(ids[order], pool.company_ids)
    cells = Cells(known.numbers[places], known.similarity[places])
    return _CachedCells(pool, cells, centers, ids[order], known)


def questions(
    context: RankingContext, campaign: Campaign, free: NDArray[np.bool_], *, n_given: int, top: int
) -> dict[int, ChosenBecause]:
    """Return the rows that can be asked about now, first card first, and why.

    The strategy orders them. The campaign's percentage of a person's cards explores instead:
    typical companies of the areas with the fewest verdicts.

    Args:
        context: the current ranking context.
        campaign: whose strategy and share of exploration.
        free: True for each row that can be asked about.
        n_given: cards that the person has reviewed or holds before the first of these.
        top: maximum number of rows.
    """
    exploration = _exploration_cells(context, campaign)
    by_strategy = _rows_by_strategy(context, campaign, free, exploration=exploration, top=top)
    if not campaign.exploration or exploration is None:
        return by_strategy
    new = iter(exploration.order(np.flatnonzero(free))[:top].tolist())
    return _mix(
        iter(by_strategy.items()), new, percent=campaign.exploration, n_given=n_given, top=top
    )


def is_exploration_turn(percent: int, n_given: int) -> bool:
    """Return whether a person's card after `n_given` explores; every tenth at 10 %."""
    return (n_given + 1) * percent // _PERCENT > n_given * percent // _PERCENT


def _mix(
    by_strategy: Iterator[tuple[int, ChosenBecause]],
    new: Iterator[int],
    *,
    percent: int,
    n_given: int,
    top: int,
) -> dict[int, ChosenBecause]:
    found: dict[int, ChosenBecause] = {}
    while len(found) < top:
        is_new = is_exploration_turn(percent, n_given + len(found))
        row = (
            next((candidate for candidate in new if candidate not in found), None)
            if is_new
            else None
        )
        if row is not None:
            found[row] = ChosenBecause.NEW_AREA
            continue
        next_pair = next((pair for pair in by_strategy if pair[0] not in found), None)
        if next_pair is None:
            break
        found[next_pair[0]] = next_pair[1]
    return found


def _exploration_cells(context: RankingContext, campaign: Campaign) -> ExplorationCells | None:
    """Return the areas without verdicts, if exploration is possible."""
    is_mixed = (
        Strategy(campaign.strategy) is Strategy.MIX and context.description_similarity is None
    )
    return exploration_cells(context, campaign) if is_mixed or campaign.exploration else None


def _rows_by_strategy(
    context: RankingContext,
    campaign: Campaign,
    free: NDArray[np.bool_],
    *,
    exploration: ExplorationCells | None,
    top: int,
) -> dict[int, ChosenBecause]:
    """Return the rows in the order of the strategy."""
    strategy = Strategy(campaign.strategy)
    is_mixed = strategy is Strategy.MIX and context.description_similarity is None
    if is_mixed and exploration is not None and (context.ranking is None or exploration.is_due):
        order = exploration.order(np.flatnonzero(free))
        return dict.fromkeys(order[:top].tolist(), ChosenBecause.NEW_AREA)
    if context.ranking is not None:
        rows = next_questions(
            context.ranking,
            strategy=strategy,
            employees=sizes_of(context.pool) if strategy is Strategy.LARGEST else None,
            exclude=~free,
            exploration=exploration if is_mixed else None,
            last=context.lacks_text,
            top=top,
        )
        because = ChosenBecause.LIKELY if is_mixed else ChosenBecause(strategy.value)
        return dict.fromkeys(rows.tolist(), because)
    if strategy is Strategy.LARGEST:
        rows = np.flatnonzero(free)
        sizes = np.nan_to_num(sizes_of(context.pool)[rows], nan=-1.0)
        rows = rows[np.argsort(-sizes, kind="stable")]
        return dict.fromkeys(rows[:top].tolist(), ChosenBecause.LARGEST)
    order = order_rows(context)
    rows = order[free[order]][:top]
    because = ChosenBecause.WELL_KNOWN
    if context.description_similarity is not None:
        because = ChosenBecause.DESCRIPTION
    return dict.fromkeys(rows.tolist(), because)
