"""Which company to ask about next."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from recommender.active_learning.cells import Cells, least_visited
from recommender.ranking.ranker import Ranking

DRY = 8
"""Dislikes in a row after which `mix` begins to look elsewhere."""

EVERY = 4
"""While likes do not come, every fourth question looks elsewhere."""


class Strategy(StrEnum):
    """What the queue asks about first."""

    LIKELY = "likely"
    UNCERTAIN = "uncertain"
    UNEXPLORED = "unexplored"
    LARGEST = "largest"
    MIX = "mix"


@dataclass(frozen=True, slots=True, eq=False)
class ExplorationCells:
    """Where nobody has asked yet, and whether it is time to ask there.

    Args:
        cells: of all candidates.
        judged: rows of candidates with a verdict.
        n_dry: dislikes since the last like; None where nothing says yet what is looked for.
    """

    cells: Cells
    judged: NDArray[np.intp]
    n_dry: int | None

    @property
    def is_due(self) -> bool:
        """Say whether the next question looks elsewhere."""
        if self.n_dry is None:
            return True
        return self.n_dry >= DRY and (self.n_dry - DRY) % EVERY == 0

    def order(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Order candidates: typical companies of the cells of which least was judged first."""
        return least_visited(self.cells, rows, judged=self.judged)


def next_questions(  # what a question depends on
    ranking: Ranking,
    *,
    strategy: Strategy,
    employees: NDArray[np.floating] | None = None,
    exclude: NDArray[np.bool_] | None = None,
    elsewhere: ExplorationCells | None = None,
    last: NDArray[np.bool_] | None = None,
    top: int = 1,
) -> NDArray[np.intp]:
    """Return the rows of the candidates to ask about, first question first.

    - `likely`: the best score.
    - `uncertain`: a score near 0 although much is known: likes and dislikes pull evenly.
    - `unexplored`: the least evidence, whatever the score.
    - `largest`: most employees (unknown last), then the best score.
    - `mix`: the best score while likes come; before the first like, and with every fourth question
      from eight dislikes in a row on, the most typical company of a cell that was asked about least
      (H. Nguyen and A. Smeulders, Active Learning Using Pre-clustering, 2004).

    Equals keep their order. With no verdicts every strategy but `largest` keeps the order given.

    Args:
        ranking: of all candidates.
        strategy: what to ask about.
        employees: or their logarithm, NaN where unknown; needed by `largest` alone.
        exclude: True where nothing is to be asked: judged, leased or deleted companies.
        elsewhere: needed by `mix` alone; without it, it is `likely`.
        last: True for companies that the best score asks about behind all others.
        top: number of rows at most.
    """
    rows = np.arange(len(ranking.scores))
    if exclude is not None:
        rows = rows[~exclude]
    if strategy is Strategy.MIX and elsewhere is not None and elsewhere.is_due:
        return elsewhere.order(rows)[:top]
    scores, evidence = ranking.scores[rows], ranking.evidence[rows]
    if strategy is Strategy.LARGEST:
        sizes = np.full(len(rows), -np.inf) if employees is None else employees[rows]
        order = np.lexsort((-scores, -np.nan_to_num(sizes, nan=-np.inf)))
    elif strategy is Strategy.UNCERTAIN:
        order = np.argsort(-(evidence * (1 - np.abs(scores))), kind="stable")
    elif strategy is Strategy.UNEXPLORED:
        order = np.argsort(evidence, kind="stable")
    else:
        is_last = np.zeros(len(rows), dtype=np.bool_) if last is None else last[rows]
        order = np.lexsort((-scores, is_last))
    return rows[order][:top]
