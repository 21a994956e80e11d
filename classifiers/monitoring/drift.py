"""Whether what comes in has changed: population stability, and tests that know how days differ.

Counts of one day are compared with those of reference days. Two things have to hold before a change
is called drift. It is large: the population stability index (N. Siddiqi, Credit Risk Scorecards,
2006: below 0.1 none, above 0.25 a large change), less what chance alone gives it (B. Yurdakul,
Statistical Properties of Population Stability Index, 2018). And it is no chance: a two-sample test.

Rows of one day are not independent, since one import brings people of one kind. How strongly rows
of a day belong together is estimated from the reference days (S. Brier, Analysis of contingency
tables under cluster sampling, Biometrika 1980), and a day counts as so many independent rows
(J. Rao and A. Scott, JASA 1981). So neither a small day nor a large import is alarming by itself.
Several signals are looked at each day; the chances are corrected after S. Holm (1979).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from classifiers.core.array_types import Doubles

REST = "others"
MAX_BINS = 20
MIN_EXPECTED = 5.0
"""Rows that a value needs, on both sides, to be a bin of its own: the usual rule of chi-square."""

MIN_TOGETHER, MAX_TOGETHER = 0.002, 0.5
"""Bounds of how strongly rows of a day belong together: a day never counts above 500 rows."""

CHECKS_PER_MONTH = 30
_N_RANGES = 10
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class ShareShift:
    """The share of one value, before and now, 0 to 1."""

    value: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One day compared with its reference days.

    Args:
        index: population stability index less what chance gives it, 0 or more.
        chance: that rows of one kind differ so much, 0 to 1.
        n_reference: rows of the reference days.
    """

    index: float
    chance: float
    n_rows: int
    n_effective: float
    n_reference: int
    shifts: tuple[ShareShift, ...]


def compare(
    reference: Sequence[Mapping[str, int]], day: Mapping[str, float], *, is_ordered: bool = False
) -> Comparison | None:
    """Compare the values of a day with those of reference days.

    Values are compared by chi-square; ordered ones in ranges that hold about equally many rows of
    the reference, and by the test of Kolmogorov and Smirnov.

    Args:
        reference: value → rows, for each day.
        day: value → rows.
        is_ordered: whether values are whole numbers, written as text.

    Returns:
        None where one side is empty or the reference is a single day.
    """
    days = [counts for counts in reference if sum(counts.values())]
    if len(days) < 2 or not sum(day.values()):  # one day says nothing of days
        return None
    if is_ordered:
        return _compare_ordered(days, day)
    bins = _bins(days, day)
    table = np.array([_binned(counts, bins) for counts in (*days, day)])
    return _compared(table, bins)


def holm(chances: Mapping[str, float]) -> dict[str, float]:
    """Return the chances of several tests as they count when all are looked at, at most 1."""
    found: dict[str, float] = {}
    highest = 0.0
    for index, name in enumerate(sorted(chances, key=lambda name: chances[name])):
        highest = max(highest, min(1.0, chances[name] * (len(chances) - index)))
        found[name] = highest
    return found


def _bins(days: Sequence[Mapping[str, int]], day: Mapping[str, float]) -> list[str]:
    """Return the values that are frequent enough on one of the sides, and the rest of them."""
    before = Counter[str]()
    for counts in days:
        before.update(counts)
    share: Counter[str] = Counter()
    n_before, n_now = before.total(), sum(day.values())
    for value in {*before, *day}:
        of_both = before[value] / n_before + day.get(value, 0) / n_now
        if of_both / 2 * min(n_now, 1 / MIN_TOGETHER) >= MIN_EXPECTED:
            share[value] = int(1e9 * of_both)
    frequent = sorted(share, key=lambda value: (-share[value], value))[: MAX_BINS - 1]
    return [*(value for value in frequent if value != REST), REST]


def _binned(counts: Mapping[str, float], bins: Sequence[str]) -> list[float]:
    found = [float(counts.get(value, 0)) for value in bins[:-1]]
    return [*found, sum(counts.values()) - sum(found)]


def _compared(
    table: Doubles, bins: Sequence[str], *, distance: float | None = None
) -> Comparison | None:
    """Compare the last row of a table (days, bins) with the others.

    Args:
        table: rows of each day in each bin.
        bins: their names.
        distance: of Kolmogorov and Smirnov; None takes chi-square.
    """
    kept = table.sum(axis=0) > 0
    table, names = (
        table[:, kept],
        [name for name, is_kept in zip(bins, kept, strict=True) if is_kept],
    )
    days, now = table[:-1], table[-1]
    together = _within_day_correlation(days)
    n_now = _effective(np.array([now.sum()]), together)
    n_before = _effective(days.sum(axis=1), together)
    before_share, now_share = days.sum(axis=0) / days.sum(), now / now.sum()
    index, parts = _stability(before_share, now_share, n_before=n_before, n_now=n_now)
    if distance is None:
        chance = _chi_square(before_share, now_share, n_before, n_now, n_days=len(days))
    else:
        chance = float(
            special.kolmogorov(distance * math.sqrt(n_now * n_before / (n_now + n_before)))
        )
    order = np.argsort(-parts, kind="stable")
    shifts = tuple(
        ShareShift(names[at], float(before_share[at]), float(now_share[at])) for at in order
    )
    return Comparison(index, chance, round(now.sum()), n_now, int(days.sum()), shifts)


def _within_day_correlation(days: Doubles) -> float:
    """Return how strongly rows of one day belong together, by how days differ; see the module."""
    days = days[:, days.sum(axis=0) > 0]  # What never came says nothing of how days differ.
    sizes, n = days.sum(axis=1), days.sum()
    shares = days.sum(axis=0) / n
    expected = np.outer(sizes, shares)
    differing = float((((days - expected) ** 2) / expected).sum())
    free = max(days.shape[1] - 1, 1)
    own = 1 - sizes / n
    more = free * float((own * (sizes - 1)).sum())
    found = (differing - free * float(own.sum())) / more if more > 0 else 0.0
    return float(np.clip(found, MIN_TOGETHER, MAX_TOGETHER))


def _effective(sizes: Doubles, together: float) -> float:
    return float((sizes / (1 + (sizes - 1) * together)).sum())


def _stability(
    before: Doubles, now: Doubles, *, n_before: float, n_now: float
) -> tuple[float, Doubles]:
    """Return the index and what each bin adds; half a row in each bin keeps it finite."""
    n_bins = len(before)
    p = (before * n_before + _HALF) / (n_before + _HALF * n_bins)
    q = (now * n_now + _HALF) / (n_now + _HALF * n_bins)
    parts = (q - p) * np.log(q / p)
    by_chance = (n_bins - 1) * (1 / n_before + 1 / n_now)
    return max(0.0, float(parts.sum()) - by_chance), parts


def _chi_square(
    before: Doubles, now: Doubles, n_before: float, n_now: float, *, n_days: int
) -> float:
    """Return the chance of so large a difference between two samples.

    By the F distribution: how rows belong together is itself estimated from few days (D. Thomas and
    J. Rao, Small-sample comparisons of level and power, JASA 1987).
    """
    free = len(before) - 1
    if not free:
        return 1.0
    pooled = (before * n_before + now * n_now) / (n_before + n_now)
    times = n_before * n_now / (n_before + n_now)
    value = times * float(((now - before) ** 2 / pooled).sum())
    return float(special.fdtrc(free, free * (n_days - 1), value / free))


def _compare_ordered(
    days: Sequence[Mapping[str, int]], day: Mapping[str, float]
) -> Comparison | None:
    numbers = sorted({int(value) for counts in (*days, day) for value in counts})
    table = np.array(
        [[float(counts.get(str(number), 0)) for number in numbers] for counts in (*days, day)]
    )
    before, now = table[:-1].sum(axis=0), table[-1]
    along = np.cumsum(before) / before.sum()
    distance = float(np.abs(along - np.cumsum(now) / now.sum()).max())
    group = np.minimum((np.concatenate([[0.0], along[:-1]]) * _N_RANGES).astype(int), _N_RANGES - 1)
    found = sorted(set(group.tolist()))
    ranged = np.stack(
        [table[:, group == number_of_range].sum(axis=1) for number_of_range in found], axis=1
    )
    names = [
        _range_text([n for n, at in zip(numbers, group, strict=True) if at == number_of_range])
        for number_of_range in found
    ]
    return _compared(ranged, names, distance=distance)


def _range_text(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
