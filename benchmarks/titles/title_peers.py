"""Peers of the title cascade, fitted on the same titles: fastText, TF-IDF and MiniLM.

All of them read titles as the cascade spells them, and get one threshold for all functions, tuned
on every tenth of the real training titles, which they are not fitted on. Those with MiniLM learn
from all real titles and every fourth written one, so that the benchmark ends within half an hour.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.multiclass import OneVsRestClassifier
from torch.nn import functional

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.metrics import micro
from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.text.normalize import normalise
from classifiers.titles.training.dataset import LabelledTitle

Floats = NDArray[np.float32]
_Rows = Any  # Dense or sparse; scikit-learn has no types.
THRESHOLDS = np.arange(0.1, 0.9, 0.05)
MINI_LM_SHARE = 4  # MiniLM reads some hundreds of titles a second.
HELD_OUT = 10  # Every tenth real title tunes the threshold.
SEED = 1
INVERSE_PENALTY = 10.0  # `C` of scikit-learn.
WORD = r"[^\s,/|]+"


class Peer(Protocol):
    """Scores normalised titles."""

    written_share: int  # It learns from every n-th written title, and from all real ones.

    def fit(self, keys: Sequence[str], functions: Floats, levels: Sequence[int]) -> None:
        """Learn; functions of shape (n_titles, n_functions), level -1 where nobody said."""
        ...

    def scores(self, keys: Sequence[str]) -> tuple[Floats, Floats]:
        """Return scores of functions and of levels, shapes (n_titles, n_labels)."""
        ...


class FastText:
    """Supervised, one-vs-all, bigrams of words and pieces of 3 to 5 letters."""

    written_share = 1

    def __init__(self, n_functions: int, n_levels: int) -> None:
        self._n_functions, self._n_levels = n_functions, n_levels
        self._model: Any = None

    def fit(self, keys: Sequence[str], functions: Floats, levels: Sequence[int]) -> None:
        """Learn functions and levels as labels of one model."""
        import fasttext  # noqa: PLC0415 - has no wheel for each Python

        with TemporaryDirectory() as folder:
            path = Path(folder) / "titles.txt"
            with path.open("w", encoding="utf-8") as lines:
                for key, row, level in zip(keys, functions, levels, strict=True):
                    labels = [f"__label__f{n}" for n in np.flatnonzero(row)]
                    labels += [f"__label__l{level}"] if level >= 0 else []
                    if labels:
                        lines.write(f"{' '.join(labels)} {key}\n")
            self._model = fasttext.train_supervised(
                str(path), loss="ova", dim=100, epoch=25, lr=0.3, wordNgrams=2, minn=3, maxn=5,
                bucket=500_000, thread=1, seed=SEED, verbose=0,
            )  # fmt: skip

    def answers(self, keys: Sequence[str]) -> list[list[tuple[float, str]]]:
        """Return labels with scores from 0.05 on: what fastText gives, without any reshaping."""
        predict = self._model.f.predict
        return [predict(f"{key}\n", -1, 0.05, "strict") for key in keys]

    def scores(self, keys: Sequence[str]) -> tuple[Floats, Floats]:
        """Return the labels as arrays; what is below 0.05 is 0."""
        functions = np.zeros((len(keys), self._n_functions), np.float32)
        levels = np.zeros((len(keys), self._n_levels), np.float32)
        for row, found in enumerate(self.answers(keys)):
            for chance, label in found:
                kind, number = label[9], int(label[10:])
                (functions if kind == "f" else levels)[row, number] = min(1.0, chance)
        return functions, levels


class _Linear:
    """Logistic regression, one for each function and each level, on features given as rows."""

    def __init__(self, n_levels: int) -> None:
        self._n_levels = n_levels
        self._weights: Floats = np.zeros((0, 0), np.float32)
        self._biases: Floats = np.zeros(0, np.float32)

    def fit(self, rows: _Rows, functions: Floats, levels: Sequence[int]) -> None:
        known = np.array(levels) >= 0
        one_hot = np.eye(self._n_levels, dtype=np.float32)[np.array(levels)[known]]
        parts = (self._fitted(rows, functions), self._fitted(rows[np.flatnonzero(known)], one_hot))
        self._weights = np.concatenate([weights for weights, _ in parts]).astype(np.float32).T
        self._biases = np.concatenate([biases for _, biases in parts]).astype(np.float32)
        self._n_functions = functions.shape[1]

    def scores(self, rows: _Rows) -> tuple[Floats, Floats]:
        chances = 1 / (1 + np.exp(-np.clip(rows @ self._weights + self._biases, -30, 30)))
        return chances[:, : self._n_functions], chances[:, self._n_functions :]

    def _fitted(self, rows: _Rows, targets: Floats) -> tuple[Any, Any]:
        """Return weights and biases; a label that nothing has is never given."""
        weights = np.zeros((targets.shape[1], rows.shape[1]))
        biases = np.full(targets.shape[1], -30.0)
        used = np.flatnonzero(targets.any(axis=0))
        linear = SGDClassifier(
            loss="log_loss", alpha=3e-6, max_iter=12, tol=None, random_state=SEED, average=False
        )
        fitted = OneVsRestClassifier(linear, n_jobs=1).fit(rows, targets[:, used])
        for column, estimator in zip(used, fitted.estimators_, strict=True):
            weights[column], biases[column] = estimator.coef_[0], estimator.intercept_[0]
        return weights, biases


class _DenseLinear(_Linear):
    """The same on dense features, where all labels are fitted at once without sampling."""

    def _fitted(self, rows: _Rows, targets: Floats) -> tuple[Any, Any]:
        inputs, wanted = torch.from_numpy(rows), torch.from_numpy(targets)
        linear = torch.nn.Linear(inputs.shape[1], wanted.shape[1])
        torch.nn.init.zeros_(linear.weight)
        torch.nn.init.constant_(linear.bias, -5)
        optimiser = torch.optim.LBFGS(
            linear.parameters(), max_iter=150, line_search_fn="strong_wolfe"
        )

        def loss() -> torch.Tensor:
            optimiser.zero_grad()
            errors = functional.binary_cross_entropy_with_logits(
                linear(inputs), wanted, reduction="sum"
            )
            total = (errors + linear.weight.square().sum() / (2 * INVERSE_PENALTY)) / len(inputs)
            total.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            return total

        optimiser.step(loss)  # type: ignore[no-untyped-call]  # torch leaves it untyped
        return linear.weight.detach().numpy(), linear.bias.detach().numpy()


class TfIdf:
    """TF-IDF of words, bigrams and pieces of 3 to 5 letters, with logistic regression."""

    written_share = 1

    def __init__(self, n_levels: int) -> None:
        self._words = TfidfVectorizer(
            ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=WORD,
            dtype=np.float32,
        )  # fmt: skip
        self._pieces = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True, dtype=np.float32
        )
        self._linear = _Linear(n_levels)

    def fit(self, keys: Sequence[str], functions: Floats, levels: Sequence[int]) -> None:
        """Learn the words, then the weights."""
        rows = hstack([self._words.fit_transform(keys), self._pieces.fit_transform(keys)])
        self._linear.fit(csr_matrix(rows), functions, levels)

    def scores(self, keys: Sequence[str]) -> tuple[Floats, Floats]:
        """Return chances."""
        rows = hstack([self._words.transform(keys), self._pieces.transform(keys)])
        return self._linear.scores(csr_matrix(rows))


class Vectors:
    """MiniLM vectors of titles; each title is embedded once for both peers that use them."""

    def __init__(self) -> None:
        self._encoder = CompanyEncoder()
        self._known: dict[str, Floats] = {}

    def of(self, keys: Sequence[str]) -> Floats:
        """Return unit vectors, shape (n_titles, 384)."""
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        if new:
            self._known |= dict(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._known[key] for key in keys])


class MiniLmLinear:
    """MiniLM vectors with logistic regression."""

    written_share = MINI_LM_SHARE

    def __init__(self, vectors: Vectors, n_levels: int) -> None:
        self._vectors = vectors
        self._linear = _DenseLinear(n_levels)

    def fit(self, keys: Sequence[str], functions: Floats, levels: Sequence[int]) -> None:
        """Learn the weights."""
        self._linear.fit(self._vectors.of(keys), functions, levels)

    def scores(self, keys: Sequence[str]) -> tuple[Floats, Floats]:
        """Return chances."""
        return self._linear.scores(self._vectors.of(keys))


class MiniLmNearest:
    """The labels of the title whose MiniLM vector is nearest, with the cosine as the score."""

    written_share = MINI_LM_SHARE

    def __init__(self, vectors: Vectors, n_levels: int) -> None:
        self._vectors = vectors
        self._n_levels = n_levels

    def fit(self, keys: Sequence[str], functions: Floats, levels: Sequence[int]) -> None:
        """Keep the titles."""
        self._rows = self._vectors.of(keys)
        self._functions = functions
        known = np.array(levels)
        self._levels = np.where(
            known[:, None] >= 0, np.eye(self._n_levels, dtype=np.float32)[known], np.float32(0)
        )

    def scores(self, keys: Sequence[str]) -> tuple[Floats, Floats]:
        """Return the labels of the nearest title times its cosine."""
        rows = self._vectors.of(keys)
        best = np.concatenate(
            [
                (rows[start : start + 512] @ self._rows.T).argmax(axis=1)
                for start in range(0, len(rows), 512)
            ]
        )
        near = (rows * self._rows[best]).sum(axis=1, keepdims=True)
        return self._functions[best] * near, self._levels[best] * near


def make_peers(taxonomy: Taxonomy) -> dict[str, Peer]:
    """Return the peers by name, not fitted yet; fastText only where it is installed."""
    n_functions, n_levels = len(taxonomy.functions), len(taxonomy.levels)
    vectors = Vectors()
    fast_text = {"fastText": FastText(n_functions, n_levels)} if find_spec("fasttext") else {}
    return {
        **fast_text,
        "TF-IDF, logistic regression": TfIdf(n_levels),
        "MiniLM, nearest title": MiniLmNearest(vectors, n_levels),
        "MiniLM, logistic regression": MiniLmLinear(vectors, n_levels),
    }


def fit(
    peer: Peer,
    titles: Sequence[LabelledTitle],
    extra: Sequence[LabelledTitle],
    *,
    taxonomy: Taxonomy,
) -> float:
    """Fit a peer and return its threshold."""
    tuning = titles[::HELD_OUT]
    rest = [title for n, title in enumerate(titles) if n % HELD_OUT]
    written = extra[:: peer.written_share]
    learned = [title for title in [*rest, *written] if normalise(title.title)]
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
        given = [[slugs[n] for n in np.flatnonzero(row >= threshold)] for row in scores]
        return micro(given, wanted).f1

    return float(max(THRESHOLDS, key=f1))
