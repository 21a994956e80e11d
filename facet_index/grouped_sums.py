"""Sums of people by the codes or bits of their titles and companies."""

import numpy as np
from numpy.typing import NDArray

_BITS_PER_PASS = 16
"""All patterns of so many bits fit in memory."""


def sums_of_bits(
    bits: NDArray[np.uint32], n: NDArray[np.integer], n_bits: int
) -> NDArray[np.integer]:
    """Return the sum of `n` for each bit, by way of the sum for each pattern of bits."""
    sums: list[int] = []
    for first in range(0, n_bits, _BITS_PER_PASS):
        part = (bits >> np.uint32(first)) & np.uint32(2**_BITS_PER_PASS - 1)
        sum_by_pattern = np.bincount(part, weights=n)
        patterns = np.flatnonzero(sum_by_pattern)
        positions = range(min(_BITS_PER_PASS, n_bits - first))
        sums += [
            int(sum_by_pattern[patterns[patterns >> position & 1 == 1]].sum())
            for position in positions
        ]
    return np.array(sums, dtype=np.int64)


def sums_of_codes(codes: NDArray[np.integer], n: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the sum of `n` for each code; whole numbers below 2^53 are exact on the way."""
    return np.bincount(codes, weights=n).astype(np.int64)
