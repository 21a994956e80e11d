"""Pushes by the grid are about those that all pairs of points add up to."""

import numpy as np

from recommender.projection import ForceGrid


def test_pushes_are_the_sums_over_all_pairs() -> None:
    points = np.random.default_rng(0).normal(0, 6, (400, 2))
    apart = points[:, None] - points[None]
    nearness = 1 / (1 + (apart**2).sum(axis=2))
    exact_push = (apart * (nearness**2)[:, :, None]).sum(axis=1)

    grid = ForceGrid.around(points)
    push, total = grid.at(points, grid.maps(grid.charges(points)))

    np.testing.assert_allclose(total, nearness.sum(axis=1), rtol=0.1)
    error = np.linalg.norm(push - exact_push, axis=1).mean()
    assert error < 0.15 * np.linalg.norm(exact_push, axis=1).mean()


def test_points_at_one_place_have_a_grid() -> None:
    points = np.zeros((3, 2))

    grid = ForceGrid.around(points)
    push, total = grid.at(points, grid.maps(grid.charges(points)))

    np.testing.assert_allclose(push, 0, atol=1e-9)
    assert (total > 1).all()
