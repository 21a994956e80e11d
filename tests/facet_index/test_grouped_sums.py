"""Sums by codes and by bits."""

import numpy as np
import pytest

from facet_index.grouped_sums import sums_of_bits, sums_of_codes


@pytest.mark.parametrize("n_bits", [1, 13, 16, 17, 31])
def test_bits_are_summed_up_one_by_one(n_bits: int) -> None:
    rng = np.random.default_rng(n_bits)
    bits = rng.integers(0, 2**n_bits, 500).astype(np.uint32)
    n = rng.integers(1, 9, 500)

    sums = sums_of_bits(bits, n, n_bits)

    assert sums.tolist() == [n[bits >> place & 1 == 1].sum() for place in range(n_bits)]
    assert sums_of_bits(bits[:0], n[:0], n_bits).tolist() == [0] * n_bits


def test_codes_are_summed_up() -> None:
    assert sums_of_codes(np.array([2, 0, 2]), np.array([5, 1, 2**40])).tolist() == [1, 0, 2**40 + 5]
