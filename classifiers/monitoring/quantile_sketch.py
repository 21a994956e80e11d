"""Many numbers in few counts: quantiles of times and lengths, right to a twentieth.

Counts of ranges that grow by a factor (C. Masson, J. Rim and H. Lee, DDSketch, VLDB 2019): they can
be added up over processes and hours, and hold nothing of what was counted.
"""

import math
from collections.abc import Mapping

ACCURACY = 0.05
_GROWTH = (1 + ACCURACY) / (1 - ACCURACY)
_LOG = math.log(_GROWTH)
SMALLEST = 0.01
ZERO = -1_000


def bucket(value: float) -> int:
    """Return the range that a value of 0 or more lies in; values up to `SMALLEST` share one."""
    return ZERO if value <= SMALLEST else math.ceil(math.log(value) / _LOG)


def value_of(index: int) -> float:
    """Return the number that stands for a range, at most `ACCURACY` from each in it."""
    return 0.0 if index == ZERO else 2 * _GROWTH**index / (_GROWTH + 1)


def quantile(counts: Mapping[int, int], share: float) -> float | None:
    """Return the number below which a share of all lie; None where nothing was counted.

    Args:
        counts: range → how many.
        share: 0 to 1; 0.5 is the median.
    """
    left = share * (sum(counts.values()) - 1)
    for index in sorted(counts):
        left -= counts[index]
        if left < 0:
            return value_of(index)
    return None
