"""fastText, fitted on titles: one model for functions and levels."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from classifiers.core.taxonomy import Taxonomy
from classifiers.lab.peers.title_answers import TitleAnswer
from classifiers.titles.model.network import Floats
from classifiers.titles.model.role_merge import MAX_FUNCTIONS
from classifiers.titles.text.normalize import normalise

SEED = 1
SMALLEST = 0.05  # Scores below count as 0.
FUNCTION, LEVEL = "f", "l"  # Kinds of labels.
_PREFIX = "__label__"
_DEFAULT = "specialist"  # The level where none has a score.


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


class FastTextAnswers:
    """A fitted model that reads titles as they come in.

    Args:
        model: fitted.
        threshold: from which a function is given.
        taxonomy: names the columns.
    """

    def __init__(self, model: FastText, threshold: float, taxonomy: Taxonomy) -> None:
        self._model = model
        self._threshold = threshold
        self._functions = [function.slug for function in taxonomy.functions]
        self._levels = [level.slug for level in taxonomy.levels]

    def answers(self, titles: Sequence[str]) -> list[TitleAnswer]:
        """Return the answer for each title, in their order."""
        return [self._answer(found) for found in self._model.answers(list(map(normalise, titles)))]

    def _answer(self, found: Sequence[tuple[float, str]]) -> TitleAnswer:
        functions: list[str] = []
        level = ""
        for chance, label in found:
            kind, number = parts_of_label(label)
            if kind == LEVEL:
                level = level or self._levels[number]
            elif chance >= self._threshold and len(functions) < MAX_FUNCTIONS:
                functions.append(self._functions[number])
        return TitleAnswer(tuple(functions), level or _DEFAULT)


def parts_of_label(label: str) -> tuple[str, int]:
    """Return kind and column of a label of the model."""
    start = len(_PREFIX)
    return label[start], int(label[start + 1 :])
