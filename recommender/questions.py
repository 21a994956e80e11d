"""Which company to ask about next."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from recommender.ranker import Ranking


class Strategy(StrEnum):
    """What the queue asks about first."""

    LIKELY = "likely"
    UNCERTAIN = "uncertain"
    UNEXPLORED = "unexplored"
    LARGEST = "largest"


def next_questions(
    ranking: Ranking,
    *,
    strategy: Strategy,
    employees: NDArray[np.floating] | None = None,
    exclude: NDArray[np.bool_] | None = None,
    top: int = 1,
) -> NDArray[np.intp]:
    """Return the rows of the candidates to ask about, first question first.

    - `likely`: the best score.
    - `uncertain`: a score near 0 although much is known: likes and dislikes pull evenly.
    - `unexplored`: the least evidence, whatever the score.
    - `largest`: most employees (unknown last), then the best score.

    Equals keep their order. With no verdicts every strategy but `largest` keeps the order given.

    Args:
        ranking: of all candidates.
        strategy: what to ask about.
        employees: or their logarithm, NaN where unknown; needed by `largest` alone.
        exclude: True where nothing is to be asked: judged, leased or deleted companies.
        top: number of rows at most.
    """
    rows = np.arange(len(ranking.scores))
    if exclude is not None:
        rows = rows[~exclude]
    scores, evidence = ranking.scores[rows], ranking.evidence[rows]
    if strategy is Strategy.LARGEST:
        sizes = np.full(len(rows), -np.inf) if employees is None else employees[rows]
        order = np.lexsort((-scores, -np.nan_to_num(sizes, nan=-np.inf)))
    elif strategy is Strategy.UNCERTAIN:
        order = np.argsort(-(evidence * (1 - np.abs(scores))), kind="stable")
    elif strategy is Strategy.UNEXPLORED:
        order = np.argsort(evidence, kind="stable")
    else:
        order = np.argsort(-scores, kind="stable")
    return rows[order][:top]
