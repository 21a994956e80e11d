"""Replays a search whose answer is known: how many verdicts each order of questions needs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.active_learning import (
    Cells,
    ExplorationCells,
    Strategy,
    cell_centers,
    cells_of,
    next_questions,
)
from recommender.ranking.verdict_sums import VerdictSums
from recommender.types import FactorWeights, Features


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """A search whose answer is known.

    Args:
        wanted: True for each that is liked when it is asked about, shape (n,).
        start: rows in the order of the first questions, before anything says what is looked for.
        employees: or their logarithm, NaN where unknown.
    """

    features: Features
    wanted: NDArray[np.bool_]
    start: NDArray[np.intp]
    employees: NDArray[np.floating] | None = None
    weights: FactorWeights | None = None


def replay(
    search: Search,
    strategy: Strategy,
    *,
    n_likes: int | None = None,
    cells: Cells | None = None,
    progress: Callable[[int], None] = lambda _found: None,
) -> list[int]:
    """Ask in one order until the likes are found.

    Args:
        search: whose answers are known.
        strategy: the order.
        n_likes: where to stop; all of them where None.
        cells: of the companies, for `mix`; found here where None.
        progress: called with the number of likes found, after each.

    Returns:
        For each like that was found, the number of the verdict that found it, from 1 on.
    """
    n_wanted = int(np.count_nonzero(search.wanted))
    n_likes = n_wanted if n_likes is None else min(n_likes, n_wanted)
    tally = VerdictSums(search.features, weights=search.weights)
    if strategy is Strategy.MIX and cells is None:
        cells = cells_of(search.features, cell_centers(search.features))
    verdicts: dict[int, float] = {}
    found: list[int] = []
    n_since_like: int | None = None
    while len(found) < n_likes:
        row = _next(search, strategy, tally, verdicts, cells, n_since_like)
        is_liked = bool(search.wanted[row])
        verdicts[row] = 1 if is_liked else -1
        if is_liked:
            found.append(len(verdicts))
            progress(len(found))
        n_since_like = 0 if is_liked else None if n_since_like is None else n_since_like + 1
    return found


def at_random(n: int, *, n_wanted: int) -> list[float]:
    """Return the verdicts that a random order needs for each like, on average."""
    return [place * (n + 1) / (n_wanted + 1) for place in range(1, n_wanted + 1)]


def _next(  # what a question depends on
    search: Search,
    strategy: Strategy,
    tally: VerdictSums,
    verdicts: dict[int, float],
    cells: Cells | None,
    n_since_like: int | None,
) -> int:
    is_eligible = np.zeros(len(search.features), dtype=bool)
    is_eligible[list(verdicts)] = True
    if not verdicts and strategy not in (Strategy.LARGEST, Strategy.MIX):
        return int(search.start[0])
    exploration = None
    if cells is not None:
        exploration = ExplorationCells(cells, np.array(list(verdicts), dtype=np.intp), n_since_like)
    rows = next_questions(
        tally.rank(verdicts),
        strategy=strategy,
        employees=search.employees,
        exclude=is_eligible,
        exploration=exploration,
    )
    return int(rows[0])
