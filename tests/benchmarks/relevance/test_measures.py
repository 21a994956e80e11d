"""Measures of one answer."""

import pytest

from benchmarks.relevance.measures import means, measured


def test_the_best_order_measures_one() -> None:
    best = measured([2, 2, 1, 0], known=[0, 1, 2, 0, 2])

    assert (best.ndcg, best.first_right, best.none_wrong_above_right) == (1, True, True)
    assert (best.precision, best.finds_nobody) == (0.75, False)


def test_a_wrong_record_above_a_right_one_costs_gain_and_order() -> None:
    found = measured([0, 2], known=[2])

    assert found.ndcg == pytest.approx(0.631, abs=0.001)
    assert not found.first_right
    assert not found.none_wrong_above_right
    assert measured([2, 0], known=[2]).none_wrong_above_right


def test_whoever_finds_nobody_gets_nothing() -> None:
    empty = measured([], known=[2])

    assert (empty.ndcg, empty.precision, empty.finds_nobody) == (0, 0, True)
    assert not empty.none_wrong_above_right


def test_only_the_first_ten_records_count() -> None:
    assert measured([0] * 10 + [2], known=[2]).ndcg == 0
    assert measured([2] * 10 + [0], known=[2] * 30).ndcg == 1


def test_means_are_over_all_answers() -> None:
    assert means([measured([2], known=[2]), measured([], known=[2])]) == {
        "queries": 2,
        "nDCG@10": 0.5,
        "first right": 0.5,
        "none wrong above right": 0.5,
        "precision@10": 0.5,
        "finds nobody": 0.5,
    }
