"""What the page of learning curves shows: chart, numbers, what to use, what more would buy."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from leadqual.core.pages.charts import Chart, ChartLine, FigureRow, FigureTable, line_chart
from research.advice import MORE, NOTHING, MethodAdvice, advice_text, curve_of, gain, score
from research.report import CURRENCY, cost
from research.study import (
    METHODS,
    SUBJECTS,
    CurvePoint,
    LabStudy,
    MeanWithInterval,
    find_study,
    own_results,
    shipped_results,
    title_of,
)

KINDS = SUBJECTS
_COLORS = (1, 2, 3, 5, 4)
"""Of the lines, one for each method in the order of their names."""
_MILLION, _THOUSAND = 1_000_000, 1_000
_HEAD = "Method"
_SIZES = "Labels"


@dataclass(frozen=True, slots=True)
class Table(FigureTable):
    """Figures of the methods.

    Args:
        words: next to the name.
    """

    words: str


@dataclass(frozen=True, slots=True)
class Curves:
    """All that the page shows of one study."""

    study: LabStudy
    is_own: bool  # Measured here; else it ships with LeadQual.
    chart: Chart
    tables: tuple[Table, ...]
    advice: tuple[MethodAdvice, ...]
    gains: tuple[FigureRow, ...]  # What more labels would buy at the largest size of each method.
    first: datetime | None
    last: datetime | None
    has_other: bool  # There is another study: one that ships next to one from here.

    @property
    def measured(self) -> str:
        """Say on which day it was measured, or from which day to which."""
        first, last = self.first, self.last
        if first is None or last is None:
            return "–"
        if first.date() == last.date():
            return f"{last:%b} {last.day}, {last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%b} {first.day}–{last.day}, {last.year}"
        year = "" if first.year == last.year else f", {first.year}"
        return f"{first:%b} {first.day}{year} – {last:%b} {last.day}, {last.year}"

    @property
    def n_more(self) -> int:
        """Labels of `gains`."""
        return MORE


def curves_of(state: Path, subject: str, *, wants_shipped: bool, cpu_hour: float) -> Curves | None:
    """Return what the page shows; None where nothing was measured.

    Args:
        state: the state folder of the installation.
        subject: one of `KINDS`.
        wants_shipped: show what comes with the product also where something was run here.
        cpu_hour: price of an hour of one core, in euros.

    Raises:
        ResultsError: a file of results cannot be read.
    """
    found = find_study(state, subject, wants_shipped=wants_shipped)
    if found is None or not found[0].points:
        return None
    study, is_own = found
    return Curves(
        study=study,
        is_own=is_own,
        chart=_chart(study),
        tables=(_scores(study), _accuracies(study), _costs(study, cpu_hour)),
        advice=tuple(advice_text(study)),
        gains=tuple(_gains(study)),
        first=_day(study.first),
        last=_day(study.last),
        has_other=own_results(state, subject).exists() and shipped_results(subject).exists(),
    )


def _chart(study: LabStudy) -> Chart:
    lines = [
        ChartLine(
            f"{title_of(method)} {list(own.values())[-1].macro_f1.value:.2f}",
            [own[size].macro_f1.value if size in own else None for size in study.sizes],
            color=_color(method),
            band=[_interval(own.get(size)) for size in study.sizes],
        )
        for method, own in study.points.items()
    ]
    return line_chart(
        lines,
        title="Macro-F1 by labeled examples",
        points=[f"{size:,}" for size in study.sizes],
        points_name="Examples",
        words=lambda value: NOTHING if value is None else f"{value:.2f}",
        highest=1.0,
    )


def _color(method: str) -> int:
    return _COLORS[list(METHODS).index(method)] if method in METHODS else _COLORS[-1]


def _interval(point: CurvePoint | None) -> tuple[float, float] | None:
    if point is None or point.macro_f1.low is None or point.macro_f1.high is None:
        return None
    return point.macro_f1.low, point.macro_f1.high


def _by_size(
    study: LabStudy, name: str, words: str, figure: Callable[[CurvePoint], MeanWithInterval]
) -> Table:
    """Return one figure at each size, a column for each method; a stroke where there is none."""
    rows = tuple(
        FigureRow(
            f"{size:,}",
            tuple(
                score(figure(own[size])) if size in own else NOTHING
                for own in study.points.values()
            ),
        )
        for size in study.sizes
    )
    return Table(name, _SIZES, tuple(title_of(method) for method in study.points), rows, words)


def _scores(study: LabStudy) -> Table:
    return _by_size(study, "Macro-F1", "mean over all labels", lambda point: point.macro_f1)


def _accuracies(study: LabStudy) -> Table:
    words = "all labels right, no others" if study.facts.has_many else "share that is right"
    return _by_size(study, "Accuracy", words, lambda point: point.accuracy)


def _costs(study: LabStudy, cpu_hour: float) -> Table:
    rows = []
    for method, own in study.points.items():
        point = own[max(own)]
        rows.append(
            FigureRow(
                title_of(method),
                (
                    f"{point.size:,}",
                    f"{point.fit_cpu:,.1f}",
                    f"{point.answer_cpu_ms:,.2f}",
                    f"{cost(point.fit_cpu, cpu_hour):.4f}",
                    f"{cost(point.answer_cpu_ms / _THOUSAND * _MILLION, cpu_hour):,.2f}",
                ),
            )
        )
    columns = (
        "Examples",
        "CPU seconds to train",
        "CPU ms per prediction",
        f"{CURRENCY} to train",
        f"{CURRENCY} per million predictions",
    )
    words = f"at the largest size measured; {cpu_hour:g} {CURRENCY} per core hour"
    return Table("Time and cost", _HEAD, columns, tuple(rows), words)


def _gains(study: LabStudy) -> list[FigureRow]:
    found = []
    for method, own in study.points.items():
        points = list(own.values())
        curve = curve_of(points)
        if curve is not None:
            size = points[-1].size
            found.append(FigureRow(title_of(method), (gain(curve.gain(size)), f"{size:,}")))
    return found


def _day(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return None
