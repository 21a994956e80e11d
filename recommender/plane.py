"""Vectors → points of the map: near is similar, and nothing moves when companies are added.

Landmarks (centres of groups of companies) are laid out once. Every company is then placed between
the landmarks it is most like, whoever else is there: that is what keeps it where it was.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.factors import unit_rows

Rows = NDArray[np.float32]

MOST_LANDMARKS = 64  # More take longer and keep no more neighbours.
COMPANIES_EACH = 4  # So many companies or more share a landmark.
MOST_READ = 2_000  # The landmarks of 20,000 companies are those of every tenth one.
NEAREST = 4
SOFTNESS = 0.05  # Cosine by which a landmark may be further away and still draw by a third.
MARGIN = 0.03  # Free space around the points.
LEAST_FOR_TSNE = 16  # Fewer landmarks have no neighbourhoods to keep: their main axes do.
PERPLEXITY = 10.0
USUAL_SPREAD = 10.0  # Of a finished layout of t-SNE, in its unit.


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """Landmarks and where they are.

    Args:
        landmarks: mean vectors, exact in half precision, shape (n_landmarks, n_dimensions).
        places: shape (n_landmarks, 2), 0 to 1.
    """

    landmarks: Rows
    places: NDArray[np.float64]

    @classmethod
    def fit(cls, vectors: Rows, *, former: Self | None = None) -> Self:
        """Lay out a plane for companies like these; the same vectors give the same plane.

        Args:
            vectors: of one encoder, shape (n, n_dimensions), in a fixed order.
            former: a coarser plane that people know: the new one starts from it.
        """
        landmarks = _landmarks(vectors)
        known = former.place(landmarks) if former is not None and len(former.places) else None
        return cls(landmarks, _fitted_in(_layout(landmarks, start=known)))

    def place(self, vectors: Rows) -> NDArray[np.float64]:
        """Return a point for each vector, shape (n, 2), 0 to 1; depends on no other vector."""
        if not len(self.landmarks) or not len(vectors):
            return np.full((len(vectors), 2), 0.5)
        centre = self.landmarks.mean(axis=0)
        near = unit_rows(vectors - centre) @ unit_rows(self.landmarks - centre).T
        n_nearest = min(NEAREST, len(self.landmarks))
        nearest = np.argpartition(-near, n_nearest - 1, axis=1)[:, :n_nearest]
        likeness = np.take_along_axis(near, nearest, axis=1).astype(np.float64)
        weights = np.exp((likeness - likeness.max(axis=1, keepdims=True)) / SOFTNESS)
        weights /= weights.sum(axis=1, keepdims=True)
        points = (weights[:, :, None] * self.places[nearest]).sum(axis=1)
        return np.asarray(np.clip(points, 0.0, 1.0))

    def is_too_coarse(self, n_companies: int) -> bool:
        """Say whether so many companies deserve at least twice the landmarks."""
        return n_landmarks(n_companies) >= 2 * max(len(self.landmarks), 1)


def n_landmarks(n_companies: int) -> int:
    """Return how many landmarks so many companies get at most."""
    few = min(n_companies, LEAST_FOR_TSNE // 2)
    return min(max(n_companies // COMPANIES_EACH, few), MOST_LANDMARKS)


def _landmarks(vectors: Rows) -> Rows:
    n_wanted = n_landmarks(len(vectors))
    if len(vectors) > MOST_READ:
        vectors = vectors[np.linspace(0, len(vectors) - 1, MOST_READ).astype(np.intp)]
    distinct = np.unique(_half(vectors), axis=0)
    if len(distinct) <= n_wanted:
        return distinct
    # Loading it takes seconds, which web server, worker and beat would spend at each start.
    from sklearn.cluster import KMeans  # noqa: PLC0415

    groups = KMeans(n_wanted, n_init=1, random_state=0, max_iter=25).fit(distinct)
    return np.unique(_half(groups.cluster_centers_), axis=0)


def _half(vectors: NDArray[np.floating]) -> Rows:
    """Round to what the database keeps, so that a plane is the same after loading."""
    return vectors.astype(np.float16).astype(np.float32)


def _layout(landmarks: Rows, *, start: NDArray[np.float64] | None) -> NDArray[np.float64]:
    """Place landmarks so that alike ones are neighbours, in any unit."""
    if len(landmarks) < 3:  # noqa: PLR2004  # two points have one axis
        return np.linspace([0.0, 0.0], [1.0, 0.0], len(landmarks))
    rows = unit_rows(landmarks - landmarks.mean(axis=0)).astype(np.float64)
    axes = _main_axes(rows)
    if len(landmarks) < LEAST_FOR_TSNE:
        return axes
    from sklearn.manifold import TSNE  # noqa: PLC0415  # as above

    shaken = 12.0 if start is None else 1.0  # From a former plane on, points only settle.
    first = _spread(axes, 1e-4) if start is None else _spread(start, USUAL_SPREAD)
    tsne = TSNE(
        init=first,
        perplexity=PERPLEXITY,
        early_exaggeration=shaken,
        method="exact",
        max_iter=500,
        random_state=0,
    )
    return np.asarray(tsne.fit_transform(rows), dtype=np.float64)


def _main_axes(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the two main components of rows, also where all of them are alike."""
    left, lengths, _ = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    axes = left[:, :2] * lengths[:2]
    strongest = axes[np.abs(axes).argmax(axis=0), [0, 1]]  # Its sign is a matter of chance else.
    return np.asarray(axes * np.where(strongest < 0, -1.0, 1.0))


def _spread(points: NDArray[np.floating], spread: float) -> NDArray[np.float64]:
    centred = np.asarray(points, dtype=np.float64) - points.mean(axis=0)
    return np.asarray(centred / max(float(centred[:, 0].std()), 1e-9) * spread)


def _fitted_in(layout: NDArray[np.float64]) -> NDArray[np.float64]:
    """Stretch each axis to the plane; an axis without extent is its middle."""
    if not len(layout):
        return layout.reshape(0, 2)
    low, high = layout.min(axis=0), layout.max(axis=0)
    extent = high - low
    has_extent = extent > 1e-9 * max(float(np.abs(layout).max()), 1.0)
    share = np.where(has_extent, (layout - low) / np.where(has_extent, extent, 1.0), 0.5)
    return MARGIN + share * (1 - 2 * MARGIN)
