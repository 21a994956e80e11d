"""Update the weights of a live model from new examples, and change no more than they require.

What is found is the change of linear weights that makes corrections likely, with examples of
which the model already learned and a penalty on the change: without evidence for another
answer, the weights stay as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from classifiers.core.array_types import Doubles, Floats
from classifiers.core.probabilities import softmax

MAX_STEPS = 120


@dataclass(frozen=True, slots=True)
class WeightUpdate:
    """What is added to the weights of a linear model.

    Args:
        words: shape (n_words, n_labels).
        vectors: shape (n_dimensions, n_labels).
    """

    words: Floats
    vectors: Floats


def fit_update(
    words: csr_matrix,
    vectors: Floats,
    *,
    base: Floats,
    labels: NDArray[np.int64],
    weights: Floats,
    penalty: float,
    progress: Callable[[float], None] = lambda _: None,
) -> WeightUpdate:
    """Return the change of a softmax over labels.

    Args:
        words: shape (n_rows, n_words).
        vectors: shape (n_rows, n_dimensions); one of ones moves the intercepts.
        base: logits of the model as it is, shape (n_rows, n_labels).
        labels: index of what is right, shape (n_rows,).
        weights: how much each row counts, shape (n_rows,).
        penalty: on the squares of the change, relative to one for each row of error.
        progress: called with the share of the steps that are done.
    """
    n_labels, n_words = base.shape[1], words.shape[1]
    targets = np.eye(n_labels, dtype=np.float32)[labels]
    transposed = words.T.tocsr()
    n_word_weights, size = n_words * n_labels, (n_words + vectors.shape[1]) * n_labels

    def unflatten(point: Doubles) -> WeightUpdate:
        weights_32 = point.astype(np.float32)
        return WeightUpdate(
            weights_32[:n_word_weights].reshape(n_words, n_labels),
            weights_32[n_word_weights:].reshape(-1, n_labels),
        )

    def loss(point: Doubles) -> tuple[float, Doubles]:
        change = unflatten(point)
        probabilities = softmax(base + words @ change.words + vectors @ change.vectors)
        residuals = weights[:, None] * (probabilities - targets)
        gradient = np.concatenate(
            [(transposed @ residuals).ravel(), (vectors.T @ residuals).ravel()]
        )
        true_probabilities = probabilities[np.arange(len(labels)), labels]
        error = -float(weights @ np.log(np.maximum(true_probabilities, 1e-12)))
        return error + 0.5 * penalty * float(point @ point), gradient.astype(
            np.float64
        ) + penalty * point

    return unflatten(minimize_loss(loss, size, progress))


def minimize_loss(
    loss: Callable[[Doubles], tuple[float, Doubles]],
    size: int,
    progress: Callable[[float], None] = lambda _: None,
) -> Doubles:
    """Return where a loss with its slope is least, from zero on (L-BFGS)."""
    n_calls = 0

    def loss_with_progress(point: Doubles) -> tuple[float, Doubles]:
        nonlocal n_calls
        n_calls += 1
        progress(min(n_calls / MAX_STEPS, 1.0))
        return loss(point)

    result = minimize(
        loss_with_progress,
        np.zeros(size),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": MAX_STEPS},
    )
    point: Doubles = result.x
    return point


def sample_indexes(count: int, max_count: int) -> list[int]:
    """Return the sorted indexes of a random sample of at most `max_count` of `count` examples."""
    indexes = np.random.default_rng(0).permutation(count)[:max_count]
    return sorted(int(index) for index in indexes)
