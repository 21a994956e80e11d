"""How strongly points of the map push each other away, all of them at once.

Linderman et al. (2019), with linear interpolation: Fourier transforms on a grid of charges, n log n
steps instead of one for each pair.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
import scipy.fft
from numpy.typing import NDArray

Places = NDArray[np.float64]

_STEP = 0.5  # In units of the attraction; finer keeps no more neighbours.
_LINES = (48, 512)


@dataclass(frozen=True, slots=True)
class ForceGrid:
    """Lines across the map at whose corners pushes are known.

    Args:
        low: corner of the grid.
        step: from one line to the next.
        n: lines each way.
    """

    low: Places
    step: float
    n: int

    @classmethod
    def around(cls, points: Places) -> Self:
        """Return a grid that holds these points, a little larger, so that it serves again."""
        low, high = points.min(axis=0), points.max(axis=0)
        exact = max(float((high - low).max()), 1e-6)
        extent = 1.1 ** math.ceil(math.log(exact) / math.log(1.1))
        n = int(np.clip(extent / _STEP, *_LINES))
        return cls(low, extent / (n - 2), n)

    def charges(self, points: Places) -> Places:
        """Spread one charge for each point over the corners of its cell, shape (n, n)."""
        corners, shares = self._corners(points)
        spread = np.bincount(corners.ravel(), shares.ravel(), self.n * self.n)
        return np.asarray(spread, dtype=np.float64).reshape(self.n, self.n)

    def maps(self, charges: Places) -> list[Places]:
        """Return push across, push down and nearness at each corner, as shape (n * n)."""
        kernels = _kernels(self.n, self.step)
        size = kernels[0].shape[0]
        spread = scipy.fft.rfft2(charges, (size, size))
        maps = (scipy.fft.irfft2(spread * kernel, (size, size)) for kernel in kernels)
        return [np.asarray(one[: self.n, : self.n]).ravel() for one in maps]

    def at(self, points: Places, maps: Sequence[Places]) -> tuple[Places, Places]:
        """Return the push on each point, shape (n, 2), and its nearness to all, shape (n,)."""
        corners, shares = self._corners(points)
        across, down, nearness = ((one[corners] * shares).sum(axis=0) for one in maps)
        return np.stack([across, down], axis=1), nearness

    def _corners(self, points: Places) -> tuple[NDArray[np.intp], Places]:
        """Return the four corners around each point and its share of each, shape (4, n)."""
        place = (points - self.low) / self.step
        first = np.minimum(place.astype(np.intp), self.n - 2)
        right, down = (place - first).T
        at = first[:, 0] * self.n + first[:, 1]
        corners = np.stack([at, at + 1, at + self.n, at + self.n + 1])
        shares = [(1 - right) * (1 - down), (1 - right) * down, right * (1 - down), right * down]
        return corners, np.stack(shares)


@lru_cache(maxsize=1)
def _kernels(n: int, step: float) -> tuple[NDArray[np.complex128], ...]:
    """Return what one charge does around it, transformed: push across, push down, nearness."""
    size = scipy.fft.next_fast_len(2 * n, real=True)
    apart = np.fft.fftfreq(size, 1 / size) * step
    right, down = apart[:, None], apart[None, :]
    nearness = 1 / (1 + right**2 + down**2)
    squared = nearness**2
    return tuple(scipy.fft.rfft2(one) for one in (right * squared, down * squared, nearness))
