import pytest

from classifiers.core.metrics import Counts, accuracy, calibration_error, macro_f1, micro, per_label
from classifiers.core.reports import Report

GIVEN = [("a", "b"), (), ("a",)]
WANTED = [("a",), ("b",), ("a",)]


def test_micro_counts_every_label_once() -> None:
    counts = micro(GIVEN, WANTED)

    assert counts == Counts(hits=2, given=3, wanted=3)
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))


def test_labels_are_counted_one_by_one() -> None:
    assert per_label(GIVEN, WANTED) == {"a": Counts(2, 2, 2), "b": Counts(0, 1, 1)}
    assert macro_f1(GIVEN, WANTED) == 0.5


def test_nothing_given_and_nothing_wanted_is_zero_and_no_error() -> None:
    assert (micro([], []).f1, macro_f1([], []), accuracy([], []), calibration_error([], [])) == (
        0,
        0,
        0,
        0,
    )


def test_accuracy_is_the_share_of_equal_answers() -> None:
    assert accuracy(["a", "b", None], ["a", "c", None]) == pytest.approx(2 / 3)


def test_calibration_error_is_zero_for_honest_scores_and_large_for_boasts() -> None:
    assert calibration_error([1.0, 1.0, 0.0], [True, True, False]) == 0
    assert calibration_error([0.5] * 4, [True, True, False, False]) == 0
    assert calibration_error([0.9] * 10, [False] * 10) == pytest.approx(0.9)


def test_report_gives_plain_values() -> None:
    report = Report("x", 2, {"f1": 0.123456}, {"a": Counts(1, 2, 1)})

    assert report.as_json() == {
        "name": "x",
        "n_examples": 2,
        "figures": {"f1": 0.1235},
        "labels": {"a": {"precision": 0.5, "recall": 1.0, "f1": 0.6667, "wanted": 1}},
    }
