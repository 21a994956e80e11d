"""Which of several records of one name is meant: of people or of companies."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")


def best_namesake(
    row: T,
    candidates: Mapping[int, T],
    contradict: Callable[[Iterable[T]], bool],
    compared: Callable[[T], tuple[object, ...]],
) -> int | None:
    """Return the record of this name that a row means; None where none is sure.

    Of records that contradict one another only the very same one is sure: a row without a city is
    not one of two cities.

    Args:
        row: what it says.
        candidates: primary key → what is known of records of the same name.
        contradict: tells whether they cannot all be one.
        compared: brings what is known of one to one spelling.
    """
    fitting = {key: one for key, one in candidates.items() if not contradict([row, one])}
    if contradict(fitting.values()):
        fitting = {key: one for key, one in fitting.items() if compared(one) == compared(row)}

    def n_same(one: T) -> int:
        return sum(mine == its for mine, its in zip(compared(row), compared(one), strict=True))

    return min(fitting, key=lambda key: (-n_same(fitting[key]), key), default=None)
