"""Metrics of classifiers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

N_BINS = 10  # Equally wide ones, of probabilities.

Labels = Sequence[Collection[str]]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often labels were given, wanted, and both."""

    hits: int
    given: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of the given that is right; 0 where nothing was given."""
        return self.hits / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        """Share of the wanted that was given; 0 where nothing was wanted."""
        return self.hits / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where there is neither."""
        both = self.given + self.wanted
        return 2 * self.hits / both if both else 0.0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.hits + other.hits, self.given + other.given, self.wanted + other.wanted)


def per_label(given: Labels, wanted: Labels) -> dict[str, Counts]:
    """Count each label over all answers; labels in alphabetical order."""
    names = sorted({label for labels in (*given, *wanted) for label in labels})
    totals = {name: [0, 0, 0] for name in names}
    for predicted_labels, true_labels in zip(given, wanted, strict=True):
        for label in set(predicted_labels) | set(true_labels):
            counts = totals[label]
            counts[0] += label in predicted_labels and label in true_labels
            counts[1] += label in predicted_labels
            counts[2] += label in true_labels
    return {name: Counts(*counts) for name, counts in totals.items()}


def micro(given: Labels, wanted: Labels) -> Counts:
    """Count all labels together; every label weighs as much as it is frequent."""
    return sum(per_label(given, wanted).values(), start=Counts(0, 0, 0))


def macro_f1(given: Labels, wanted: Labels, *, among: Collection[str] | None = None) -> float:
    """Mean of the F1 of all labels that are wanted at least once, or of `among`; 0 without any."""
    counts_by_label = per_label(given, wanted)
    names = (
        [name for name, counts in counts_by_label.items() if counts.wanted]
        if among is None
        else among
    )
    values = [counts_by_label.get(name, Counts(0, 0, 0)).f1 for name in names]
    return float(np.mean(values)) if values else 0.0


def accuracy(given: Sequence[object], wanted: Sequence[object]) -> float:
    """Share of equal answers; 0 where there is none."""
    pairs = list(zip(given, wanted, strict=True))
    return sum(predicted == true for predicted, true in pairs) / len(pairs) if pairs else 0.0


def calibration_error(probabilities: Sequence[float], is_right: Sequence[bool]) -> float:
    """Expected calibration error: mean distance of a score from the share that is right there.

    Args:
        probabilities: probabilities, 0 to 1.
        is_right: whether each came true.
    """
    if not probabilities:
        return 0.0
    values, correct = np.asarray(probabilities, dtype=float), np.asarray(is_right, dtype=float)
    bins = np.minimum((values * N_BINS).astype(int), N_BINS - 1)
    distance = sum(
        abs(float(values[bins == n].sum() - correct[bins == n].sum())) for n in range(N_BINS)
    )
    return distance / len(values)
