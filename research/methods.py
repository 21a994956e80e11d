"""Methods that are compared: their interface, and plain ones on words and sentence vectors."""

import os
import time
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.model_files import MINILM
from research.study import MethodError, title_of
from research.subjects import LabDataset, LabeledText, Labels, texts_of

Floats = NDArray[np.float64]
Fitted = Callable[[Sequence[LabeledText]], list[Labels]]
"""What was learned: examples → labels of each, in their order; their own labels are not read."""
Chances = Callable[[Sequence[LabeledText]], Floats]


class Method(ABC):
    """One way to learn from labeled examples.

    Attributes:
        name: as it is typed.
        version: changes whenever the answers may change: results of another version do not count.
        effort: about how many CPU seconds it takes to learn from a thousand examples.
        is_random: whether the same examples give another result with another seed.
    """

    name: ClassVar[str]
    version: str
    effort: ClassVar[float]
    is_random: ClassVar[bool]

    @property
    def title(self) -> str:
        return title_of(self.name)

    def ready(self, subject: LabDataset, folder: Path) -> float:
        """Do once what is the same for all sizes and seeds, and keep it in a folder.

        Returns:
            CPU seconds that this took for each example; all that learn or answer are charged them.
        """
        return 0.0

    @abstractmethod
    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> Fitted:
        """Learn from examples.

        Args:
            examples: what to learn from.
            has_many: whether an example may have several labels, or none.
            seed: the same gives the same result on one machine.

        Raises:
            ClassifierError: nothing can be learned from these.
        """


NONE = ""
ALSO = 0.3
"""Two labels of one text come out at about a half each; see docs/lab/methods.md."""


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


def answers(chances_of: Chances, names: Sequence[str], *, has_many: bool) -> Fitted:
    """Return a method that gives each label a chance, of shape (n_examples, n_names)."""
    return lambda shown: chosen(chances_of(shown), names, has_many=has_many)


def always(label: str) -> Fitted:
    """Return what is learned from examples of a single label."""
    labels = (label,) if label else ()
    return lambda shown: [labels for _ in shown]


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


WORD = r"(?u)\b\w+\b"
MAX_WORDS = 20_000
"""Features of a kind that are kept, the most frequent ones."""


def word_features() -> TfidfVectorizer:
    return TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, token_pattern=WORD, max_features=MAX_WORDS
    )


def word_and_letter_features() -> FeatureUnion:
    """Return words, pairs of words, and runs of three to five letters inside words."""
    letters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, max_features=MAX_WORDS
    )
    return FeatureUnion([("words", word_features()), ("letters", letters)])


def fitted_matrix(features: TfidfVectorizer | FeatureUnion, texts: Sequence[str]) -> csr_matrix:
    """Learn the features of texts and return them, shape (n_texts, n_features)."""
    return csr_matrix(features.fit_transform(texts))


ROUNDS = 60
SETTINGS: dict[str, object] = {
    "objective": "multiclass",
    "learning_rate": 0.1,
    "lambda_l2": 1.0,  # with many labels and few examples leaves grow without end
    "num_leaves": 15,
    "min_data_in_leaf": 3,  # the default of 20 learns nothing from 25 examples
    "min_data_in_bin": 1,
    "deterministic": True,
    "force_col_wise": True,
    "feature_pre_filter": False,
    "num_threads": 1,  # the trees are small: more threads wait for each other
    "max_bin": 15,
    "verbosity": -1,
}


class WordsBoosted(Method):
    """TF-IDF of words, and trees by LightGBM."""

    name = "words-boosted"
    version = "2"
    effort = 20.0
    is_random = True

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> Fitted:
        """Learn words and trees.

        Raises:
            MethodError: LightGBM is not installed.
        """
        try:
            import lightgbm  # of the extra `lab`
        except ImportError as error:
            raise MethodError("LightGBM is not installed. `make lab` installs it.") from error
        features = word_features()
        matrix = fitted_matrix(features, texts_of(examples))
        choices = choices_of(examples)
        if len(choices.names) == 1:
            return always(choices.names[0])
        data = lightgbm.Dataset(
            matrix[choices.rows], label=choices.wanted, weight=choices.weights, free_raw_data=False
        )
        settings = SETTINGS | {"num_class": len(choices.names), "seed": seed}
        model = lightgbm.train(settings, data, num_boost_round=ROUNDS)

        return answers(
            lambda shown: np.asarray(model.predict(features.transform(texts_of(shown)).tocsr())),
            choices.names,
            has_many=has_many,
        )


_UNREADABLE = (OSError, ValueError, KeyError, BadZipFile)
Vectors = dict[str, NDArray[np.float32]]


def vectors_of(texts: Sequence[str], file: Path) -> tuple[Vectors, float]:
    """Read texts by MiniLM as it is, or take their vectors from the file of an earlier call.

    MiniLM reads English; other languages get no English words, as anybody has it who takes it as
    it comes.

    Args:
        texts: all that will be asked for.
        file: named for the texts; one that is damaged is written again.

    Returns:
        Vectors by text, and CPU seconds for each text, as they were when the texts were read.
    """
    different = list(dict.fromkeys(texts))
    found = _kept(file, len(different))
    if found is None:
        encoder = CompanyEncoder(model=MINILM)
        encoder.load()
        start = time.process_time()
        vectors = encoder.encode(different)
        found = vectors, (time.process_time() - start) / max(len(different), 1)
        _keep(file, *found)
    vectors, seconds = found
    return dict(zip(different, vectors, strict=True)), seconds


def _kept(file: Path, n_texts: int) -> tuple[NDArray[np.float32], float] | None:
    try:
        with np.load(file, allow_pickle=False) as arrays:
            vectors, seconds = arrays["vectors"].astype(np.float32), float(arrays["seconds"])
    except _UNREADABLE:
        return None
    return (vectors, seconds) if len(vectors) == n_texts else None


def _keep(file: Path, vectors: NDArray[np.float32], seconds: float) -> None:
    """Write a whole file or none."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}")
    with part.open("wb") as target:
        np.savez(target, vectors=vectors, seconds=np.float64(seconds))
    part.replace(file)


MAX_STEPS = 300
STRENGTH_OF_WORDS = 10.0
STRENGTH_OF_VECTORS = 10.0
"""Inverse of the regularisation; neither was searched for on the test side."""

Matrix = csr_matrix | Floats
Read = Callable[[Sequence[LabeledText]], Matrix]


class WordsLinear(Method):
    """TF-IDF of words and letters, and logistic regression."""

    name = "words-linear"
    version = "1"
    effort = 3.0
    is_random = False

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> Fitted:
        features = word_and_letter_features()
        matrix = fitted_matrix(features, texts_of(examples))

        return _fitted(
            matrix,
            examples,
            lambda shown: csr_matrix(features.transform(texts_of(shown))),
            STRENGTH_OF_WORDS,
            has_many=has_many,
        )


class SentencesLinear(Method):
    """Vectors of MiniLM, which is not changed, and logistic regression."""

    name = "sentences-linear"
    version = "1"
    effort = 2.0
    is_random = False

    def __init__(self) -> None:
        self._vectors: Vectors = {}

    def ready(self, subject: LabDataset, folder: Path) -> float:
        """Read all texts once, since a text has the same vector at every size."""
        texts = texts_of((*subject.learned, *subject.tested))
        file = folder / f"{subject.name}-{subject.data_hash}.npz"
        self._vectors, seconds = vectors_of(texts, file)
        return seconds

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> Fitted:
        def read(shown: Sequence[LabeledText]) -> Matrix:
            return np.stack([self._vectors[text] for text in texts_of(shown)]).astype(np.float64)

        return _fitted(read(examples), examples, read, STRENGTH_OF_VECTORS, has_many=has_many)


def _fitted(
    matrix: Matrix, examples: Sequence[LabeledText], read: Read, strength: float, *, has_many: bool
) -> Fitted:
    choices = choices_of(examples)
    if len(choices.names) == 1:
        return always(choices.names[0])
    model = LogisticRegression(C=strength, max_iter=MAX_STEPS, tol=1e-3)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The number of unique classes")  # with few examples
        model.fit(matrix[choices.rows], choices.wanted, sample_weight=choices.weights)

    return answers(
        lambda shown: np.asarray(model.predict_proba(read(shown))), choices.names, has_many=has_many
    )
