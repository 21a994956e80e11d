"""Labels that were swapped among clear ones are suspected, and hardly any other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifiers.titles.training.label_errors import cross_fitted_scores, suspects

N_TITLES, N_FUNCTIONS, N_DIMENSIONS = 300, 4, 12


def clear_titles(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return unit vectors in clusters, one for each function and one for Other, and the labels."""
    generator = np.random.default_rng(seed)
    which = generator.integers(N_FUNCTIONS + 1, size=N_TITLES)
    middles = np.eye(N_DIMENSIONS)[: N_FUNCTIONS + 1]
    space = middles[which] + 0.1 * generator.standard_normal((N_TITLES, N_DIMENSIONS))
    space /= np.linalg.norm(space, axis=1, keepdims=True)
    labels = np.zeros((N_TITLES, N_FUNCTIONS + 1), dtype=bool)
    labels[np.arange(N_TITLES), which] = True
    return space.astype(np.float32), labels[:, :N_FUNCTIONS]


def test_swapped_labels_are_found_with_what_they_should_be() -> None:
    space, labels = clear_titles(1)
    wrong = labels.copy()
    for row in range(10):
        wrong[row] = np.roll(labels[row], 1) if labels[row].any() else [True, False, False, False]

    found = suspects(
        wrong, cross_fitted_scores(space, wrong, [str(row) for row in range(N_TITLES)])
    )

    assert 6 <= len(found) <= 12
    assert {each.row for each in found[:6]} <= set(range(10))
    assert all(each.rather == tuple(np.flatnonzero(labels[each.row])) for each in found[:6])
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_nothing_is_suspected_where_all_is_right() -> None:
    space, labels = clear_titles(2)

    assert not suspects(
        labels, cross_fitted_scores(space, labels, [str(n) for n in range(N_TITLES)])
    )


def test_titles_of_one_group_do_not_vouch_for_each_other() -> None:
    space, labels = clear_titles(3)
    space[:20], labels[:20] = np.eye(N_DIMENSIONS)[-1], False  # Twenty alike, all said to be one.
    labels[:20, 2] = True
    alone = [str(n) for n in range(N_TITLES)]

    split_jobs = cross_fitted_scores(space, labels, ["same"] * 20 + alone[20:])
    together = cross_fitted_scores(space, labels, alone)

    assert together[:20, 2].min() > 0.5 > split_jobs[:20, 2].max()


@given(st.integers(0, 6), st.integers(0, 3))
def test_few_titles_or_no_function_raise_nothing(n_titles: int, n_functions: int) -> None:
    space = np.eye(8, dtype=np.float32)[:n_titles]
    labels = np.zeros((n_titles, n_functions), dtype=bool)

    chances = cross_fitted_scores(space, labels, ["x"] * n_titles)

    assert chances.shape == (n_titles, n_functions + 1)
    assert suspects(labels, chances) == []
