"""One choice among all labels and none: how methods that give one answer give several.

An example with two labels counts half for each, one without a label counts for "none". What comes
out are chances that add up to 1. The likeliest is the answer; where several labels may be right, so
is every other with a chance of at least `ALSO`. All plain methods answer so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.lab.subjects import LabeledText, Labels

NONE = ""
ALSO = 0.3
"""Two labels of one text come out at about a half each; see decision 18."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choices:
    """Examples as choices.

    Args:
        names: of the labels, in alphabetical order; `NONE` first where an example has no label.
        rows: place of an example, once for each of its labels.
        wanted: place of the label among the names, same shape as rows.
        weights: what that is worth, same shape as rows; those of one example add up to 1.
    """

    names: tuple[str, ...]
    rows: NDArray[np.int64]
    wanted: NDArray[np.int64]
    weights: Floats

    def shares(self, n_examples: int) -> Floats:
        """Return what is wanted as shares, shape (n_examples, n_names); rows add up to 1."""
        found = np.zeros((n_examples, len(self.names)))
        found[self.rows, self.wanted] = self.weights
        return found


def choices_of(examples: Sequence[LabeledText]) -> Choices:
    """Spread examples over their labels."""
    labels = [example.labels or (NONE,) for example in examples]
    names = sorted({name for own in labels for name in own})
    place = {name: number for number, name in enumerate(names)}
    pairs = [(row, place[name], 1 / len(own)) for row, own in enumerate(labels) for name in own]
    rows, wanted, weights = zip(*pairs, strict=True)
    return Choices(tuple(names), np.array(rows), np.array(wanted), np.array(weights))


@dataclass(frozen=True, slots=True)
class FittedChoices:
    """What a method has learned that gives each label a chance.

    Args:
        chances_of: examples → chances, shape (n_examples, n_names); None where only one label was
            ever seen, which is the answer to all then.
        names: of the labels.
        has_many: whether an example may have several labels, or none.
    """

    chances_of: Callable[[Sequence[LabeledText]], Floats] | None
    names: tuple[str, ...]
    has_many: bool

    def predict(self, examples: Sequence[LabeledText]) -> list[Labels]:
        """Return the labels of each example."""
        if self.chances_of is None:
            chances: Floats = np.ones((len(examples), 1))
        else:
            chances = self.chances_of(examples)
        return chosen(chances, self.names, has_many=self.has_many)


def chosen(chances: Floats, names: Sequence[str], *, has_many: bool) -> list[Labels]:
    """Return the labels that each row of chances stands for.

    Args:
        chances: shape (n_texts, n_names).
        names: of the columns.
        has_many: whether a text may have several labels, or none.
    """
    best = chances.argmax(axis=1)
    if not has_many:
        return [(names[int(place)],) for place in best]
    given = chances >= ALSO
    given[np.arange(len(best)), best] = True
    is_none = np.array([name == NONE for name in names])
    given[is_none[best]] = False
    given[:, is_none] = False
    return [tuple(sorted(names[int(place)] for place in np.flatnonzero(row))) for row in given]
