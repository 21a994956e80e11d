"""In which order companies are asked about, and why each is where it is."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.models import Campaign, ChosenBecause
from leadqual.campaigns.ranking.exploration import exploration_cells
from leadqual.campaigns.ranking.ranking_context import (
    RankingContext,
    order_of,
    sizes_of,
    without_text,
)
from recommender.active_learning.questions import ExplorationCells, Strategy, next_questions

_EVERY = 100  # The share of exploration is in percent.


def questions(
    scene: RankingContext, campaign: Campaign, free: NDArray[np.bool_], *, n_given: int, top: int
) -> dict[int, ChosenBecause]:
    """Return the rows that may be asked about now, first question first, and why.

    The strategy orders them; as many percent of a person's cards as the campaign says check a new
    area instead: typical companies of the areas in which least was judged.

    Args:
        scene: what is known now.
        campaign: whose strategy and share of exploration.
        free: True for each row that may be asked about.
        n_given: cards that the person has judged or holds before the first of these.
        top: rows at most.
    """
    elsewhere = _elsewhere(scene, campaign)
    usual = _usual(scene, campaign, free, elsewhere=elsewhere, top=top)
    if not campaign.exploration or elsewhere is None:
        return usual
    new = iter(elsewhere.order(np.flatnonzero(free))[:top].tolist())
    return _mixed(iter(usual.items()), new, percent=campaign.exploration, n_given=n_given, top=top)


def is_exploration_turn(percent: int, n_given: int) -> bool:
    """Say whether the card after so many of a person checks a new area; every tenth at 10 %."""
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


def _elsewhere(scene: RankingContext, campaign: Campaign) -> ExplorationCells | None:
    """Return where nobody has asked yet, where that may be asked about."""
    is_mixed = Strategy(campaign.strategy) is Strategy.MIX and scene.likeness is None
    return exploration_cells(scene, campaign) if is_mixed or campaign.exploration else None


def _usual(
    scene: RankingContext,
    campaign: Campaign,
    free: NDArray[np.bool_],
    *,
    elsewhere: ExplorationCells | None,
    top: int,
) -> dict[int, ChosenBecause]:
    """Return the rows in the order of the strategy alone."""
    strategy = Strategy(campaign.strategy)
    is_mixed = strategy is Strategy.MIX and scene.likeness is None
    if is_mixed and elsewhere is not None and (scene.ranking is None or elsewhere.is_due):
        order = elsewhere.order(np.flatnonzero(free))
        return dict.fromkeys(order[:top].tolist(), ChosenBecause.NEW_AREA)
    if scene.ranking is not None:
        rows = next_questions(
            scene.ranking,
            strategy=strategy,
            employees=sizes_of(scene.pool),
            exclude=~free,
            elsewhere=elsewhere if is_mixed else None,
            last=without_text(scene),
            top=top,
        )
        because = ChosenBecause.LIKELY if is_mixed else ChosenBecause(strategy.value)
        return dict.fromkeys(rows.tolist(), because)
    if strategy is Strategy.LARGEST:
        rows = np.flatnonzero(free)
        sizes = np.nan_to_num(sizes_of(scene.pool)[rows], nan=-1.0)
        rows = rows[np.argsort(-sizes, kind="stable")]
        return dict.fromkeys(rows[:top].tolist(), ChosenBecause.LARGEST)
    order = order_of(scene)
    rows = order[free[order]][:top]
    because = ChosenBecause.WELL_KNOWN
    if scene.likeness is not None:
        because = ChosenBecause.DESCRIPTION
    return dict.fromkeys(rows.tolist(), because)
