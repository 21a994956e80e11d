"""Figures of models and operation, compared with the alert thresholds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from classifiers.evaluation.human_evaluation import (
    NOTHING,
    CalibrationBin,
    LabelTally,
    ReviewCounts,
    calibration_error,
    wilson,
)
from leadqual.monitoring.alerts.lifecycle import (
    MIN_JOBS,
    MIN_JUDGED,
    MIN_OF_A_LABEL,
    MIN_PAIRS,
    MIN_REQUESTS,
    MIN_SCORED,
    AlertFinding,
)
from leadqual.monitoring.daily_profiles import day_begins
from leadqual.monitoring.hourly_figures import JOBS, QUEUE, quantile_of
from leadqual.monitoring.models import Alert, HourFigure, ModelDay
from leadqual.monitoring.timing import JOB, PAGES

MODEL_DAYS = 28
"""Days whose corrections are evaluated together."""
_WITHIN, _HALF = 0.95, 0.5


def tally_of(rows: Iterable[ModelDay]) -> ReviewCounts:
    """Return the sum of several days."""
    found = NOTHING
    for row in rows:
        labels = {slug: LabelTally(*counts) for slug, counts in row.labels.items()}
        bins = [CalibrationBin(*each) for each in row.bins] or NOTHING.bins
        found = found.plus(ReviewCounts(row.n_judged, row.n_changed, labels, bins))
    return found


def of_model(
    kind: str, rows: Sequence[ModelDay], *, day: date, limits: Mapping[str, float]
) -> Iterator[AlertFinding]:
    """Yield the checks of one kind of model; none with too few corrections.

    A share passes a threshold only if its whole 95% confidence interval does.

    Args:
        kind: titles, companies or replies.
        rows: of the last `MODEL_DAYS` days, in their order.
        day: the last one.
        limits: active ones, by name.
    """

    def finding(
        what: str,
        is_over: bool,
        figure: float,
        limit: str,
        **facts: object,
    ) -> AlertFinding:
        label = str(facts.get("label", ""))
        return AlertFinding(
            area=Alert.Area.MODEL,
            signal=f"{kind}:{what}" + (f":{label}" if label else ""),
            is_over=is_over,
            figure=figure,
            limit=limits[limit],
            at=day_begins(day),
            facts={"kind": kind, "what": what, **facts},
        )

    tally = tally_of(rows)
    if tally.n_judged >= MIN_JUDGED:
        low, _ = wilson(tally.n_changed, tally.n_judged)
        share = tally.n_changed / tally.n_judged
        over = low > limits["model_changed"]
        yield finding("changed", over, share, "model_changed", n=tally.n_judged)
    for slug, label in sorted(tally.labels.items()):
        given = label.right + label.wrong
        if given >= MIN_OF_A_LABEL:
            _, high = wilson(label.right, given)
            over, share = high < limits["model_precision"], label.right / given
            yield finding("label", over, share, "model_precision", n=given, label=slug)
    error, n_scored = calibration_error(tally.bins), sum(each.n for each in tally.bins)
    if error is not None and n_scored >= MIN_SCORED:
        over = error > limits["model_calibration"]
        yield finding("calibration", over, error, "model_calibration", n=n_scored)
    last = rows[-1] if rows else None
    if last is not None and last.agreement is not None and last.n_pairs >= MIN_PAIRS:
        over = last.agreement < limits["model_agreement"]
        yield finding("agreement", over, last.agreement, "model_agreement", n=last.n_pairs)


def of_hour(rows: Sequence[HourFigure], *, limits: Mapping[str, float]) -> Iterator[AlertFinding]:
    """Yield the checks of one past hour; none for groups with too few entries."""

    def finding(row: HourFigure, what: str, figure: float, limit: str) -> AlertFinding:
        return AlertFinding(
            area=Alert.Area.OPERATION,
            signal=f"{what}:{row.group}",
            is_over=figure > limits[limit],
            figure=figure,
            limit=limits[limit],
            at=row.hour,
            facts={"what": what, "group": row.group, "n": row.n},
        )

    for row in rows:
        is_job, is_queue = row.group.startswith(JOB), row.group.startswith(QUEUE)
        if row.group == JOBS:
            yield finding(row, "queue", quantile_of([row], _HALF) or 0.0, "queue")
        if is_queue or row.n < (MIN_JOBS if is_job else MIN_REQUESTS):
            continue
        yield finding(row, "errors", row.n_errors / row.n, "failures")
        if not is_job:
            limit = "slow_pages" if row.group == PAGES else "slow_api"
            yield finding(row, "slow", quantile_of([row], _WITHIN) or 0.0, limit)
