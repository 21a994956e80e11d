"""Sums of people by the codes or bits of their titles and companies."""

import numpy as np
from numpy.typing import NDArray

_BITS_AT_ONCE = 16
"""Their patterns are so few that all are held at once."""


def sums_of_bits(
    bits: NDArray[np.uint32], n: NDArray[np.integer], n_bits: int
) -> NDArray[np.integer]:
    """Return the sum of `n` for each bit that is set; patterns of bits are summed up first."""
    sums: list[int] = []
    for first in range(0, n_bits, _BITS_AT_ONCE):
        part = (bits >> np.uint32(first)) & np.uint32(2**_BITS_AT_ONCE - 1)
        of_pattern = np.bincount(part, weights=n)
        there = np.flatnonzero(of_pattern)
        positions = range(min(_BITS_AT_ONCE, n_bits - first))
        sums += [int(of_pattern[there[there >> position & 1 == 1]].sum()) for position in positions]
    return np.array(sums, dtype=np.int64)


def sums_of_codes(codes: NDArray[np.integer], n: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the sum of `n` for each code; whole numbers below 2^53 are exact on the way."""
    return np.bincount(codes, weights=n).astype(np.int64)
