"""Days in their order: what is compared with what."""

from datetime import date, timedelta

from classifiers.monitoring.drift_days import (
    MIN_REFERENCE_DAYS,
    DailySignal,
    DriftThresholds,
    judge_day,
)

DAY = date(2026, 11, 20)
CHANGED = {"a": 40, "b": 30, "c": 30}


def before(n: int) -> date:
    return DAY - timedelta(days=n)


def days(
    n: int, counts: dict[str, int] | None = None, *, is_drift: bool | None = False
) -> list[DailySignal]:
    counts = counts or {"a": 60, "b": 40}
    return [DailySignal(before(at), counts, is_drift) for at in range(n, 0, -1)]


def drifts(history: list[DailySignal], today: dict[str, int], **more: object) -> bool | None:
    """Return what the day says; None where it cannot be judged."""
    normal = {"x": since} if (since := more.get("since")) else {}
    found = judge_day(
        {"x": history},
        {"x": today},
        day=DAY,
        limits=DriftThresholds(),
        normal_since=normal,  # type: ignore[arg-type]  # a day
    )
    return found["x"].is_drift if "x" in found else None


def test_a_change_is_drift_and_the_same_mix_is_none() -> None:
    assert drifts(days(20), CHANGED)
    assert drifts(days(20), {"a": 58, "b": 42}) is False


def test_too_few_days_say_nothing() -> None:
    assert drifts(days(MIN_REFERENCE_DAYS - 1), CHANGED) is None
    assert drifts(days(MIN_REFERENCE_DAYS), CHANGED) is not None


def test_a_small_day_is_looked_at_with_as_much_of_the_days_before_as_it_needs() -> None:
    history = [*days(20)[:-1], DailySignal(before(1), {"a": 600, "b": 400}, is_drift=False)]

    alone = judge_day({"x": history}, {"x": {"c": 30}}, day=DAY, limits=DriftThresholds())["x"]

    assert alone.comparison.n_rows == 50
    assert alone.is_drift


def test_a_small_day_without_days_near_it_says_nothing() -> None:
    history = [DailySignal(before(n), {"a": 60, "b": 40}, is_drift=False) for n in range(30, 9, -1)]

    assert drifts(history, {"c": 30}) is None


def test_days_that_drifted_are_no_reference() -> None:
    history = [*days(30)[:15], *days(15, CHANGED, is_drift=True)]

    assert drifts(history, CHANGED)


def test_what_a_person_calls_normal_is_the_only_reference_since_then() -> None:
    history = [*days(30)[:15], *days(15, CHANGED, is_drift=True)]

    assert drifts(history, CHANGED, since=before(15)) is False
    assert drifts(history, {"a": 60, "b": 40}, since=before(15)) is True
    assert drifts(history, CHANGED, since=before(3)) is None


def test_days_that_another_model_read_are_no_reference() -> None:
    history = {"x": days(30)}

    early = judge_day(
        history, {"x": CHANGED}, day=DAY, limits=DriftThresholds(), read_since={"x": before(5)}
    )
    late = judge_day(
        history, {"x": CHANGED}, day=DAY, limits=DriftThresholds(), read_since={"x": before(15)}
    )

    assert early == {}
    assert late["x"].comparison.n_reference == 1_500
