"""Logistic regression over words, and over the vectors of a sentence model that stays as it is."""

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from classifiers.lab.choices import FittedChoices, Floats, choices_of
from classifiers.lab.methods import StatelessMethod
from classifiers.lab.names import METHODS
from classifiers.lab.subjects import LabDataset, LabeledText, texts_of
from classifiers.lab.vectors import Vectors
from classifiers.lab.words import fitted_matrix, word_and_letter_features

MAX_STEPS = 300
STRENGTH_OF_WORDS = 10.0
STRENGTH_OF_VECTORS = 10.0
"""Inverse of the regularisation; neither was searched for on the test side."""

Matrix = csr_matrix | Floats
Read = Callable[[Sequence[LabeledText]], Matrix]


class WordsLinear(StatelessMethod):
    """TF-IDF of words and letters, and logistic regression."""

    name = "words-linear"
    title = METHODS[name]
    version = "1"
    effort = 3.0
    is_random = False

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> FittedChoices:
        """Learn words and weights."""
        features = word_and_letter_features()
        matrix = fitted_matrix(features, texts_of(examples))

        def read(shown: Sequence[LabeledText]) -> Matrix:
            return csr_matrix(features.transform(texts_of(shown)))

        return _fitted(matrix, examples, read, STRENGTH_OF_WORDS, has_many=has_many)


class SentencesLinear:
    """Vectors of MiniLM, which is not changed, and logistic regression."""

    name = "sentences-linear"
    title = METHODS[name]
    version = "1"
    effort = 2.0
    is_random = False

    def __init__(self) -> None:
        self._vectors = Vectors()

    def ready(self, subject: LabDataset, folder: Path) -> float:
        """Read all texts once, since a text has the same vector at every size."""
        texts = texts_of((*subject.learned, *subject.tested))
        return self._vectors.prepare(texts, folder / f"{subject.name}-{subject.data_hash}.npz")

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> FittedChoices:
        """Learn weights."""

        def read(shown: Sequence[LabeledText]) -> Matrix:
            return self._vectors.of(texts_of(shown))

        return _fitted(read(examples), examples, read, STRENGTH_OF_VECTORS, has_many=has_many)


def _fitted(
    matrix: Matrix, examples: Sequence[LabeledText], read: Read, strength: float, *, has_many: bool
) -> FittedChoices:
    choices = choices_of(examples)
    if len(choices.names) == 1:
        return FittedChoices(None, choices.names, has_many)
    model = LogisticRegression(C=strength, max_iter=MAX_STEPS, tol=1e-3)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The number of unique classes")  # with few examples
        model.fit(matrix[choices.rows], choices.wanted, sample_weight=choices.weights)

    def chances_of(shown: Sequence[LabeledText]) -> Floats:
        return np.asarray(model.predict_proba(read(shown)))

    return FittedChoices(chances_of, choices.names, has_many)
