"""The corrections of models as plain values for the monitoring page."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from classifiers.evaluation.human_evaluation import ReviewCounts, calibration_error, wilson
from leadqual.accounts.models import Workspace
from leadqual.core.formats import percent, thousands
from leadqual.core.pages.charts import Chart, ChartLine, FigureRow, FigureTable, line_chart
from leadqual.monitoring.alerts.alert_texts import KIND_NAMES, label_text
from leadqual.monitoring.alerts.threshold_checks import MODEL_DAYS, tally_of
from leadqual.monitoring.models import ModelDay
from leadqual.monitoring.outcomes import KINDS
from leadqual.monitoring.selectors import day_before, model_days_of
from leadqual.taxonomy.selectors import function_names

MODEL_WEEKS = 12
_TOPS = (0.1, 0.2, 0.4, 1.0)


@dataclass(frozen=True, slots=True)
class ModelKindRow:
    """One kind of model on the page.

    Args:
        n_shown: answers of the last four weeks.
        changed: share of those corrected; None without any review.
        charts: by week; empty before the first review.
    """

    kind: str
    name: str
    n_shown: int
    n_judged: int
    changed: float | None
    low: float
    high: float
    error: float | None
    agreed: float | None
    agreement: float | None
    n_pairs: int
    labels: FigureTable | None
    bins: FigureTable | None
    charts: tuple[Chart, ...]


def model_kind_rows(workspace: Workspace, *, today: date) -> list[ModelKindRow]:
    """Return the figures of each kind of model; two queries."""
    by_kind: defaultdict[str, list[ModelDay]] = defaultdict(list)
    since = day_before(today, 7 * MODEL_WEEKS)
    for row in model_days_of(workspace, since=since):
        by_kind[row.kind].append(row)
    names = function_names()
    return [_kind(kind, by_kind[kind], today, names) for kind in KINDS if by_kind[kind]]


def _kind(
    kind: str, rows: Sequence[ModelDay], today: date, names: Mapping[str, str]
) -> ModelKindRow:
    recent = [row for row in rows if row.day >= day_before(today, MODEL_DAYS)]
    tally = tally_of(recent)
    low, high = wilson(tally.n_changed, tally.n_judged)
    paired = next((row for row in reversed(rows) if row.n_pairs), None)
    return ModelKindRow(
        kind=kind,
        name=_name(kind),
        n_shown=sum(row.n_shown for row in recent),
        n_judged=tally.n_judged,
        changed=tally.n_changed / tally.n_judged if tally.n_judged else None,
        low=low,
        high=high,
        error=calibration_error(tally.bins),
        agreed=_agreed(rows),
        agreement=paired.agreement if paired else None,
        n_pairs=paired.n_pairs if paired else 0,
        labels=_labels(kind, tally, names),
        bins=_bins(kind, tally),
        charts=tuple(_charts(kind, rows, today)),
    )


def _labels(kind: str, tally: ReviewCounts, names: Mapping[str, str]) -> FigureTable | None:
    found = []
    for slug, one in tally.labels.items():
        given = one.right + one.wrong
        if given:
            low, high = wilson(one.right, given)
            between = f"{percent(low)} to {percent(high)}"
            right = percent(one.right / given)
            values = (thousands(given), right, between, thousands(one.missed))
            found.append((high, label_text(kind, slug, names), values))
    if not found:
        return None
    rows = tuple(FigureRow(name, values) for _, name, values in sorted(found))
    columns = ("Given", "Right", "95% interval", "Missed")
    return FigureTable(f"{_name(kind)}: each label", "Label", columns, rows)


def _bins(kind: str, tally: ReviewCounts) -> FigureTable | None:
    rows = tuple(
        FigureRow(
            f"{place / 10:.1f} to {(place + 1) / 10:.1f}",
            (thousands(one.n), percent(one.promised / one.n), percent(one.right / one.n)),
        )
        for place, one in enumerate(tally.bins)
        if one.n
    )
    if not rows:
        return None
    columns = ("Labels", "Promised", "Right")
    return FigureTable(f"{_name(kind)}: calibration", "Score", columns, rows)


def _name(kind: str) -> str:
    return KIND_NAMES[kind].capitalize()


def _charts(kind: str, rows: Sequence[ModelDay], today: date) -> Iterator[Chart]:
    """Yield what was changed, how far scores were off, and how far people agreed, by week."""
    begins = [today - timedelta(days=7 * n) for n in range(MODEL_WEEKS, 0, -1)]
    weeks = [
        [row for row in rows if begin <= row.day < begin + timedelta(days=7)] for begin in begins
    ]

    def chart(title: str, lines: Sequence[ChartLine], highest: float) -> Chart:
        return line_chart(
            lines,
            title=f"{_name(kind)}: {title}, by week",
            points=[f"{begin:%b %-d}" for begin in begins],
            points_name="Week from",
            words=percent,
            highest=highest,
        )

    tallies = [tally_of(week) for week in weeks]
    if any(each.n_judged for each in tallies):
        changed = [each.n_changed / each.n_judged if each.n_judged else None for each in tallies]
        errors = [calibration_error(each.bins) for each in tallies]
        most = max(value for value in (*changed, *errors) if value is not None)
        yield chart(
            "corrected predictions and calibration error",
            [
                ChartLine("Changed", changed, color=3),
                ChartLine("Calibration error", errors, color=1),
            ],
            next(top for top in _TOPS if most <= top),
        )
    agreed = [_agreed(week) for week in weeks]
    if any(share is not None for share in agreed):
        yield chart("agreement between labelers", [ChartLine("Agreed", agreed, color=2)], 1.0)


def _agreed(rows: Sequence[ModelDay]) -> float | None:
    """Return the share of things on which people agreed at the end of some days."""
    last = next((row for row in reversed(rows) if row.n_pairs), None)
    return last.n_agreed / last.n_pairs if last else None
