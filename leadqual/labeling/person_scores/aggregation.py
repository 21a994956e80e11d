"""Scores of several titles for a function or a group of functions, as one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Score:
    """What titles say together; a title without a function has score 0 for it.

    Args:
        maximum: the highest score of a title, 0 to 1.
        mean: over all titles, 0 to 1.
        total: the sum over all titles, 0 to the number of titles.
    """

    maximum: float
    mean: float
    total: float


def score_group(titles: Sequence[Mapping[str, float]], functions: Collection[str]) -> Score:
    """Return the scores for a group of functions; for one function, a group of one.

    A title counts for a group with the highest score of its functions there: "Head of Sales and
    Account Manager" is no two people in Sales.

    Args:
        titles: function slug → score of each title.
        functions: slugs of the group.
    """
    scores = [
        max((score for slug, score in title.items() if slug in functions), default=0.0)
        for title in titles
    ]
    if not scores:
        return Score(0.0, 0.0, 0.0)
    total = sum(scores)
    return Score(
        round(max(scores), _DIGITS), round(total / len(scores), _DIGITS), round(total, _DIGITS)
    )
