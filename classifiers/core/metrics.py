"""Figures that say how good a classifier is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

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
    for got, right in zip(given, wanted, strict=True):
        for label in set(got) | set(right):
            counts = totals[label]
            counts[0] += label in got and label in right
            counts[1] += label in got
            counts[2] += label in right
    return {name: Counts(*counts) for name, counts in totals.items()}


def micro(given: Labels, wanted: Labels) -> Counts:
    """Count all labels together; every label weighs as much as it is frequent."""
    return sum(per_label(given, wanted).values(), start=Counts(0, 0, 0))


def macro_f1(given: Labels, wanted: Labels) -> float:
    """Mean of the F1 of all labels that are wanted at least once; 0 where none is."""
    scores = [counts.f1 for counts in per_label(given, wanted).values() if counts.wanted]
    return float(np.mean(scores)) if scores else 0.0


def accuracy(given: Sequence[object], wanted: Sequence[object]) -> float:
    """Share of equal answers; 0 where there is none."""
    pairs = list(zip(given, wanted, strict=True))
    return sum(got == right for got, right in pairs) / len(pairs) if pairs else 0.0


def calibration_error(
    chances: Sequence[float], is_right: Sequence[bool], *, n_bins: int = 10
) -> float:
    """Expected calibration error: mean distance of a score from the share that is right there.

    Args:
        chances: probabilities, 0 to 1.
        is_right: whether each came true.
        n_bins: number of equally wide bins.
    """
    if not chances:
        return 0.0
    scores, right = np.asarray(chances, dtype=float), np.asarray(is_right, dtype=float)
    bins = np.minimum((scores * n_bins).astype(int), n_bins - 1)
    distance = sum(
        abs(float(scores[bins == n].sum() - right[bins == n].sum())) for n in range(n_bins)
    )
    return distance / len(scores)


# Reports: the figures of one classifier on one set of labeled examples.


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of one evaluation.

    Args:
        figures: name → value, in the order of the table.
    """

    name: str
    n_examples: int
    figures: Mapping[str, float]
    labels: Mapping[str, Counts] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Return plain values, figures with four digits."""
        return {
            "name": self.name,
            "n_examples": self.n_examples,
            "figures": {name: round(value, 4) for name, value in self.figures.items()},
            "labels": {
                label: {
                    "precision": round(counts.precision, 4),
                    "recall": round(counts.recall, 4),
                    "f1": round(counts.f1, 4),
                    "wanted": counts.wanted,
                }
                for label, counts in self.labels.items()
            },
        }
