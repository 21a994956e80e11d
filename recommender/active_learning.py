"""Which company to ask about next."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from recommender.ranking.factors import unit_rows
from recommender.ranking.ranker import Ranking
from recommender.types import Features

Matrix = NDArray[np.float32]

N_CELLS = 60
"""Of 30 to 200, sixty needed the fewest verdicts over kinds of one and of several clusters."""

MIN_EACH = 5
"""Few companies have fewer cells, so that a cell is more than a company or two."""

SAMPLE = 4_000
"""Companies from which the middles of cells are found."""

_ROUNDS = 8
_CHUNK = 8_192


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Which cell each company is in.

    Args:
        of: number of the cell, shape (n,).
        fit: how typical the company is of it, cosine, shape (n,).
    """

    of: NDArray[np.intp]
    fit: Matrix


def middles_of(features: Features, *, seed: int = 0) -> Matrix:
    """Return the middles of cells as unit rows; the same companies give the same ones."""
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.permutation(len(features))[:SAMPLE])
    sample = features.text[rows].astype(np.float32)
    n_cells = min(N_CELLS, max(len(features) // MIN_EACH, 1), len(sample))
    middles = _apart(sample, n_cells, rng)
    for _ in range(_ROUNDS):
        of = (sample @ middles.T).argmax(axis=1) if n_cells else np.zeros(0, dtype=np.intp)
        members = np.zeros((n_cells, len(sample)), dtype=np.float32)
        members[of, np.arange(len(sample))] = 1
        moved = unit_rows(members @ sample)
        is_gone = ~moved.any(axis=1)  # Nobody is nearest to it any more: it stays where it was.
        moved[is_gone] = middles[is_gone]
        middles = moved
    return middles


def _apart(sample: Matrix, n: int, rng: np.random.Generator) -> Matrix:
    """Return rows that lie apart: each drawn by how far it is from those before (k-means++)."""
    rows = unit_rows(sample)
    chosen: list[int] = []
    distance = np.ones(len(rows), dtype=np.float64)
    for _ in range(n):
        total = distance.sum()
        weights = distance / total if total > 0 else np.full(len(rows), 1 / len(rows))
        chosen.append(int(rng.choice(len(rows), p=weights)))
        distance = np.minimum(distance, np.maximum(1 - rows @ rows[chosen[-1]], 0) ** 2)
    return rows[chosen]


def cells_of(features: Features, middles: Matrix) -> Cells:
    """Return the cell of each company: that of the nearest middle."""
    of = np.zeros(len(features), dtype=np.intp)
    fit = np.zeros(len(features), dtype=np.float32)
    for start in range(0, len(features) if len(middles) else 0, _CHUNK):
        rows = slice(start, start + _CHUNK)
        near = features.text[rows] @ middles.T
        of[rows] = near.argmax(axis=1)
        fit[rows] = near.max(axis=1)
    return Cells(of, fit)


def least_visited(
    cells: Cells, rows: NDArray[np.intp], *, judged: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Order companies so that the cells of which least was judged come first.

    The most typical company of each such cell comes before a second one of any of them.
    """
    n_cells = int(cells.of.max(initial=-1)) + 1
    visits = np.bincount(cells.of[judged], minlength=n_cells)
    by_cell = np.lexsort((rows, -cells.fit[rows], cells.of[rows]))
    sizes = np.bincount(cells.of[rows], minlength=n_cells)
    firsts = np.cumsum(sizes) - sizes
    place = np.empty(len(rows), dtype=np.intp)
    place[by_cell] = np.arange(len(rows)) - firsts[cells.of[rows][by_cell]]
    return rows[np.lexsort((rows, -cells.fit[rows], visits[cells.of[rows]] + place))]


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
        n_dry: dislikes since the last like; None where nothing says yet what is looked for.
    """

    cells: Cells
    judged: NDArray[np.intp]
    n_dry: int | None

    @property
    def is_due(self) -> bool:
        """Return whether the next question looks elsewhere."""
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
