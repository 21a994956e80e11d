"""Card order: which companies to ask about next, and why."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from leadqual.accounts.models import User
from leadqual.campaigns.errors import NothingLearnedError
from leadqual.campaigns.models import Campaign, ChosenBecause, Verdict
from leadqual.campaigns.pool.company_pool import Pool, rows_among
from leadqual.campaigns.ranking.ranking_context import (
    RankingContext,
    RankingRequest,
    order_of,
    ranking_context,
    sizes_of,
    without_text,
)
from leadqual.campaigns.selectors import latest_verdicts
from leadqual.campaigns.setup.services import set_weights
from leadqual.campaigns.verdicts.services import EVERY
from recommender.active_learning import (
    Cells,
    ExplorationCells,
    Matrix,
    Strategy,
    cells_of,
    middles_of,
    next_questions,
)
from recommender.ranking.linear import ReasonGiven, learn_weights
from recommender.types import FACTORS, FactorWeights

MAX_KEPT = 4
"""Workspaces whose cells a process caches; 30,000 companies take 0.5 MB."""

MAX_KNOWN = 200_000
"""Companies of a large workspace whose cells are cached, 20 bytes each."""

_lock = Lock()
_EVERY = 100  # The share of exploration is in percent.


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """Cached cells of the companies of a workspace.

    In a large workspace each query has its own pool, which shares most companies with the last one;
    their cells are looked up.

    Args:
        pool: the last one used.
        known_ids: companies with a cached cell, sorted.
    """

    pool: Pool
    cells: Cells
    middles: Matrix
    known_ids: NDArray[np.int64]
    known: Cells


_kept: OrderedDict[int, _Kept] = OrderedDict()


def exploration_cells(context: RankingContext, campaign: Campaign) -> ExplorationCells:
    """Return the areas of a campaign without verdicts.

    Examples and a description cover an area as a like does.
    """
    rows = context.pool.rows_of(context.judged.tolist())
    n_dry = context.evidence.n_dry
    if n_dry is None and context.example_set is not None:
        n_dry = len(context.judged)
    return ExplorationCells(
        _cells(context, campaign.workspace_id), np.asarray(rows, dtype=np.intp), n_dry
    )


def _cells(context: RankingContext, workspace_id: int) -> Cells:
    """Return the cells of the pool; their centers stay as long as the space does."""
    with _lock:
        kept = _kept.get(workspace_id)
        if kept is None or kept.pool is not context.pool:
            kept = _kept[workspace_id] = _found(context, kept)
        _kept.move_to_end(workspace_id)
        while len(_kept) > MAX_KEPT:
            _kept.popitem(last=False)
        return kept.cells


def _found(context: RankingContext, former: _Kept | None) -> _Kept:
    pool = context.pool
    if former is not None and former.pool.space is not pool.space:
        former = None
    if former is not None:
        middles = former.middles
    elif context.large is not None:
        middles = middles_of(context.large.sample())
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
    elsewhere = _elsewhere(context, campaign)
    usual = _usual(context, campaign, free, elsewhere=elsewhere, top=top)
    if not campaign.exploration or elsewhere is None:
        return usual
    new = iter(elsewhere.order(np.flatnonzero(free))[:top].tolist())
    return _mixed(iter(usual.items()), new, percent=campaign.exploration, n_given=n_given, top=top)


def is_exploration_turn(percent: int, n_given: int) -> bool:
    """Return whether a person's card after `n_given` explores; every tenth at 10 %."""
    return (n_given + 1) * percent // _EVERY > n_given * percent // _EVERY


def _mixed(
    usual: Iterator[tuple[int, ChosenBecause]],
    new: Iterator[int],
    *,
    percent: int,
    n_given: int,
    top: int,
) -> dict[int, ChosenBecause]:
    found: dict[int, ChosenBecause] = {}
    while len(found) < top:
        is_new = is_exploration_turn(percent, n_given + len(found))
        row = next((one for one in new if one not in found), None) if is_new else None
        if row is not None:
            found[row] = ChosenBecause.NEW_AREA
            continue
        other = next((pair for pair in usual if pair[0] not in found), None)
        if other is None:
            break
        found[other[0]] = other[1]
    return found


def _elsewhere(context: RankingContext, campaign: Campaign) -> ExplorationCells | None:
    """Return the areas without verdicts, if exploration is possible."""
    is_mixed = Strategy(campaign.strategy) is Strategy.MIX and context.likeness is None
    return exploration_cells(context, campaign) if is_mixed or campaign.exploration else None


def _usual(
    context: RankingContext,
    campaign: Campaign,
    free: NDArray[np.bool_],
    *,
    elsewhere: ExplorationCells | None,
    top: int,
) -> dict[int, ChosenBecause]:
    """Return the rows in the order of the strategy."""
    strategy = Strategy(campaign.strategy)
    is_mixed = strategy is Strategy.MIX and context.likeness is None
    if is_mixed and elsewhere is not None and (context.ranking is None or elsewhere.is_due):
        order = elsewhere.order(np.flatnonzero(free))
        return dict.fromkeys(order[:top].tolist(), ChosenBecause.NEW_AREA)
    if context.ranking is not None:
        rows = next_questions(
            context.ranking,
            strategy=strategy,
            employees=sizes_of(context.pool) if strategy is Strategy.LARGEST else None,
            exclude=~free,
            elsewhere=elsewhere if is_mixed else None,
            last=without_text(context),
            top=top,
        )
        because = ChosenBecause.LIKELY if is_mixed else ChosenBecause(strategy.value)
        return dict.fromkeys(rows.tolist(), because)
    if strategy is Strategy.LARGEST:
        rows = np.flatnonzero(free)
        sizes = np.nan_to_num(sizes_of(context.pool)[rows], nan=-1.0)
        rows = rows[np.argsort(-sizes, kind="stable")]
        return dict.fromkeys(rows[:top].tolist(), ChosenBecause.LARGEST)
    order = order_of(context)
    rows = order[free[order]][:top]
    because = ChosenBecause.WELL_KNOWN
    if context.likeness is not None:
        because = ChosenBecause.DESCRIPTION
    return dict.fromkeys(rows.tolist(), because)


# Weights of factors learned from a campaign's verdicts and reasons; applying them is optional.


@dataclass(frozen=True, slots=True)
class LatestWeights:
    """The weights learned last.

    Args:
        weights: factor → weight, 0 to 1; they sum up to the number of factors.
        n_verdicts: number of likes and dislikes used.
        n_reasons: number of reasons with a factor used.
    """

    weights: Mapping[str, float]
    n_verdicts: int
    n_reasons: int


def learned_of(campaign: Campaign) -> LatestWeights | None:
    """Return the learned weights; None if there are none, or the factors have changed."""
    stored = campaign.learned
    if set(stored.get("weights", {})) != set(FACTORS):
        return None
    return LatestWeights(stored["weights"], stored["n_verdicts"], stored["n_reasons"])


def learn(campaign: Campaign) -> LatestWeights | None:
    """Learn the weights again and store them; the campaign's own weights stay.

    Verdicts excluded from the ranking, and their reasons, are not used.

    Returns:
        The weights; None without a like or dislike on an embedded company.
    """
    context = ranking_context(campaign, ask=RankingRequest(1))
    counts = ~context.is_out
    judged = context.judged[counts]
    if not len(judged):
        Campaign.objects.filter(pk=campaign.pk).update(learned={})
        return None
    features = context.pool.features.take(context.pool.rows_of(judged.tolist()))
    found = learn_weights(features, context.signs[counts], _reasons(campaign, judged.tolist()))
    learned = LatestWeights(_on_sliders(found.weights), found.n_verdicts, found.n_reasons)
    stored = {
        "weights": dict(learned.weights),
        "n_verdicts": learned.n_verdicts,
        "n_reasons": learned.n_reasons,
    }
    Campaign.objects.filter(pk=campaign.pk).update(learned=stored)
    return learned


def _reasons(campaign: Campaign, company_ids: list[int]) -> list[ReasonGiven]:
    """Return the reasons of the current verdicts."""
    standing = latest_verdicts([campaign]).values("pk")
    given = Verdict.reasons.through.objects.filter(
        verdict__in=standing, verdict__company__in=company_ids
    )
    told = given.exclude(reason__factor="").order_by("pk")
    return [ReasonGiven(*pair) for pair in told.values_list("reason__factor", "reason__direction")]


def _on_sliders(weights: FactorWeights) -> dict[str, float]:
    """Scale weights to the range of sliders: the default sum, and none above 1."""
    found = weights.as_dict()
    scale = sum(FactorWeights().as_dict().values()) / (sum(found.values()) or 1)
    scale = min(scale, 1 / (max(found.values()) or 1))
    return {name: round(weight * scale, 2) for name, weight in found.items()}


def use_learned(campaign: Campaign, *, author: User | None = None) -> LatestWeights:
    """Apply the learned weights to the campaign.

    Raises:
        NothingLearnedError: nothing was learned; nothing was changed.
    """
    learned = learned_of(campaign)
    if learned is None:
        raise NothingLearnedError(f"Weights are learned after {EVERY} likes and dislikes.")
    set_weights(campaign=campaign, weights=learned.weights, author=author)
    return learned
