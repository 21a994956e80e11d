"""What is asked of every peer of the title cascade, and how its scores become answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from classifiers.core.metrics import micro
from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.network import Floats
from classifiers.titles.model.role_merge import MAX_FUNCTIONS
from classifiers.titles.text.normalize import normalise
from classifiers.titles.training.dataset import LabelledTitle

THRESHOLDS = np.arange(0.1, 0.9, 0.05)
HELD_OUT = 10  # Every tenth real title tunes the threshold.


@dataclass(frozen=True, slots=True)
class TitleAnswer:
    """Functions and level of one title, as slugs."""

    functions: tuple[str, ...]
    level: str


class AnswersTitles(Protocol):
    """Reads titles as they come in."""

    def answers(self, titles: Sequence[str]) -> list[TitleAnswer]:
        """Return the answer for each title, in their order."""
        ...


class ScoresTitles(Protocol):
    """Learns from normalised titles, and scores them."""

    def fit(self, keys: Sequence[str], functions: Floats, levels: Sequence[int]) -> None:
        """Learn; functions of shape (n_titles, n_functions), level -1 where nobody said."""
        ...

    def scores(self, keys: Sequence[str]) -> tuple[Floats, Floats]:
        """Return scores of functions and of levels, shapes (n_titles, n_labels)."""
        ...


class CascadeAnswers:
    """The product.

    Args:
        cascade: dictionary, phrase rules and model, or some of them.
    """

    def __init__(self, cascade: TitleCascade) -> None:
        self.cascade = cascade

    def answers(self, titles: Sequence[str]) -> list[TitleAnswer]:
        """Return the answer for each title, in their order."""
        return [
            TitleAnswer(tuple(label.slug for label in found.functions), found.level.slug)
            for found in self.cascade.predict(titles, explain=False)
        ]


def fit_peer(
    peer: ScoresTitles,
    titles: Sequence[LabelledTitle],
    extra: Iterable[LabelledTitle],
    *,
    taxonomy: Taxonomy,
) -> float:
    """Fit a peer on titles as the cascade spells them, and return its threshold.

    One threshold for all functions, tuned on every tenth real title, which the peer is not fitted
    on.

    Args:
        peer: to be fitted.
        titles: real ones.
        extra: written ones.
        taxonomy: names the columns.
    """
    tuning = titles[::HELD_OUT]
    rest = [title for n, title in enumerate(titles) if n % HELD_OUT]
    learned = [title for title in [*rest, *extra] if normalise(title.title)]
    columns = {function.slug: n for n, function in enumerate(taxonomy.functions)}
    levels = {level.slug: n for n, level in enumerate(taxonomy.levels)}
    functions = np.zeros((len(learned), len(columns)), np.float32)
    for row, title in enumerate(learned):
        functions[row, [columns[slug] for slug in title.functions]] = 1
    peer.fit(
        [normalise(title.title) for title in learned],
        functions,
        [levels[title.level] if title.level else -1 for title in learned],
    )
    scores, _ = peer.scores([normalise(title.title) for title in tuning])
    slugs = [function.slug for function in taxonomy.functions]
    wanted = [title.functions for title in tuning]

    def f1(threshold: float) -> float:
        given = [
            [slugs[n] for n in np.argsort(-row)[:MAX_FUNCTIONS] if row[n] >= threshold]
            for row in scores
        ]
        return micro(given, wanted).f1

    return float(max(THRESHOLDS, key=f1))
