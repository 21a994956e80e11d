"""The map: near is similar, and nothing moves because others come."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from sklearn.manifold import trustworthiness

from recommender.plane import MOST_LANDMARKS, Plane, n_landmarks

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


@pytest.fixture(scope="module")
def plane() -> Plane:
    return Plane.fit(groups(40))


@given(ANY_VECTORS, ANY_VECTORS)
@settings(max_examples=30, deadline=None)
def test_every_company_is_inside_the_plane(
    known: NDArray[np.float32], more: NDArray[np.float32]
) -> None:
    plane = Plane.fit(known)

    for vectors in (known, more):
        points = plane.place(vectors)
        assert points.shape == (len(vectors), 2)
        assert np.isfinite(points).all()
        assert ((points >= 0) & (points <= 1)).all()


@given(n_added=st.integers(1, 100), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_points_stay_where_they_were_when_companies_are_added(
    plane: Plane, n_added: int, seed: int
) -> None:
    known, added = groups(10, seed=1), groups(n_added, seed=seed)

    together = plane.place(np.concatenate([added, known]))

    np.testing.assert_allclose(together[len(added) :], plane.place(known), atol=1e-6)


def test_the_same_companies_give_the_same_plane(plane: Plane) -> None:
    again = Plane.fit(groups(40))

    np.testing.assert_array_equal(plane.landmarks, again.landmarks)
    np.testing.assert_allclose(plane.places, again.places, atol=1e-9)


def test_near_is_similar(plane: Plane) -> None:
    strangers = groups(20, seed=3)  # None of them was there when the plane was laid out.

    points = plane.place(strangers)

    assert trustworthiness(strangers, points, n_neighbors=10) > 0.9
    by_group = points.reshape(8, 20, 2)
    within = by_group.std(axis=1).mean()
    between = by_group.mean(axis=1).std(axis=0).mean()
    assert between > 3 * within


def test_landmarks_are_exact_in_half_precision(plane: Plane) -> None:
    kept = plane.landmarks.astype(np.float16).astype(np.float32)

    np.testing.assert_array_equal(kept, plane.landmarks)


def test_a_plane_is_laid_out_anew_only_when_it_can_be_twice_as_fine(plane: Plane) -> None:
    small = Plane.fit(groups(5))

    assert not small.is_too_coarse(40)
    assert not small.is_too_coarse(79)
    assert small.is_too_coarse(80)
    assert len(plane.landmarks) == MOST_LANDMARKS
    assert not plane.is_too_coarse(10_000_000)


def test_a_finer_plane_starts_from_the_one_people_know() -> None:
    small, all_rows = Plane.fit(groups(20)), groups(80, seed=4)
    before = small.place(all_rows)

    moved_apart = np.linalg.norm(Plane.fit(all_rows, former=small).place(all_rows) - before, axis=1)

    unrelated = np.linalg.norm(Plane.fit(all_rows).place(all_rows) - before, axis=1)
    assert moved_apart.mean() < unrelated.mean()


@pytest.mark.parametrize(("n", "expected"), [(0, 0), (3, 3), (20, 8), (40, 10), (10_000, 64)])
def test_landmarks_grow_with_the_companies_up_to_a_limit(n: int, expected: int) -> None:
    assert n_landmarks(n) == expected


def test_companies_that_are_all_alike_share_a_point() -> None:
    vectors = np.repeat(groups(1, n_groups=1), 30, axis=0)

    points = Plane.fit(vectors).place(vectors)

    assert len(np.unique(points, axis=0)) == 1


@pytest.mark.parametrize("n", [3, 40, 200])
def test_companies_that_differ_by_almost_nothing_break_nothing(n: int) -> None:
    rows = np.full((n, 6), 2.0**-24, dtype=np.float32)
    rows[np.arange(n), np.arange(n) % 6] = 0

    assert np.isfinite(Plane.fit(rows).place(rows)).all()
