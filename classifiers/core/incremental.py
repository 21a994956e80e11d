"""Weights of a live model are moved by new examples, as far as these speak and no further.

What is found is the change of linear weights that makes corrections likely, with examples of
which the model already learned and a penalty on the change: where nothing speaks for another
answer, the weights stay as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from classifiers.core.arrays import Doubles, Floats
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
    wanted = np.eye(n_labels, dtype=np.float32)[labels]
    transposed = words.T.tocsr()
    cut, size = n_words * n_labels, (n_words + vectors.shape[1]) * n_labels

    def parts(point: Doubles) -> WeightUpdate:
        small = point.astype(np.float32)
        return WeightUpdate(
            small[:cut].reshape(n_words, n_labels), small[cut:].reshape(-1, n_labels)
        )

    def loss(point: Doubles) -> tuple[float, Doubles]:
        change = parts(point)
        chances = softmax(base + words @ change.words + vectors @ change.vectors)
        miss = weights[:, None] * (chances - wanted)
        slope = np.concatenate([(transposed @ miss).ravel(), (vectors.T @ miss).ravel()])
        right = chances[np.arange(len(labels)), labels]
        error = -float(weights @ np.log(np.maximum(right, 1e-12)))
        return error + 0.5 * penalty * float(point @ point), slope.astype(
            np.float64
        ) + penalty * point

    return parts(minimised(loss, size, progress))


def minimised(
    loss: Callable[[Doubles], tuple[float, Doubles]],
    size: int,
    progress: Callable[[float], None] = lambda _: None,
) -> Doubles:
    """Return where a loss with its slope is least, from zero on (L-BFGS)."""
    done = 0

    def counted(point: Doubles) -> tuple[float, Doubles]:
        nonlocal done
        done += 1
        progress(min(done / MAX_STEPS, 1.0))
        return loss(point)

    found = minimize(
        counted,
        np.zeros(size),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": MAX_STEPS},
    )
    point: Doubles = found.x
    return point


def drawn(count: int, most: int) -> list[int]:
    """Return the places of at most so many of `count` examples, drawn by chance, in order."""
    indexes = np.random.default_rng(0).permutation(count)[:most]
    return sorted(int(index) for index in indexes)
