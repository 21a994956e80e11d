"""How right answers are by the judgments of people: per label, with intervals, and by score."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

N_BINS = 10
_WIDTH = 1.96
"""Of an interval that holds the true share 19 times of 20, in standard deviations."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer and how a person judged it.

    Args:
        given: label → probability, 0 to 1; empty means none of the labels.
        scored: labels whose probability is the model's; others are certain by rule or dictionary.
    """

    given: Mapping[str, float]
    judged: frozenset[str]
    scored: frozenset[str]


@dataclass(frozen=True, slots=True)
class LabelTally:
    """How often a label was given and meant, given and not meant, meant and not given."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def plus(self, other: "LabelTally") -> "LabelTally":
        """Return both together."""
        return LabelTally(
            self.right + other.right, self.wrong + other.wrong, self.missed + other.missed
        )


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Labels whose probability lies in one tenth."""

    n: int = 0
    promised: float = 0.0
    right: int = 0

    def plus(self, other: "CalibrationBin") -> "CalibrationBin":
        """Return both together."""
        return CalibrationBin(
            self.n + other.n, self.promised + other.promised, self.right + other.right
        )


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """The judgments of people on many answers."""

    n_judged: int
    n_changed: int
    labels: Mapping[str, LabelTally]
    bins: Sequence[CalibrationBin]

    def plus(self, other: "ReviewCounts") -> "ReviewCounts":
        """Return both together."""
        labels = dict(self.labels)
        for label, found in other.labels.items():
            labels[label] = labels.get(label, LabelTally()).plus(found)
        return ReviewCounts(
            self.n_judged + other.n_judged,
            self.n_changed + other.n_changed,
            labels,
            [own.plus(added) for own, added in zip(self.bins, other.bins, strict=True)],
        )


NOTHING = ReviewCounts(0, 0, {}, [CalibrationBin()] * N_BINS)


def tally(outcomes: Iterable[Outcome]) -> ReviewCounts:
    """Count outcomes; an answer without labels that a person leaves so counts as unchanged."""
    labels: defaultdict[str, LabelTally] = defaultdict(LabelTally)
    bins = [CalibrationBin()] * N_BINS
    n_judged = n_changed = 0
    for outcome in outcomes:
        n_judged += 1
        n_changed += outcome.judged != frozenset(outcome.given)
        for label in {*outcome.given, *outcome.judged}:
            is_given, is_judged = label in outcome.given, label in outcome.judged
            found = LabelTally(is_given and is_judged, is_given > is_judged, is_judged > is_given)
            labels[label] = labels[label].plus(found)
            if label in outcome.scored:
                score = outcome.given[label]
                index = min(int(score * N_BINS), N_BINS - 1)
                bins[index] = bins[index].plus(CalibrationBin(1, score, int(is_judged)))
    return ReviewCounts(n_judged, n_changed, dict(labels), bins)


def calibration_error(bins: Iterable[CalibrationBin]) -> float | None:
    """Return the expected calibration error, 0 to 1; None where there are no probabilities.

    The mean distance of what is promised from what is right (M. Naeini and others, Obtaining well
    calibrated probabilities using Bayesian binning, AAAI 2015).
    """
    found = list(bins)
    n = sum(each.n for each in found)
    return sum(abs(each.promised - each.right) for each in found) / n if n else None


def wilson(right: int, n: int) -> tuple[float, float]:
    """Return the interval of a share that 19 of 20 such intervals hold (E. Wilson, JASA 1927).

    Args:
        right: how many.
        n: of how many; 0 leaves everything possible.
    """
    if not n:
        return 0.0, 1.0
    share, square = right / n, _WIDTH**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _WIDTH / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
