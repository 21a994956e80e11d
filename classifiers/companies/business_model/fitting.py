"""Fit the weights of words and vectors, and scale what they say to probabilities that hold."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.sparse import csr_matrix

from classifiers.core.types import BUSINESS_MODELS

PENALTY = 0.1  # On the squares of the weights, beside one for each company of error.
BALANCE = 0.5  # 0 takes labels as they are, 1 makes them equally common: `both` is rare.
VECTOR_WEIGHT = 2.0  # How loud vectors of length 1 are beside words of length 1.
MAX_STEPS = 300
ABSENT = 20.0  # Logits by which a label without examples is out of reach.

N_LABELS = len(BUSINESS_MODELS)
B2B, B2C, BOTH = (BUSINESS_MODELS.index(label) for label in ("b2b", "b2c", "both"))

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]


def _sharing() -> Vectors:
    shared = np.eye(N_LABELS, dtype=np.float32)
    shared[[B2B, B2C], BOTH] = 1
    return shared


SHARING = _sharing()
"""What is learned of each label → its logit, shape (n_labels, n_labels).

What speaks for businesses that pay and for people who pay speaks, taken together, for `both`; only
what is more than the sum has to be learned from the few companies that are `both`."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of words, of numbers of the vectors, and of each label by itself.

    Args:
        words: shape (n_words, n_labels).
        vectors: shape (n_dimensions, n_labels).
        intercepts: shape (n_labels,).
    """

    words: Vectors
    vectors: Vectors
    intercepts: Vectors

    def logits(self, words: csr_matrix, vectors: Vectors) -> Vectors:
        """Return logits, shape (n_rows, n_labels)."""
        return np.asarray(words @ self.words + vectors @ self.vectors + self.intercepts)


def fit(words: csr_matrix, vectors: Vectors, labels: NDArray[np.int64], weights: Floats) -> Weights:
    """Return the weights of a regularised multinomial logistic regression (L-BFGS).

    Args:
        words: shape (n_rows, n_words).
        vectors: shape (n_rows, n_dimensions).
        labels: shape (n_rows,).
        weights: how much each row counts, shape (n_rows,).
    """
    n_words, louder = words.shape[1], vectors * np.float32(VECTOR_WEIGHT)
    n_rows = n_words + vectors.shape[1]
    counts = np.bincount(labels, weights=weights, minlength=N_LABELS)
    balanced = weights * ((counts.max() / np.maximum(counts, 1)) ** BALANCE)[labels]
    balanced = (balanced * (weights.sum() / balanced.sum())).astype(np.float32)
    wanted = np.eye(N_LABELS, dtype=np.float32)[labels]
    turned = words.T.tocsr()

    def shared(point: Floats) -> Weights:
        rows = point[:-N_LABELS].reshape(n_rows, N_LABELS).astype(np.float32) @ SHARING
        intercepts = point[-N_LABELS:].astype(np.float32) @ SHARING
        return Weights(
            rows[:n_words], rows[n_words:], np.where(counts > 0, intercepts, np.float32(-ABSENT))
        )

    def loss(point: Floats) -> tuple[float, Floats]:
        logits = shared(point).logits(words, louder)
        logits -= logits.max(axis=1, keepdims=True)
        chances = np.exp(logits)
        chances /= chances.sum(axis=1, keepdims=True)
        miss = (balanced[:, None] * (chances - wanted)) @ SHARING.T
        parts = [(turned @ miss).ravel(), (louder.T @ miss).ravel(), miss.sum(axis=0)]
        slope = np.concatenate(parts).astype(np.float64)
        slope[:-N_LABELS] += PENALTY * point[:-N_LABELS]
        right = chances[np.arange(len(labels)), labels]
        error = -float(balanced @ np.log(np.maximum(right, 1e-12)))
        return error + 0.5 * PENALTY * float(point[:-N_LABELS] @ point[:-N_LABELS]), slope

    start = np.zeros((n_rows + 1) * N_LABELS)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": MAX_STEPS})
    best = shared(found.x)
    return Weights(best.words, best.vectors * np.float32(VECTOR_WEIGHT), best.intercepts)


def temperature(logits: Vectors, labels: NDArray[np.int64], weights: Floats) -> float:
    """Return by what to divide logits so that their probabilities hold for unseen companies."""

    def loss(divisor: float) -> float:
        scaled = logits / divisor
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        chosen = scaled[np.arange(len(labels)), labels] - np.log(np.exp(scaled).sum(axis=1))
        return float(-(weights * chosen).sum())

    return float(minimize_scalar(loss, bounds=(0.2, 10), method="bounded").x)
