"""What the benchmark of the map measures."""

import numpy as np
import pytest

from benchmarks.campaigns.map import NEAREST, layouts_of, quality


def test_a_layout_by_the_vectors_themselves_keeps_all_and_a_mixed_one_does_not() -> None:
    chance = np.random.default_rng(0)
    angles = chance.uniform(0, 2 * np.pi, 80)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    vectors -= vectors.mean(axis=0)

    places = vectors.astype(np.float64)
    same, mixed = quality(vectors, places), quality(vectors, chance.permutation(places))

    assert same["of the 10 nearest kept"] > 0.9
    assert same["trustworthiness"] > 0.99
    assert mixed["of the 10 nearest kept"] < 0.3
    assert mixed["trustworthiness"] < 0.7


@pytest.mark.slow
def test_both_ways_of_placing_are_measured() -> None:
    vectors = np.random.default_rng(1).normal(size=(6 * NEAREST, 12)).astype(np.float32)

    found = layouts_of(vectors)

    assert set(found) == {"all at once", "half added later"}
    assert found["all at once"]["of the 10 nearest kept"] > 0.2
