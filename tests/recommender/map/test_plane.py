"""The map: near is similar, and nothing moves because others come."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from sklearn.manifold import trustworthiness

from recommender import projection
from recommender.ranking.factors import unit_rows
from tests.examples import examples

N_DIMENSIONS = 24
ANY_VECTORS = arrays.arrays(
    np.float32,
    st.tuples(st.integers(0, 40), st.just(6)),
    elements=st.floats(-1, 1, width=32),
)


def groups(n_each: int, *, n_groups: int = 8, seed: int = 0) -> NDArray[np.float32]:
    """Unit vectors in groups that lie apart; group `i` has the rows from `i * n_each` on."""
    centres = np.eye(N_DIMENSIONS)[:n_groups]
    noise = np.random.default_rng(seed).normal(0, 0.08, (n_groups, n_each, N_DIMENSIONS))
    rows = (centres[:, None, :] + noise).reshape(-1, N_DIMENSIONS)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def are_inside(points: NDArray[np.float64], n: int) -> bool:
    """Return whether there are n points and all of them are in the plane."""
    is_inside = np.isfinite(points).all() and ((points >= 0) & (points <= 1)).all()
    return points.shape == (n, 2) and bool(is_inside)


@given(ANY_VECTORS, ANY_VECTORS)
@settings(max_examples=examples(12), deadline=None)
def test_every_company_is_inside_the_plane(
    known: NDArray[np.float32], more: NDArray[np.float32]
) -> None:
    places = projection.lay_out(known)

    assert are_inside(places, len(known))
    assert are_inside(projection.add(more, known=known, places=places), len(more))


def test_the_same_companies_give_the_same_places() -> None:
    np.testing.assert_array_equal(projection.lay_out(groups(4)), projection.lay_out(groups(4)))


def test_near_is_similar() -> None:
    rows = groups(16)

    points = projection.lay_out(rows)

    assert trustworthiness(rows, points, n_neighbors=10) > 0.9
    by_group = points.reshape(8, 16, 2)
    within = by_group.std(axis=1).mean()
    between = by_group.mean(axis=1).std(axis=0).mean()
    assert between > 3 * within


def test_companies_that_come_later_lie_beside_those_that_they_are_like() -> None:
    known, added = groups(12), groups(5, seed=1)
    places = projection.lay_out(known)

    found = projection.add(added, known=known, places=places)

    own = places.reshape(8, 12, 2).mean(axis=1)
    apart = np.linalg.norm(found[:, None] - own, axis=2)
    assert (apart.argmin(axis=1) == np.repeat(np.arange(8), 5)).mean() > 0.9


def test_a_new_kind_of_company_gathers_in_one_place() -> None:
    everybody = groups(12)
    known, strangers = everybody[:84], everybody[84:]
    places = projection.lay_out(known)

    found = projection.add(strangers, known=known, places=places)

    assert found.std(axis=0).mean() < places.std(axis=0).mean() / 2
    apart = np.linalg.norm(found[:, None] - found, axis=2)
    assert np.median(apart) > 0  # And they do not cover each other.


def test_neighbors_by_cells_are_mostly_the_exact_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = groups(400)
    rows = unit_rows(rows - rows.mean(axis=0))
    exact = projection.nearest(rows, rows, is_same=True)
    monkeypatch.setattr(projection, "MAX_EXACT", 1_000)

    found = projection.nearest(rows, rows, is_same=True)

    both = [
        len({*one} & {*other}) for one, other in zip(exact.tolist(), found.tolist(), strict=True)
    ]
    assert np.mean(both) / exact.shape[1] > 0.8
    assert not (found == np.arange(len(rows))[:, None]).any()


def test_places_are_exact_in_sixteen_bits() -> None:
    points = projection.lay_out(groups(5)) * 65_535

    np.testing.assert_allclose(points, np.rint(points), atol=1e-6)


def test_a_few_companies_have_a_map_too() -> None:
    for n in (0, 1, 2, 3, 15, 16, 17):
        assert are_inside(projection.lay_out(groups(3)[:n]), n), n


def test_companies_that_are_all_alike_share_a_point() -> None:
    vectors = np.repeat(groups(1, n_groups=1), 30, axis=0)

    assert len(np.unique(projection.lay_out(vectors), axis=0)) == 1


@pytest.mark.quick_cases(2)
@pytest.mark.parametrize("n", [3, 40, 200])
def test_companies_that_differ_by_almost_nothing_break_nothing(n: int) -> None:
    rows = np.full((n, 6), 2.0**-24, dtype=np.float32)
    rows[np.arange(n), np.arange(n) % 6] = 0

    assert are_inside(projection.lay_out(rows), n)
