"""Gradient-boosted trees fitted with scikit-learn, served with NumPy alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from classifiers.core.array_types import Floats


@dataclass(frozen=True, eq=False)
class BoostedTrees:
    """Trees whose leaves add up to log-odds; a node that leads to itself is a leaf.

    Args:
        features: column that a node asks about, shape (n_trees, n_nodes).
        thresholds: up to it a row goes left, shape (n_trees, n_nodes).
        left: node below, shape (n_trees, n_nodes).
        right: node below, shape (n_trees, n_nodes).
        values: what a leaf adds, shape (n_trees, n_nodes).
    """

    start: float
    depth: int
    features: NDArray[np.int16]
    thresholds: Floats
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    values: Floats

    def probabilities(self, rows: Floats) -> Floats:
        """Return probabilities of rows, shape (n_rows,), from shape (n_rows, n_columns)."""
        n_trees, n_nodes = self.values.shape
        begin = (np.arange(n_trees, dtype=np.int32) * n_nodes)[:, None]
        columns = np.ascontiguousarray(rows.T)
        at = np.arange(len(rows), dtype=np.int32)
        features, thresholds = self.features.ravel().astype(np.int32), self.thresholds.ravel()
        below = np.stack([self.right.ravel(), self.left.ravel()], axis=1).ravel().astype(np.int32)
        flat = columns.ravel()
        nodes = np.repeat(begin, len(rows), axis=1)
        for _ in range(self.depth):
            asked = flat.take(features.take(nodes) * len(rows) + at)
            left = asked <= thresholds.take(nodes)
            nodes = below.take(2 * nodes + left) + begin
        log_odds = self.start + self.values.ravel().take(nodes).sum(axis=0, dtype=np.float64)
        return cast("Floats", (1 / (1 + np.exp(-log_odds))).astype(np.float32))

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return what an artifact keeps of them, each array's name beginning with a name."""
        return {
            f"{name}_shape": np.array([self.start, self.depth], np.float64),
            f"{name}_features": self.features,
            f"{name}_thresholds": self.thresholds,
            f"{name}_left": self.left,
            f"{name}_right": self.right,
            f"{name}_values": self.values,
        }

    @classmethod
    def none(cls) -> "BoostedTrees":
        """Return no trees at all: every row is as likely as not."""
        whole, numbers = np.zeros((0, 1), np.int16), np.zeros((0, 1), np.float32)
        return cls(0.0, 0, whole, numbers, whole, whole, numbers)

    @classmethod
    def of(cls, name: str, arrays: Mapping[str, NDArray[Any]]) -> "BoostedTrees":
        """Read what `arrays` gave."""
        start, depth = arrays[f"{name}_shape"].tolist()
        return cls(
            start=float(start),
            depth=int(depth),
            features=arrays[f"{name}_features"],
            thresholds=arrays[f"{name}_thresholds"],
            left=arrays[f"{name}_left"],
            right=arrays[f"{name}_right"],
            values=arrays[f"{name}_values"],
        )
