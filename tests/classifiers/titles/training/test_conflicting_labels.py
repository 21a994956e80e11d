"""Near titles with other labels are found; those that agree are not."""

import numpy as np

from classifiers.titles.training.conflicting_labels import Conflict, nearest_known, same_job

SALES, MARKETING = frozenset({"sales"}), frozenset({"marketing"})


def test_of_one_job_those_stand_out_that_differ_from_what_a_person_said() -> None:
    found = same_job(
        ["seller", "seller", "seller", "buyer"],
        [SALES, MARKETING, SALES, MARKETING],
        trusted=[False, True, False, True],
        people=[90, 3, 1, 5],
    )

    assert found == [Conflict(0, 1, 1.0), Conflict(2, 1, 1.0)]


def test_where_nobody_spoke_most_people_count() -> None:
    found = same_job(
        ["seller", "seller"], [SALES, MARKETING], trusted=[False, False], people=[1, 9]
    )

    assert found == [Conflict(0, 1, 1.0)]


def test_a_near_title_without_any_label_of_the_known_one_is_found() -> None:
    space = np.array([[1, 0], [0.99, 0.14], [0.98, 0.2], [0, 1]], dtype=np.float32)
    functions = [SALES, MARKETING, SALES | MARKETING, MARKETING]

    found = nearest_known(space, functions, known=np.array([0]), asked=np.array([1, 2, 3]))

    assert [(each.row, each.beside) for each in found] == [(1, 0)]
    assert found[0].likeness > 0.9


def test_a_title_is_no_neighbour_of_its_own() -> None:
    space = np.array([[1, 0], [1, 0]], dtype=np.float32)

    assert nearest_known(space, [SALES, MARKETING], known=np.array([0]), asked=np.array([0])) == []
    assert nearest_known(space, [SALES, SALES], known=np.array([], int), asked=np.array([0])) == []
