"""Titles of one job with other labels are found; those that agree are not."""

from classifiers.titles.training.label_conflicts import Conflict, same_job

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


def test_labels_with_something_of_their_own_on_both_sides_are_no_conflict() -> None:
    both, others = SALES | MARKETING, SALES | frozenset({"operations"})

    for labels, n_found in ((others, 0), (SALES, 1), (frozenset[str](), 1)):
        found = same_job(["a", "a"], [both, labels], trusted=[True, False], people=[1, 1])
        assert len(found) == n_found
