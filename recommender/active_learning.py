"""Which company to ask about next."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from recommender.ranking.factors import unit_rows
from recommender.ranking.ranker import Ranking
from recommender.types import Companies

Matrix = NDArray[np.float32]

N_CELLS = 60
"""Of 30 to 200, sixty needed the fewest verdicts, for targets of one or several clusters."""

MIN_CELL_SIZE = 5
"""If there are few companies, fewer cells, so that a cell is more than a company or two."""

SAMPLE = 4_000
"""Sample size to compute the centers of cells."""

_ROUNDS = 8
_CHUNK = 8_192

MAX_DISLIKES_IN_ROW = 8
"""Dislikes in a row after which `mix` starts to explore."""

EXPLORE_EVERY = 4
"""While there are no likes, every fourth question explores."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The cell of each company.

    Args:
        numbers: number of the cell, shape (n,).
        similarity: cosine with the center of the cell, shape (n,).
    """

    numbers: NDArray[np.intp]
    similarity: Matrix


def cell_centers(features: Companies, *, seed: int = 0) -> Matrix:
    """Return the centers of cells as unit rows; deterministic."""
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.permutation(len(features))[:SAMPLE])
    sample = features.take(rows).text.astype(np.float32)
    n_cells = min(N_CELLS, max(len(features) // MIN_CELL_SIZE, 1), len(sample))
    centers = _distant_rows(sample, n_cells, rng)
    for _ in range(_ROUNDS):
        numbers = (sample @ centers.T).argmax(axis=1) if n_cells else np.zeros(0, dtype=np.intp)
        members = np.zeros((n_cells, len(sample)), dtype=np.float32)
        members[numbers, np.arange(len(sample))] = 1
        new_centers = unit_rows(members @ sample)
        is_empty = ~new_centers.any(axis=1)  # The cell is empty: its center stays.
        new_centers[is_empty] = centers[is_empty]
        centers = new_centers
    return centers


def _distant_rows(sample: Matrix, n: int, rng: np.random.Generator) -> Matrix:
    """Return distant rows: each is drawn by its distance from those before (k-means++)."""
    rows = unit_rows(sample)
    chosen: list[int] = []
    distance = np.ones(len(rows), dtype=np.float64)
    for _ in range(n):
        total = distance.sum()
        weights = distance / total if total > 0 else np.full(len(rows), 1 / len(rows))
        chosen.append(int(rng.choice(len(rows), p=weights)))
        distance = np.minimum(distance, np.maximum(1 - rows @ rows[chosen[-1]], 0) ** 2)
    return rows[chosen]


def cells_of(features: Companies, centers: Matrix) -> Cells:
    """Return the cell of each company: the one with the nearest center."""
    numbers = np.zeros(len(features), dtype=np.intp)
    similarity = np.zeros(len(features), dtype=np.float32)
    for start in range(0, len(features) if len(centers) else 0, _CHUNK):
        rows = slice(start, start + _CHUNK)
        similarities = features.take(rows).text @ centers.T
        numbers[rows] = similarities.argmax(axis=1)
        similarity[rows] = similarities.max(axis=1)
    return Cells(numbers, similarity)


def least_visited(
    cells: Cells, rows: NDArray[np.intp], *, judged: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Order companies so that the cells with the fewest verdicts come first.

    The most typical company of each such cell comes before the second of any of them.
    """
    n_cells = int(cells.numbers.max(initial=-1)) + 1
    visits = np.bincount(cells.numbers[judged], minlength=n_cells)
    by_cell = np.lexsort((rows, -cells.similarity[rows], cells.numbers[rows]))
    sizes = np.bincount(cells.numbers[rows], minlength=n_cells)
    firsts = np.cumsum(sizes) - sizes
    rank = np.empty(len(rows), dtype=np.intp)
    rank[by_cell] = np.arange(len(rows)) - firsts[cells.numbers[rows][by_cell]]
    return rows[np.lexsort((rows, -cells.similarity[rows], visits[cells.numbers[rows]] + rank))]


class Strategy(StrEnum):
    """Card order of the queue."""

    LIKELY = "likely"
    UNCERTAIN = "uncertain"
    UNEXPLORED = "unexplored"
    LARGEST = "largest"
    MIX = "mix"


@dataclass(frozen=True, slots=True, eq=False)
class ExplorationCells:
    """Cells and verdicts, to explore areas without verdicts when it is time.

    Args:
        n_dry: dislikes since the last like; None if nothing is known about the target.
    """

    cells: Cells
    judged: NDArray[np.intp]
    n_dry: int | None

    @property
    def is_due(self) -> bool:
        """Return whether the next question explores."""
        if self.n_dry is None:
            return True
        return (
            self.n_dry >= MAX_DISLIKES_IN_ROW
            and (self.n_dry - MAX_DISLIKES_IN_ROW) % EXPLORE_EVERY == 0
        )

    def order(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Order candidates: typical companies of the cells with the fewest verdicts first."""
        return least_visited(self.cells, rows, judged=self.judged)


def next_questions(  # what a question depends on
    ranking: Ranking,
    *,
    strategy: Strategy,
    employees: NDArray[np.floating] | None = None,
    exclude: NDArray[np.bool_] | None = None,
    exploration: ExplorationCells | None = None,
    last: NDArray[np.bool_] | None = None,
    top: int = 1,
) -> NDArray[np.intp]:
    """Return the rows of the candidates to ask about, first question first.

    - `likely`: the best score.
    - `uncertain`: a score near 0 despite much evidence: likes and dislikes balance.
    - `unexplored`: the least evidence, whatever the score.
    - `largest`: most employees (unknown last), then the best score.
    - `mix`: the best score while there are likes; before the first like, and with every fourth
      question from eight dislikes in a row on, the most typical company of a cell with the fewest
      verdicts (H. Nguyen and A. Smeulders, Active Learning Using Pre-clustering, 2004).

    Ties keep their order. Without verdicts, every strategy but `largest` keeps the given order.

    Args:
        ranking: of all candidates.
        strategy: card order.
        employees: or their logarithm, NaN if unknown; only needed by `largest`.
        exclude: True for companies not to ask about: with a verdict, leased or deleted.
        exploration: only needed by `mix`; without it, `mix` is `likely`.
        last: True for companies that come after all others by score.
        top: maximum number of rows.
    """
    rows = np.arange(len(ranking.scores))
    if exclude is not None:
        rows = rows[~exclude]
    if strategy is Strategy.MIX and exploration is not None and exploration.is_due:
        return exploration.order(rows)[:top]
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
