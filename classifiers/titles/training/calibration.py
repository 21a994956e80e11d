"""Calibration and one threshold per label, tuned on titles that the model was not fitted on."""

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from classifiers.core.array_types import Bools, Floats

GRID = np.arange(0.10, 0.91, 0.02)
CERTAIN = 12.0  # Scores beyond are certain and only slow the calibration down.
PRIOR_POSITIVES = 100.0  # A label with fewer titles than this leans on the curve of all labels.


def fit_platt(scores: Sequence[Floats], truth: Bools) -> tuple[float, ...]:
    """Return a slope for each kind of score, and a shift, that make their sum log-odds.

    Args:
        scores: arrays of one shape, e.g. (n_titles, n_labels).
        truth: whether the label is right, same shape.
    """
    columns = np.stack([kind.ravel() for kind in scores]).astype(float)
    wanted = truth.ravel()
    close = (np.abs(columns) < CERTAIN).all(axis=0) | wanted
    columns, wanted = columns[:, close], wanted[close]

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = parameters[:-1] @ columns + parameters[-1]
        miss = 1 / (1 + np.exp(-np.clip(z, -30, 30))) - wanted
        value = float(np.mean(np.logaddexp(0, z) - wanted * z))
        return value, np.append(columns @ miss, miss.sum()) / len(wanted)

    start = np.append(np.full(len(scores), 1 / len(scores)), 0.0)
    from scipy.optimize import minimize  # loads for seconds; only fits need it

    found = minimize(loss, start, jac=True, method="L-BFGS-B")
    return tuple(float(number) for number in found.x)


def fit_thresholds(probabilities: Floats, truth: Bools) -> Floats:
    """Return the threshold of each label with the best F1, rare labels drawn towards that of all.

    Args:
        probabilities: calibrated, shape (n_titles, n_labels).
        truth: whether the label is right, shape (n_titles, n_labels).
    """
    hits = np.stack([((probabilities >= t) & truth).sum(axis=0) for t in GRID]).astype(float)
    given = np.stack([(probabilities >= t).sum(axis=0) for t in GRID]).astype(float)
    positives = truth.sum(axis=0).astype(float)
    share = PRIOR_POSITIVES / max(1.0, positives.sum())
    hits += hits.sum(axis=1, keepdims=True) * share
    given += given.sum(axis=1, keepdims=True) * share
    f1 = 2 * hits / (given + positives + PRIOR_POSITIVES)
    return cast("Floats", GRID[f1.argmax(axis=0)].astype(np.float32))
