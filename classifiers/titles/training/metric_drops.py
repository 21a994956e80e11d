"""Labels of the frozen test set that a change makes worse: its metric drops."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from classifiers.core.metrics import per_label

MARGIN = 0.02  # Of F1: one title in a function with fifty, none in a smaller one.
FUNCTION, LEVEL = "function", "level"  # Kinds of labels.
FLOAT_TOLERANCE = 1e-9

Labels = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class MetricDrop:
    """A label that is found less well than before.

    Args:
        before: F1 on the frozen test set before the change, 0 to 1.
    """

    label: str
    before: float
    after: float
    alone: float
    n_titles: int
    kind: str = FUNCTION
    margin: float = MARGIN
    n_lost: int = 0
    n_wrong: int = 0

    @property
    def depth(self) -> float:
        """How far it falls by all corrections together, of F1."""
        return self.alone - self.after

    @property
    def is_above_margin(self) -> bool:
        """Return whether all corrections together have taken more than the margin."""
        return self.depth > self.margin + FLOAT_TOLERANCE


def metric_drops(
    *,
    wanted: Labels,
    alone: Labels,
    before: Labels,
    after: Labels,
    kind: str = FUNCTION,
    exempt: Collection[str] = (),
) -> list[MetricDrop]:
    """Return every label that a change makes worse, the deepest fall first.

    Args:
        wanted: what is right, title by title.
        alone: what is given without any correction.
        before: what is given before the change.
        after: what is given with the change.
        kind: of the labels.
        exempt: labels whose fall is what the person wants.
    """
    first, second, third = (per_label(given, wanted) for given in (alone, before, after))
    found = [
        MetricDrop(
            label=slug,
            before=second[slug].f1,
            after=third[slug].f1,
            alone=first[slug].f1 if slug in first else 0.0,
            n_titles=third[slug].wanted,
            kind=kind,
        )
        for slug in third
        if slug in second and third[slug].wanted and slug not in exempt
    ]
    worse = [drop for drop in found if drop.after < drop.before - FLOAT_TOLERANCE]
    counted = [_counted(drop, wanted, before, after) for drop in worse]
    return sorted(counted, key=lambda drop: drop.after - drop.before)


def _counted(drop: MetricDrop, wanted: Labels, before: Labels, after: Labels) -> MetricDrop:
    """Count the titles by which a label is found less well, of both kinds."""
    lost = wrong = 0
    for right, old, new in zip(wanted, before, after, strict=True):
        lost += drop.label in right and drop.label in old and drop.label not in new
        wrong += drop.label not in right and drop.label not in old and drop.label in new
    return replace(drop, n_lost=lost, n_wrong=wrong)
