"""Probabilities from scores: softmax, sigmoid, and the temperature that calibrates them."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Scores = TypeVar("Scores", NDArray[np.float32], NDArray[np.float64])


def softmax(logits: Scores) -> Scores:
    """Return the probabilities of logits over the last axis."""
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True, initial=-np.inf))
    probabilities: Scores = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return probabilities


def sigmoid(log_odds: Scores) -> Scores:
    """Return log-odds as probabilities."""
    probabilities: Scores = np.divide(1, 1 + np.exp(-np.clip(log_odds, -30, 30)))
    return probabilities


def fit_temperature(
    logits: NDArray[np.float32],
    labels: NDArray[np.int64],
    weights: NDArray[np.float64] | float = 1.0,
) -> float:
    """Return by what to divide logits so that their probabilities hold for unseen examples.

    Args:
        logits: shape (n_examples, n_labels).
        labels: column of what is right, shape (n_examples,).
        weights: how much each example counts, shape (n_examples,); a number for all alike.
    """
    from scipy.optimize import minimize_scalar  # loads for seconds; only fits need it

    def loss(divisor: float) -> float:
        scaled = logits / divisor
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        chosen = scaled[np.arange(len(labels)), labels] - np.log(np.exp(scaled).sum(axis=1))
        return float(-(weights * chosen).sum())

    return float(minimize_scalar(loss, bounds=(0.2, 10), method="bounded").x)
