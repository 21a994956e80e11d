"""Projects vectors to points of the map: similar ones are near, and existing points stay.

All companies are first laid out together by t-SNE (van der Maaten and Hinton, 2008; each company
is attracted by its most similar ones and repelled by all others). Later companies are placed
among the existing points, which do not move (as in openTSNE).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from recommender.ranking.factors import unit_rows

Points = NDArray[np.float64]

_STEP = 0.5  # In units of the attraction; finer keeps no more neighbors.
_GRID_LINES = (48, 512)

Rows = NDArray[np.float32]
N_NEIGHBORS = 12  # Neighbors that attract a company.
MAX_EXACT = 12_000  # Above, neighbors are searched in the nearest cells only.
CELL_SIZE = 100
N_SEARCHED_CELLS = 10
MARGIN = 0.04  # Free space around the points, for later outliers.
MIN_FOR_NEIGHBORS = 16  # Fewer are projected to their principal axes instead.
EXTENT_FACTOR = 1.25  # Extent of n points, in units of the attraction, over the square root of n.
_RATE = 0.5
_STEPS = 500
_EXAGGERATION_STEPS = 150
_EXAGGERATION = 12.0
_ADDED_STEPS = 250
_STEPS_PER_MAP = 10  # New points move little and repel little.
_MAX_NEARNESS = 10.0  # Above this nearness to all, repulsion is increased.
_CHUNK = 1_024


@dataclass(frozen=True, slots=True)
class ForceGrid:
    """A grid over the map, at whose nodes repulsion is computed."""

    low: Points
    step: float
    n: int

    @classmethod
    def around(cls, points: Points) -> Self:
        """Return a grid that contains these points, with a margin for reuse."""
        low, high = points.min(axis=0), points.max(axis=0)
        exact = max(float((high - low).max()), 1e-6)
        extent = 1.1 ** math.ceil(math.log(exact) / math.log(1.1))
        n = int(np.clip(extent / _STEP, *_GRID_LINES))
        return cls(low, extent / (n - 2), n)

    def charges(self, points: Points) -> Points:
        """Spread one charge for each point over the corners of its cell, shape (n, n)."""
        corners, shares = self._corners(points)
        spread = np.bincount(corners.ravel(), shares.ravel(), self.n * self.n)
        return np.asarray(spread, dtype=np.float64).reshape(self.n, self.n)

    def maps(self, charges: Points) -> list[Points]:
        """Return repulsion in x and y, and nearness, at each node, each of shape (n * n)."""
        kernels = _kernels(self.n, self.step)
        size = kernels[0].shape[0]
        spread = scipy.fft.rfft2(charges, (size, size))
        maps = (scipy.fft.irfft2(spread * kernel, (size, size)) for kernel in kernels)
        return [np.asarray(values[: self.n, : self.n]).ravel() for values in maps]

    def at(self, points: Points, maps: Sequence[Points]) -> tuple[Points, Points]:
        """Return the repulsion of each point, shape (n, 2), and its nearness to all, shape (n,)."""
        corners, shares = self._corners(points)
        across, down, nearness = ((values[corners] * shares).sum(axis=0) for values in maps)
        return np.stack([across, down], axis=1), nearness

    def _corners(self, points: Points) -> tuple[NDArray[np.intp], Points]:
        """Return the four nodes around each point and their weights, shape (4, n)."""
        place = (points - self.low) / self.step
        first = np.minimum(place.astype(np.intp), self.n - 2)
        right, down = (place - first).T
        at = first[:, 0] * self.n + first[:, 1]
        corners = np.stack([at, at + 1, at + self.n, at + self.n + 1])
        shares = [(1 - right) * (1 - down), (1 - right) * down, right * (1 - down), right * down]
        return corners, np.stack(shares)


@lru_cache(maxsize=1)
def _kernels(n: int, step: float) -> tuple[NDArray[np.complex128], ...]:
    """Return the transformed kernels of a charge: repulsion in x and y, nearness."""
    size = scipy.fft.next_fast_len(2 * n, real=True)
    distances = np.fft.fftfreq(size, 1 / size) * step
    right, down = distances[:, None], distances[None, :]
    nearness = 1 / (1 + right**2 + down**2)
    squared = nearness**2
    return tuple(scipy.fft.rfft2(values) for values in (right * squared, down * squared, nearness))


@dataclass(frozen=True, slots=True, eq=False)
class _Links:
    """Pairs of neighbors and their weights."""

    first_rows: NDArray[np.intp]
    second_rows: NDArray[np.intp]
    weights: Points

    def attraction(self, points: Points) -> Points:
        """Return the attraction of each point by its links, shape (n, 2)."""
        offsets = points[self.first_rows] - points[self.second_rows]
        force = (self.weights / (1 + (offsets**2).sum(axis=1)))[:, None] * offsets
        return _sums(self.first_rows, force, len(points))


def lay_out(vectors: Rows) -> Points:
    """Place companies so that similar ones are neighbors; deterministic.

    Args:
        vectors: of one encoder, shape (n, n_dimensions), in a fixed order.

    Returns:
        Shape (n, 2), 0 to 1, exact in single precision.
    """
    if len(vectors) < 3:  # two points have one axis
        return _scale_to_unit(np.linspace([0.0, 0.0], [1.0, 0.0], len(vectors)))
    rows = unit_rows(vectors - vectors.mean(axis=0))
    axes = _principal_axes(rows)
    if len(rows) < MIN_FOR_NEIGHBORS:
        return _scale_to_unit(axes)
    return _scale_to_unit(_t_sne(_link_neighbors(nearest(rows, rows, is_same=True)), axes))


def add(vectors: Rows, *, known: Rows, places: Points) -> Points:
    """Place new companies among existing ones, which do not move.

    Args:
        vectors: of the new companies, shape (n_new, n_dimensions).
        known: of the existing companies, shape (n_known, n_dimensions).
        places: positions of the existing companies, shape (n_known, 2), 0 to 1.

    Returns:
        Positions of the new companies, shape (n_new, 2), 0 to 1.
    """
    if not len(known) or not len(vectors):
        return lay_out(vectors)
    center = known.mean(axis=0)
    old, new = unit_rows(known - center), unit_rows(vectors - center)
    start = _initial_points(new, old, places)
    n_all = len(old) + len(new)
    if n_all < MIN_FOR_NEIGHBORS:
        return _round(start)
    rows = np.concatenate([new, old])
    near = nearest(new, rows, is_same=True)
    links = _Links(
        first_rows=np.repeat(np.arange(len(new)), near.shape[1]),
        second_rows=near.ravel(),
        weights=np.full(near.size, 1 / near.shape[1]),
    )
    extent = EXTENT_FACTOR * np.sqrt(n_all)
    return _round(_place_new(links, start * extent, places * extent, extent) / extent)


def nearest(vectors: Rows, among: Rows, *, is_same: bool) -> NDArray[np.intp]:
    """Return the rows of `among` that are most similar to each unit vector.

    Args:
        vectors: shape (n, n_dimensions).
        among: shape (n_all, n_dimensions).
        is_same: row i of `vectors` is row i of `among`, and not its own neighbor.

    Returns:
        Shape (n, `N_NEIGHBORS` or fewer), unordered.
    """
    if len(among) > MAX_EXACT and len(vectors) > CELL_SIZE:
        return _nearest_by_cells(vectors, among, is_same=is_same)
    found = []
    for start in range(0, len(vectors), _CHUNK):
        near = vectors[start : start + _CHUNK] @ among.T
        if is_same:
            rows = np.arange(len(near))
            near[rows, start + rows] = -np.inf
        found.append(_top_n(near, min(N_NEIGHBORS, len(among) - is_same)))
    return np.concatenate(found)


def _top_n(near: Rows, n: int) -> NDArray[np.intp]:
    return np.asarray(np.argpartition(-near, n - 1, axis=1)[:, :n], dtype=np.intp)


def _nearest_by_cells(vectors: Rows, among: Rows, *, is_same: bool) -> NDArray[np.intp]:
    """Search only the nearest cells; every hundredth company is the center of a cell."""
    cell_centers = among[::CELL_SIZE]
    cell_of_all, cell_of_one = _cell(among, cell_centers), _cell(vectors, cell_centers)
    members = np.split(
        np.argsort(cell_of_all, kind="stable"),
        np.cumsum(np.bincount(cell_of_all, minlength=len(cell_centers)))[:-1],
    )
    nearest = np.argsort(-(cell_centers @ cell_centers.T), axis=1)[:, :N_SEARCHED_CELLS]
    found = np.zeros((len(vectors), N_NEIGHBORS), dtype=np.intp)
    for cell in np.unique(cell_of_one).tolist():
        rows = np.flatnonzero(cell_of_one == cell)
        candidates = np.concatenate([members[neighbor] for neighbor in nearest[cell]])
        near = vectors[rows] @ among[candidates].T
        if is_same:
            near[rows[:, None] == candidates] = -np.inf
        found[rows] = candidates[_top_n(near, N_NEIGHBORS)]
    return found


def _cell(vectors: Rows, cell_centers: Rows) -> NDArray[np.intp]:
    chunks = range(0, len(vectors), _CHUNK)
    return np.concatenate(
        [(vectors[start : start + _CHUNK] @ cell_centers.T).argmax(axis=1) for start in chunks]
    )


def _link_neighbors(near: NDArray[np.intp]) -> _Links:
    """Link each row with its nearest rows, in both directions; all weights are equal."""
    n, n_nearest = near.shape
    first_rows = np.repeat(np.arange(n), n_nearest)
    second_rows = near.ravel()
    return _Links(
        first_rows=np.concatenate([first_rows, second_rows]),
        second_rows=np.concatenate([second_rows, first_rows]),
        weights=np.full(2 * near.size, 1 / (2 * near.size)),
    )


def _t_sne(links: _Links, start: Points) -> Points:
    """Lay out points from an initial guess, in units of the attraction."""
    points = start / max(float(start[:, 0].std()), 1e-9) * 1e-2
    n = len(points)
    velocity = np.zeros_like(points)
    for step in range(_STEPS):
        is_exaggerated = step < _EXAGGERATION_STEPS
        rate = n / _EXAGGERATION if is_exaggerated else n * _RATE
        grid = ForceGrid.around(points)
        repulsion, total = grid.at(points, grid.maps(grid.charges(points)))
        force = links.attraction(points) * (_EXAGGERATION if is_exaggerated else 1.0)
        force -= repulsion / max(float(total.sum()) - n, 1e-9)
        velocity = (0.5 if is_exaggerated else 0.8) * velocity - 4 * rate * force
        points = points + velocity
        points -= points.mean(axis=0)
    return points


def _place_new(links: _Links, points: Points, known: Points, extent: float) -> Points:
    """Place points among others that stay.

    Outliers drift to the edge; a soft wall there keeps them from piling up.
    """
    velocity = np.zeros_like(points)
    n = len(points)
    margin = extent * MARGIN / 2
    points = points + np.random.default_rng(0).normal(0, 0.05, points.shape)  # Separates twins.
    grid = ForceGrid.around(np.array([[0.0, 0.0], [extent, extent]]))
    charges = grid.charges(known)
    for step in range(_ADDED_STEPS):
        if step % _STEPS_PER_MAP == 0:
            maps = grid.maps(charges + grid.charges(points))
        repulsion, total = grid.at(points, maps)
        force = links.attraction(np.concatenate([points, known]))[:n]
        force -= repulsion / np.clip(total - 1, 1e-9, _MAX_NEARNESS)[:, None]
        force += points - np.clip(points, margin, extent - margin)
        velocity = np.clip(0.8 * velocity - 0.25 * force, -1.0, 1.0)
        points = np.clip(points + velocity, 0.0, extent)
    return points


def _initial_points(new: Rows, old: Rows, places: Points) -> Points:
    """Start each point at the mean position of its most similar known points."""
    n_nearest = min(5, len(old))
    found = []
    for start in range(0, len(new), _CHUNK):
        near = new[start : start + _CHUNK] @ old.T
        rows = _top_n(near, n_nearest)
        similarity = np.take_along_axis(near, rows, axis=1).astype(np.float64)
        weights = np.exp((similarity - similarity.max(axis=1, keepdims=True)) / 0.05)
        weights /= weights.sum(axis=1, keepdims=True)
        found.append((weights[:, :, None] * places[rows]).sum(axis=1))
    return np.concatenate(found)


def _principal_axes(rows: Rows) -> Points:
    """Return the two principal components of rows, even if all rows are alike."""
    centered = rows.astype(np.float64) - rows.mean(axis=0)
    _, directions = np.linalg.eigh(centered.T @ centered)
    axes = centered @ directions[:, -1:-3:-1]
    dominant = axes[np.abs(axes).argmax(axis=0), [0, 1]]  # Otherwise the sign is arbitrary.
    return np.asarray(axes * np.where(dominant < 0, -1.0, 1.0))


def _sums(rows: NDArray[np.intp], values: Points, n: int) -> Points:
    """Add up values by row, shape (n, 2)."""
    return np.stack([np.bincount(rows, values[:, axis], n) for axis in (0, 1)], axis=1)


def _scale_to_unit(layout: Points) -> Points:
    """Stretch each axis to 0 to 1; an axis without extent becomes its middle."""
    if not len(layout):
        return layout.reshape(0, 2)
    low, high = layout.min(axis=0), layout.max(axis=0)
    extent = high - low
    has_extent = extent > 1e-9 * max(float(np.abs(layout).max()), 1.0)
    share = np.where(has_extent, (layout - low) / np.where(has_extent, extent, 1.0), 0.5)
    return _round(MARGIN + share * (1 - 2 * MARGIN))


def _round(places: Points) -> Points:
    """Round to what the map draws: 16 bits for each axis."""
    return np.asarray(np.rint(np.clip(places, 0.0, 1.0) * 65_535) / 65_535)
