"""The frozen test set: what corrections must not make worse, label by label."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from classifiers.core.metrics import per_label
from classifiers.core.text import DATA
from classifiers.titles.training.dataset import TEST, LabelledTitle, read_titles

MARGIN = 0.02  # Of F1: one title in a function with fifty, none in a smaller one.
FUNCTION, LEVEL = "function", "level"  # Kinds of labels.
NO_FALL = 1e-9

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
        return self.depth > self.margin + NO_FALL


def read_frozen(folder: Path = DATA) -> list[LabelledTitle]:
    """Read the test set that comes with the product; no model learns from it."""
    return read_titles(folder / TEST)


def metric_drops(
    *,
    wanted: Labels,
    alone: Labels,
    before: Labels,
    after: Labels,
    kind: str = FUNCTION,
    spared: Collection[str] = (),
) -> list[MetricDrop]:
    """Return every label that a change makes worse, the deepest fall first.

    Args:
        wanted: what is right, title by title.
        alone: what is given without any correction.
        before: what is given before the change.
        after: what is given with the change.
        kind: of the labels.
        spared: labels whose fall is what the person wants.
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
        if slug in second and third[slug].wanted and slug not in spared
    ]
    fallen = [fall for fall in found if fall.after < fall.before - NO_FALL]
    counted = [_counted(fall, wanted, before, after) for fall in fallen]
    return sorted(counted, key=lambda fall: fall.after - fall.before)


def _counted(fall: MetricDrop, wanted: Labels, before: Labels, after: Labels) -> MetricDrop:
    """Count the titles by which a label is found less well, of both kinds."""
    lost = wrong = 0
    for right, old, new in zip(wanted, before, after, strict=True):
        lost += fall.label in right and fall.label in old and fall.label not in new
        wrong += fall.label not in right and fall.label not in old and fall.label in new
    return replace(fall, n_lost=lost, n_wrong=wrong)
