"""Labels of titles that are probably wrong, found by confident learning.

After Northcutt, Jiang & Chuang 2021, "Confident learning: estimating uncertainty in dataset
labels", function by function as in Thyagarajan et al. 2022, "Identifying incorrect annotations in
multi-label classification data". The library of its authors, cleanlab, is under the AGPL and brings
more dependencies than these lines. A label is missing where other titles are surer of it than they
are, on average, of titles that carry it; a title is suspect where they also doubt its labels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from classifiers.core.array_types import Floats

N_FOLDS = 5
PENALTY = 0.5  # Of unit vectors; found on the dictionary of the product with labels swapped in it.
LIKELY = 0.5

Labels = NDArray[np.bool_]

Functions = Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class SuspectedLabelError:
    """A title whose labels are probably wrong.

    Args:
        rather: indexes of the functions that it probably has; empty for Other.
        score: how sure of them times how unsure of its labels, 0 to 1.
    """

    row: int
    rather: tuple[int, ...]
    score: float


def suspects(labels: Labels, chances: Floats) -> list[SuspectedLabelError]:
    """Return titles whose labels are probably wrong, the surest first.

    Args:
        labels: the labels of each title, shape (n_titles, n_functions).
        chances: out-of-sample probabilities, see `out_of_sample`.
    """
    labeled = _with_other(labels)
    counts = labeled.sum(axis=0)
    sums = np.where(labeled, chances, 0).sum(axis=0)
    usual = np.where(counts, sums / np.maximum(counts, 1), 1)  # Of titles that do carry it.
    missing = ~labeled & (chances >= np.maximum(usual, LIKELY))
    given = np.where(labeled, chances, 0).sum(axis=1) / np.maximum(labeled.sum(axis=1), 1)
    score = np.where(missing, chances, 0).max(axis=1, initial=0) * (1 - given)
    found = []
    for row in np.flatnonzero(missing.any(axis=1) & (given < LIKELY)).tolist():
        kept = labeled[row] & (chances[row] >= LIKELY)
        rather = np.flatnonzero((kept | missing[row])[:-1])
        found.append(
            SuspectedLabelError(row, tuple(rather.tolist()), float(np.clip(score[row], 0, 1)))
        )
    return sorted(found, key=lambda suspect: -suspect.score)


def cross_fitted_scores(space: Floats, labels: Labels, groups: Sequence[str]) -> Floats:
    """Return what each title would be by those of other folds.

    Least squares with a penalty, whose scores estimate probabilities: two seconds for 5,000 titles,
    where logistic regression took a minute and found no more.

    Args:
        space: unit vectors of the titles, shape (n_titles, n_dimensions).
        labels: the labels of each, shape (n_titles, n_functions).
        groups: titles of one group, e.g. of one signature, stay in one fold.

    Returns:
        Shape (n_titles, n_functions + 1); the last column is Other.
    """
    folds = np.array([crc32(group.encode()) % N_FOLDS for group in groups], dtype=np.intp)
    wanted = _with_other(labels).astype(np.float32)
    found = np.zeros(wanted.shape, dtype=np.float32)
    for fold in range(N_FOLDS):
        held = folds == fold
        rows = space[~held]
        spread = rows.T @ rows + PENALTY * np.eye(space.shape[1], dtype=np.float32)
        found[held] = space[held] @ np.linalg.solve(spread, rows.T @ wanted[~held])
    return cast("Floats", np.clip(found, 0, 1))


def _with_other(labels: Labels) -> Labels:
    return np.concatenate([labels, ~labels.any(axis=1, keepdims=True)], axis=1)
