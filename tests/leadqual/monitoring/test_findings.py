"""Limits held against what people said of answers."""

from leadqual.monitoring.alerts.alert_thresholds import LIMITS
from leadqual.monitoring.alerts.threshold_checks import of_model
from leadqual.monitoring.models import ModelDay
from tests.leadqual.monitoring.conftest import ago

DEFAULTS = {name: known.default for name, known in LIMITS.items()}
NO_BINS = [[0, 0.0, 0]] * 10


def day(n: int, **figures: object) -> ModelDay:
    """Return a day that is not stored."""
    return ModelDay(kind="titles", day=ago(n), **({"labels": {}, "bins": NO_BINS} | figures))


def over(*rows: ModelDay) -> dict[str, bool]:
    """Return what was found: signal → whether its limit is passed."""
    found = of_model("titles", rows, day=ago(1), limits=DEFAULTS)
    return {finding.signal: finding.is_over for finding in found}


def test_few_words_of_people_say_nothing() -> None:
    assert over(day(1, n_judged=20, n_changed=20, labels={"sales": [1, 18, 0]})) == {}


def test_many_changed_answers_pass_the_limit_over_several_days() -> None:
    many = [day(n, n_judged=20, n_changed=14) for n in (3, 2, 1)]
    some = [day(n, n_judged=20, n_changed=8) for n in (3, 2, 1)]

    assert over(*many) == {"titles:changed": True}
    assert over(*some) == {"titles:changed": False}  # 24 of 60 may be chance.


def test_each_label_that_is_often_wrong_is_found_by_itself() -> None:
    labels = {"sales": [60, 5, 0], "marketing": [8, 30, 0], "legal": [0, 3, 9]}

    assert over(day(1, labels=labels)) == {
        "titles:label:marketing": True,
        "titles:label:sales": False,
    }


def test_scores_that_promise_too_much_are_found() -> None:
    assert over(day(1, bins=[*NO_BINS[:9], [200, 190.0, 120]])) == {"titles:calibration": True}
    assert over(day(1, bins=[*NO_BINS[:9], [200, 190.0, 185]])) == {"titles:calibration": False}


def test_people_who_disagree_are_found_by_the_last_day() -> None:
    apart = {"n_pairs": 40, "n_agreed": 15, "agreement": 0.1}

    assert over(day(2), day(1, **apart)) == {"titles:agreement": True}
    assert over(day(2, **apart), day(1)) == {}
