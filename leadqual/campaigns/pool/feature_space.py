"""The space of a workspace: where its companies lie for the ranking."""

import numpy as np
from numpy.typing import NDArray

from leadqual.registry.encoders.encoder_baseline import baseline_of
from recommender.ranking.space import Space, smoothed
from recommender.types import Features

SMOOTHED_UP_TO = 10_000
"""Companies that are moved towards their neighbours; finding those of more takes seconds."""


def space_of(vectors: NDArray[np.floating], *, encoder: str) -> Space:
    """Return the space of companies, found from all of them or from a sample.

    Args:
        vectors: as the encoder gave them, shape (n, n_dimensions).
        encoder: its version.
    """
    ground = baseline_of(encoder)
    return Space.of(vectors.astype(np.float32), centre=ground.centre, trades=ground.trades)


def smoothed_if_few(features: Features, *, pool: Features | None = None) -> Features:
    """Smooth companies among each other, or among those of `pool`, unless they are too many."""
    n = len(features) if pool is None else len(pool)
    return features if n > SMOOTHED_UP_TO else smoothed(features, pool=pool)
