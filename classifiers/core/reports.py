"""The report of one evaluation of a classifier, as tables and artifacts hold it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from classifiers.core.metrics import Counts


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
