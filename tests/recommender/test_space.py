from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender.ranking.factors import unit_rows
from recommender.ranking.ranker import Ranker
from recommender.ranking.space import MIN_SMOOTHED, Space, smooth
from recommender.types import Features

DIMENSIONS, N_TRADES, N_SECTORS = 48, 20, 5


def rows(n: int, *, seed: int = 0) -> NDArray[np.float32]:
    return unit_rows(np.random.default_rng(seed).normal(size=(n, DIMENSIONS)) + 0.5)


def space(vectors: NDArray[np.float32]) -> Space:
    trades = SimpleNamespace(
        vectors=rows(N_TRADES, seed=9), sectors=np.arange(N_TRADES) % N_SECTORS, places=rows(0)
    )
    return Space.of(vectors, centre=rows(300, seed=8).mean(axis=0), trades=trades)


def kinds(n: int, *, seed: int) -> Features:
    """Companies of ten kinds, with a good deal of noise."""
    generator = np.random.default_rng(seed)
    middle = np.random.default_rng(0).normal(size=(10, DIMENSIONS))[np.arange(n) % 10]
    noise = generator.normal(size=(n, DIMENSIONS))
    return Features(text=unit_rows(middle + 1.5 * noise), words=unit_rows(middle + 2 * noise[::-1]))


@pytest.mark.parametrize("n", [0, 1, 6, 500])
def test_any_pool_has_a_space_with_unit_rows(n: int) -> None:
    vectors = rows(n)

    placed = space(vectors).place(vectors)

    assert placed.shape == (n, DIMENSIONS + N_TRADES + N_SECTORS)
    np.testing.assert_allclose(np.linalg.norm(placed, axis=1), 1, atol=1e-5)


def test_a_company_lies_where_it_lies_whoever_is_placed_with_it() -> None:
    vectors = rows(300)
    made = space(vectors)

    np.testing.assert_allclose(made.place(vectors)[7:8], made.place(vectors[7:8]), atol=1e-6)


def test_companies_of_one_trade_come_nearer_than_their_vectors() -> None:
    vectors = rows(400)
    trade = rows(N_TRADES, seed=9)[3]
    noise = rows(2, seed=5) - 0.5 / np.sqrt(DIMENSIONS)
    pair = unit_rows(0.8 * trade + 0.7 * noise)
    made = space(vectors)

    placed, bare = made.place(pair), unit_rows(pair - made.centre)

    assert placed[0] @ placed[1] > bare[0] @ bare[1]


def test_what_is_not_known_stays_unknown() -> None:
    made = space(rows(300))

    assert not made.place(made.centre[None]).any()


def test_neighbors_bring_a_kind_together_and_newcomers_move_nobody() -> None:
    pool, new = kinds(600, seed=1), kinds(40, seed=2)

    moved, placed = smooth(pool), smooth(new, pool=pool)

    same = np.arange(40)[:, None] % 10 == np.arange(600) % 10
    for before, after in ((new.text @ pool.text.T, placed.text @ moved.text.T),):
        gap = [near[same].mean() - near[~same].mean() for near in (before, after)]
        assert gap[1] > 1.3 * gap[0]
    assert placed.words is not None
    np.testing.assert_allclose(np.linalg.norm(placed.words, axis=1), 1, atol=1e-5)


def test_smoothing_leaves_the_missing_missing_and_twins_together() -> None:
    pool = kinds(500, seed=3)
    assert pool.words is not None
    pool.text[4] = pool.words[4] = 0
    pool.text[8], pool.words[8] = pool.text[9], pool.words[9]

    moved = smooth(pool)

    assert not moved.text[4].any()
    assert moved.words is not None
    assert not moved.words[4].any()
    assert moved.text[8] @ moved.text[9] > 0.99
    assert Ranker().fit(moved.take(np.array([8])), [1]).rank(moved).scores[9] > 0.9


def test_a_small_pool_is_left_as_it_is() -> None:
    few = kinds(MIN_SMOOTHED - 1, seed=1)

    assert smooth(few) is few
