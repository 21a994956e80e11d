import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.active_learning import (
    MIN_CELL_SIZE,
    N_CELLS,
    Cells,
    cell_centers,
    cells_of,
    least_visited,
)
from recommender.ranking.factors import unit_rows
from recommender.types import Features


def clustered(n_clusters: int, n_each: int) -> Features:
    """Return companies of clusters that lie far apart, one cluster after the other."""
    rng = np.random.default_rng(1)
    centres = np.repeat(np.eye(n_clusters, 40), n_each, axis=0)
    return Features(text=unit_rows(centres + rng.normal(0, 0.02, centres.shape)))


def test_companies_of_two_clusters_are_in_different_cells() -> None:
    features = clustered(6, 20)

    cells = cells_of(features, cell_centers(features))

    clusters = np.repeat(np.arange(6), 20)
    for cell in set(cells.numbers.tolist()):
        assert len(set(clusters[cells.numbers == cell].tolist())) == 1
    assert (cells.similarity > 0.9).all()


def test_same_companies_give_the_same_cells_and_few_give_few() -> None:
    features = clustered(4, 10)

    middles = cell_centers(features)

    assert (middles == cell_centers(features)).all()
    assert len(middles) == 40 // MIN_CELL_SIZE
    assert len(cell_centers(clustered(40, 30))) == N_CELLS


def test_nobody_has_no_cells() -> None:
    nobody = Features(text=np.zeros((0, 40), dtype=np.float32))

    assert len(cells_of(nobody, cell_centers(nobody)).numbers) == 0


def test_least_visited_cell_comes_first_and_its_most_typical_company() -> None:
    cells = Cells(
        np.array([0, 0, 0, 1, 1, 2]), np.array([0.5, 0.9, 0.1, 0.3, 0.8, 0.2], dtype=np.float32)
    )
    rows = np.array([1, 2, 3, 4, 5])

    order = least_visited(cells, rows, judged=np.array([0]))

    assert order.tolist() == [4, 5, 1, 3, 2]


@given(st.lists(st.integers(0, 4), min_size=1, max_size=30), st.data())
def test_every_company_is_ordered_once_and_cells_take_turns(
    numbers: list[int], data: st.DataObject
) -> None:
    cells = Cells(np.array(numbers), np.linspace(0, 1, len(numbers), dtype=np.float32))
    judged = np.array(
        sorted(data.draw(st.sets(st.sampled_from(range(len(numbers)))))), dtype=np.intp
    )
    rows = np.setdiff1d(np.arange(len(numbers)), judged)

    order = least_visited(cells, rows, judged=judged)

    assert sorted(order.tolist()) == rows.tolist()
    if len(order):
        visits = np.bincount(cells.numbers[judged], minlength=5)
        assert visits[cells.numbers[order[0]]] == visits[cells.numbers[rows]].min()
