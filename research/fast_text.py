"""fastText as a peer of the title model, and how a peer is fitted and asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import numpy as np

from classifiers.core.array_types import Floats
from classifiers.core.metrics import micro
from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.role_answers import MAX_FUNCTIONS
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import LabeledTitle
from research.study import MethodError

THRESHOLDS = np.arange(0.1, 0.9, 0.05)
HELD_OUT = 10  # Every tenth real title tunes the threshold.
SEED = 1
SMALLEST = 0.05  # Scores below count as 0.
FUNCTION, LEVEL = "f", "l"  # Kinds of labels.
_PREFIX = "__label__"
LIBRARY = "fasttext-wheel"


@dataclass(frozen=True, slots=True)
class TitleAnswer:
    """Functions and level of one title, as slugs."""

    functions: tuple[str, ...]
    level: str


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
    titles: Sequence[LabeledTitle],
    extra: Iterable[LabeledTitle],
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
    learned = [title for title in [*rest, *extra] if normalize(title.title)]
    columns = {function.slug: n for n, function in enumerate(taxonomy.functions)}
    levels = {level.slug: n for n, level in enumerate(taxonomy.levels)}
    functions = np.zeros((len(learned), len(columns)), np.float32)
    for row, title in enumerate(learned):
        functions[row, [columns[slug] for slug in title.functions]] = 1
    peer.fit(
        [normalize(title.title) for title in learned],
        functions,
        [levels[title.level] if title.level else -1 for title in learned],
    )
    scores, _ = peer.scores([normalize(title.title) for title in tuning])
    slugs = [function.slug for function in taxonomy.functions]
    wanted = [title.functions for title in tuning]

    def f1(threshold: float) -> float:
        given = [
            [slugs[n] for n in np.argsort(-row)[:MAX_FUNCTIONS] if row[n] >= threshold]
            for row in scores
        ]
        return micro(given, wanted).f1

    return float(max(THRESHOLDS, key=f1))


class FastText:
    """Supervised, one-vs-all, bigrams of words and pieces of 3 to 5 letters.

    Args:
        n_functions: columns of functions.
        n_levels: columns of levels.
    """

    def __init__(self, n_functions: int, n_levels: int) -> None:
        self._n_functions, self._n_levels = n_functions, n_levels
        self._model: Any = None

    def fit(self, keys: Sequence[str], functions: Floats, levels: Sequence[int]) -> None:
        """Learn functions and levels as labels of one model."""
        import fasttext  # has no wheel for each Python

        with TemporaryDirectory() as folder:
            path = Path(folder) / "titles.txt"
            with path.open("w", encoding="utf-8") as lines:
                for key, row, level in zip(keys, functions, levels, strict=True):
                    labels = [f"{_PREFIX}{FUNCTION}{n}" for n in np.flatnonzero(row)]
                    labels += [f"{_PREFIX}{LEVEL}{level}"] if level >= 0 else []
                    if labels:
                        lines.write(f"{' '.join(labels)} {key}\n")
            self._model = fasttext.train_supervised(
                str(path), loss="ova", dim=100, epoch=25, lr=0.3, wordNgrams=2, minn=3, maxn=5,
                bucket=500_000, thread=1, seed=SEED, verbose=0,
            )  # fmt: skip

    def answers(self, keys: Sequence[str]) -> list[list[tuple[float, str]]]:
        """Return labels with their scores, best first: what fastText gives, without reshaping."""
        predict = self._model.f.predict
        return [predict(f"{key}\n", -1, SMALLEST, "strict") for key in keys]

    def scores(self, keys: Sequence[str]) -> tuple[Floats, Floats]:
        """Return the labels as arrays; what is below `SMALLEST` is 0."""
        functions = np.zeros((len(keys), self._n_functions), np.float32)
        levels = np.zeros((len(keys), self._n_levels), np.float32)
        for row, found in enumerate(self.answers(keys)):
            for chance, label in found:
                kind, number = parts_of_label(label)
                (functions if kind == FUNCTION else levels)[row, number] = min(1.0, chance)
        return functions, levels

    def megabytes(self) -> float:
        """Return the size of the model as a file."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "model.bin"
            self._model.save_model(str(path))
            return path.stat().st_size / 1_000_000


def parts_of_label(label: str) -> tuple[str, int]:
    """Return kind and column of a label of the model."""
    start = len(_PREFIX)
    return label[start], int(label[start + 1 :])


def fast_text_version() -> str:
    """Return the version of fastText.

    Raises:
        MethodError: it is not installed.
    """
    try:
        return version(LIBRARY)
    except PackageNotFoundError as error:
        raise MethodError(
            f"fastText is not installed. Run `pip install {LIBRARY}`; it has wheels for Python "
            "3.11, and 3.12 on Linux."
        ) from error
