"""Days of several signals in their order: each is held against the days before it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from classifiers.monitoring.drift import CHECKS_PER_MONTH, Comparison, compare, holm

REFERENCE_DAYS = 28
"""Days with data that a day is compared with, the last ones before it."""

MIN_REFERENCE_DAYS = 7
MIN_REFERENCE_ROWS = 300
MAX_TOGETHER = 7
"""Days that a day with few rows is looked at together with, itself among them."""


@dataclass(frozen=True, slots=True)
class DriftThresholds:
    """From which on a change is drift.

    Args:
        chance: that a quiet month raises an alarm, over all signals, 0 to 1.
        rows: that a day needs; with fewer it is looked at together with days before it.
    """

    index: float = 0.2
    chance: float = 0.01
    rows: float = 50


@dataclass(frozen=True, slots=True)
class DailySignal:
    """What one signal was on one day.

    Args:
        is_drift: as that day was judged; None where it could not be.
    """

    day: date
    counts: Mapping[str, int]
    is_drift: bool | None


@dataclass(frozen=True, slots=True)
class DriftResult:
    """What a day says of one signal.

    Args:
        comparison: with the days before.
    """

    comparison: Comparison
    is_drift: bool


def judge_day(
    history: Mapping[str, Sequence[DailySignal]],
    today: Mapping[str, Mapping[str, int]],
    *,
    day: date,
    limits: DriftThresholds,
    ordered: Collection[str] = (),
    normal_since: Mapping[str, date] | None = None,
    read_since: Mapping[str, date] | None = None,
) -> dict[str, DriftResult]:
    """Judge what came in on a day, all signals together.

    Days that drifted are no reference, or else a change would become normal by lasting; it does
    once a person says so.

    Args:
        history: signal → what it was on former days, in their order.
        today: signal → value → rows.
        day: the one that is judged.
        limits: active ones.
        ordered: signals whose values are whole numbers.
        normal_since: signal → day from which on a person calls what came in normal.
        read_since: signal → day from which on its values are read by the same model.

    Returns:
        Signal → judgment, for those with enough rows on both sides.
    """
    found: dict[str, Comparison] = {}
    for name, counts in today.items():
        past = [seen for seen in history.get(name, ()) if seen.day < day]
        together, first = _shared_days(past, counts, day=day, least=limits.rows)
        if name in (read_since or {}):
            past = [seen for seen in past if seen.day >= (read_since or {})[name]]
        since = (normal_since or {}).get(name)
        reference = _reference(past, before=first, since=since)
        rows = sum(sum(each.values()) for each in reference)
        is_enough = len(reference) >= MIN_REFERENCE_DAYS and rows >= MIN_REFERENCE_ROWS
        if round(sum(together.values())) < limits.rows or not is_enough:
            continue
        compared = compare(reference, together, is_ordered=name in ordered)
        if compared is not None:
            found[name] = compared
    chances = holm({name: compared.chance for name, compared in found.items()})
    least = limits.chance / CHECKS_PER_MONTH
    return {
        name: DriftResult(compared, compared.index >= limits.index and chances[name] < least)
        for name, compared in found.items()
    }


def _shared_days(
    past: Sequence[DailySignal], counts: Mapping[str, int], *, day: date, least: float
) -> tuple[dict[str, float], date]:
    """Return a day with as many days before it as it needs, and the first of them.

    A day before it adds what is missing and no more: a large one would hide what is new.
    """
    found, first = {value: float(n) for value, n in counts.items()}, day
    for seen in reversed(past):
        missing, n = least - sum(found.values()), sum(seen.counts.values())
        if missing <= 0 or seen.day <= day - timedelta(days=MAX_TOGETHER):
            break
        part = min(1.0, missing / max(n, 1))
        for value, rows in seen.counts.items():
            found[value] = found.get(value, 0.0) + part * rows
        first = seen.day
    return found, first


def _reference(
    past: Sequence[DailySignal], *, before: date, since: date | None
) -> list[Mapping[str, int]]:
    days = [
        seen.counts
        for seen in past
        if seen.day < before and (seen.day >= since if since else not seen.is_drift)
    ]
    return days[-REFERENCE_DAYS:]
