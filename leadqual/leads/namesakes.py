"""Choose between records of the same name."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")


def best_namesake(
    row: T,
    candidates: Mapping[int, T],
    contradict: Callable[[Iterable[T]], bool],
    comparison_key: Callable[[T], tuple[object, ...]],
) -> int | None:
    """Return the candidate that a row matches; None if there is no clear match.

    If the candidates contradict each other, only one with the same facts matches: a row without a
    city does not match either of two cities.

    Args:
        row: facts of the row.
        candidates: facts of records with the same name, by ID.
        contradict: returns whether facts cannot all be of one record.
        comparison_key: normalizes facts for comparison.
    """
    matching = {key: facts for key, facts in candidates.items() if not contradict([row, facts])}
    if contradict(matching.values()):
        matching = {
            key: facts
            for key, facts in matching.items()
            if comparison_key(facts) == comparison_key(row)
        }

    def count_equal(facts: T) -> int:
        return sum(
            row_value == candidate_value
            for row_value, candidate_value in zip(
                comparison_key(row), comparison_key(facts), strict=True
            )
        )

    return min(matching, key=lambda key: (-count_equal(matching[key]), key), default=None)
