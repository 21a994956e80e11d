"""Peers of the title cascade, fitted on the same titles: fastText, TF-IDF and MiniLM.

All of them read titles as the cascade spells them, and get one threshold for all functions, tuned
on every tenth of the titles that `fit` is given first, which they are not fitted on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
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
from classifiers.companies.embeddings.model_files import MINILM
from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.model.role_answers import MAX_FUNCTIONS
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import LabeledTitle
from research import fast_text
from research.fast_text import ScoresTitles, TitleAnswer, fit_peer

Floats = NDArray[np.float32]
_Rows = Any  # Dense or sparse; scikit-learn has no types.
MINI_LM_SHARE = 4  # MiniLM reads some hundreds of titles a second.
SEED = 1
INVERSE_PENALTY = 10.0  # `C` of scikit-learn.
WORD = r"[^\s,/|]+"


class Peer(ScoresTitles, Protocol):
    """Scores normalised titles."""

    written_share: int  # It learns from every n-th written title, and from all real ones.


class FastText(fast_text.FastText):
    """As the lab measures it, learning from all written titles."""

    written_share = 1


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
        self._encoder = CompanyEncoder(model=MINILM)
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
    titles: Sequence[LabeledTitle],
    extra: Sequence[LabeledTitle],
    *,
    taxonomy: Taxonomy,
) -> float:
    """Fit a peer and return its threshold.

    Those with MiniLM learn from all real titles and every fourth written one, so that
    `python -m benchmarks titles` ends within half an hour.
    """
    return fit_peer(peer, titles, extra[:: peer.written_share], taxonomy=taxonomy)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer: functions with scores, best first, and the level with its score."""

    functions: tuple[tuple[str, float], ...]
    level: tuple[str, float]


class PeerAnswers:
    """A fitted peer that reads titles as they come in, and gives at most three functions.

    Args:
        peer: fitted.
        threshold: lowest score of a function that is given.
        taxonomy: names the columns.
    """

    def __init__(self, peer: ScoresTitles, threshold: float, taxonomy: Taxonomy) -> None:
        self._peer = peer
        self._threshold = threshold
        self._functions = [function.slug for function in taxonomy.functions]
        self._levels = [level.slug for level in taxonomy.levels]

    def given(self, titles: Sequence[str]) -> list[Given]:
        """Return the answer for each title with its scores, in their order."""
        chances, level_chances = self._peer.scores([normalize(title) for title in titles])
        found = []
        for row, level_row in zip(chances, level_chances, strict=True):
            best = np.argsort(-row, kind="stable")[:MAX_FUNCTIONS]
            named = tuple(
                (self._functions[n], float(row[n])) for n in best if row[n] >= self._threshold
            )
            level = int(level_row.argmax())
            found.append(Given(named, (self._levels[level], min(1.0, float(level_row[level])))))
        return found

    def answers(self, titles: Sequence[str]) -> list[TitleAnswer]:
        """Return the answer for each title, in their order."""
        return [
            TitleAnswer(tuple(slug for slug, _ in answer.functions), answer.level[0])
            for answer in self.given(titles)
        ]
