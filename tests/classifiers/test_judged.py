"""What people say of answers: labels, intervals, calibration."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.evaluation.human_evaluation import (
    NOTHING,
    LabelTally,
    Outcome,
    calibration_error,
    tally,
    wilson,
)


def outcome(given: dict[str, float], *said: str) -> Outcome:
    return Outcome(given, frozenset(said), frozenset(given))


def test_each_label_of_an_answer_counts_by_itself() -> None:
    found = tally([outcome({"a": 0.9, "b": 0.6}, "a", "c"), outcome({"a": 0.8}, "a"), outcome({})])

    assert (found.n_judged, found.n_changed) == (3, 1)
    assert found.labels == {
        "a": LabelTally(2, 0, 0),
        "b": LabelTally(0, 1, 0),
        "c": LabelTally(0, 0, 1),
    }


def test_parts_add_up_to_the_whole() -> None:
    rows = [outcome({"a": 0.9}, "a"), outcome({"a": 0.3, "b": 0.7}, "b"), outcome({"c": 1.0}, "a")]

    assert tally(rows[:1]).plus(tally(rows[1:])).plus(NOTHING) == tally(rows)


def test_scores_that_promise_more_than_comes_true_are_off() -> None:
    half = [outcome({"a": 0.9}, "a"), outcome({"a": 0.9})]

    assert calibration_error(tally(half).bins) == pytest.approx(0.4)
    assert calibration_error(NOTHING.bins) is None


def test_what_is_certain_by_rule_is_no_promise_of_the_model() -> None:
    found = tally([Outcome({"a": 1.0}, frozenset(), frozenset())])

    assert sum(one.n for one in found.bins) == 0


def test_intervals_are_those_of_wilson() -> None:
    assert wilson(8, 10) == pytest.approx((0.490, 0.943), abs=0.001)
    assert wilson(0, 0) == (0, 1)


@given(st.integers(0, 200), st.integers(1, 200))
def test_an_interval_holds_the_share_that_was_seen(right: int, n: int) -> None:
    right = min(right, n)
    low, high = wilson(right, n)

    assert 0 <= low <= right / n + 1e-12
    assert right / n - 1e-12 <= high <= 1
