"""Measures of one answer, from the grades of its records in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

SHOWN = 10
"""Answers that a measure looks at."""

RIGHT = 2
"""The grade of what is fully right."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How good the answer to one query is, by its first ten records.

    Attributes:
        ndcg: gain against the best possible order, 0 to 1; a record gains 3 for grade 2, 1 for 1.
        first_right: the first record has grade 2.
        none_wrong_above_right: no record of grade 0 stands above one of grade 2.
        precision: share of the records shown with grade 1 or 2; 0 where there are none.
        finds_nobody: there is no record.
    """

    ndcg: float
    first_right: bool
    none_wrong_above_right: bool
    precision: float
    finds_nobody: bool


def measured(grades: Sequence[int], known: Sequence[int]) -> Measured:
    """Measure one answer.

    Args:
        grades: of the records of the answer, in order.
        known: of all records that the query could find, in any order.
    """
    shown = list(grades[:SHOWN])
    best = _gain(sorted(known, reverse=True)[:SHOWN])
    last_right = max((place for place, grade in enumerate(shown) if grade == RIGHT), default=0)
    return Measured(
        ndcg=_gain(shown) / best if best else 0.0,
        first_right=shown[:1] == [RIGHT],
        none_wrong_above_right=bool(shown) and 0 not in shown[:last_right],
        precision=sum(grade > 0 for grade in shown) / len(shown) if shown else 0.0,
        finds_nobody=not shown,
    )


def means(answers: Sequence[Measured]) -> dict[str, float]:
    """Return the number of queries and the mean of each measure over them."""
    n = len(answers)
    return {
        "queries": n,
        "nDCG@10": round(sum(one.ndcg for one in answers) / n, 3),
        "first right": round(sum(one.first_right for one in answers) / n, 3),
        "none wrong above right": round(sum(one.none_wrong_above_right for one in answers) / n, 3),
        "precision@10": round(sum(one.precision for one in answers) / n, 3),
        "finds nobody": round(sum(one.finds_nobody for one in answers) / n, 3),
    }


def _gain(grades: Sequence[int]) -> float:
    return sum((float(2**grade) - 1) / log2(place + 2) for place, grade in enumerate(grades))
