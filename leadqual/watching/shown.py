"""What the pages of watching show of data and models, as plain values for the templates."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from classifiers.drift_days import LEAST_REFERENCE_DAYS
from classifiers.judged import Bin, calibration_error, wilson
from leadqual.accounts.models import Workspace
from leadqual.core.charts import Line, LineChart, line_chart
from leadqual.core.templatetags.formats import percent, probability
from leadqual.taxonomy.selectors import function_names
from leadqual.watching.findings import MODEL_DAYS, tally_of
from leadqual.watching.models import DayProfile, ModelDay
from leadqual.watching.outcomes import KINDS
from leadqual.watching.selectors import day_before, model_days_of, profiles_of
from leadqual.watching.signals import SIGNALS, Signal
from leadqual.watching.wording import KIND_NAMES, label_in_words, value_in_words

DATA_DAYS = 60
MODEL_WEEKS = 12
MOST_SHIFTS = 5
_BARS_WIDTH, _BARS_HEIGHT, _BARS_TOP, _BARS_FLOOR = 420, 130, 18, 108
_TOPS = (0.1, 0.2, 0.4, 1.0)
_LEAST_TOP = 1.4
"""Of the chart of drift, in times of the limit: the line of the alarm is always seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of a chart of drift."""

    x: float
    y: float
    width: float
    height: float
    colour: int
    words: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Drift of one signal, day by day.

    Args:
        bars: of the days that could be judged.
        limit_at: height of the line of the alarm.
        limit: what it says.
        first: name of the first day.
        last: name of the last one.
        table: day, rows, index and what is said of it.
    """

    bars: tuple[Bar, ...]
    limit_at: float
    limit: str
    first: str
    last: str
    table: tuple[tuple[str, int, str, str], ...]
    width: int = _BARS_WIDTH
    height: int = _BARS_HEIGHT
    floor: int = _BARS_FLOOR


@dataclass(frozen=True, slots=True)
class ShownShift:
    """The share of a value before and now."""

    value: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class ShownSignal:
    """One signal on the page.

    Args:
        signal: it.
        bars: its drift; None where no day could be judged yet.
        last: the last day.
        shifts: of that day, largest first.
        n_missing: days of data that are missing before it can be judged.
    """

    signal: Signal
    bars: Bars | None
    last: DayProfile
    shifts: tuple[ShownShift, ...]
    n_missing: int


@dataclass(frozen=True, slots=True)
class ShownLabel:
    """What people say of the answers with one label; `low` and `high` bound the precision."""

    name: str
    n: int
    precision: float
    low: float
    high: float
    missed: int


@dataclass(frozen=True, slots=True)
class ShownBin:
    """A tenth of the scores: what they promise, and what people say."""

    words: str
    n: int
    promised: float
    right: float


@dataclass(frozen=True, slots=True)
class ShownKind:
    """One kind of model on the page.

    Args:
        kind: titles, companies or replies.
        name: in words.
        n_shown: answers of the last four weeks.
        n_judged: of which people spoke.
        changed: share of those that they changed; None where nobody spoke.
        low: lower bound of it.
        high: upper bound of it.
        error: of calibration.
        agreed: share of things on which people agree.
        agreement: beyond chance.
        n_pairs: things of which two spoke.
        labels: the most wrong first.
        bins: of the scores.
        chart: week by week; None before the first word.
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
    labels: tuple[ShownLabel, ...]
    bins: tuple[ShownBin, ...]
    chart: LineChart | None


def shown_signals(
    workspace: Workspace, *, today: date, limits: Mapping[str, float]
) -> list[ShownSignal]:
    """Return the signals of which there is anything, in their order; one query."""
    by_name: defaultdict[str, list[DayProfile]] = defaultdict(list)
    for row in profiles_of(workspace, since=day_before(today, DATA_DAYS)):
        by_name[row.signal].append(row)
    return [
        _signal(signal, by_name[name], limits["drift_index"])
        for name, signal in SIGNALS.items()
        if by_name[name]
    ]


def shown_kinds(workspace: Workspace, *, today: date) -> list[ShownKind]:
    """Return what people said of each kind of model; two queries."""
    by_kind: defaultdict[str, list[ModelDay]] = defaultdict(list)
    since = day_before(today, 7 * MODEL_WEEKS)
    for row in model_days_of(workspace, since=since):
        by_kind[row.kind].append(row)
    names = function_names()
    return [_kind(kind, by_kind[kind], today, names) for kind in KINDS if by_kind[kind]]


def _signal(signal: Signal, rows: Sequence[DayProfile], limit: float) -> ShownSignal:
    judged = [row for row in rows if row.is_drift is not None]
    last = rows[-1]
    shifts = [ShownShift(value_in_words(signal.name, value), *more) for value, *more in last.shifts]
    return ShownSignal(
        signal=signal,
        bars=_bars(rows, limit) if judged else None,
        last=last,
        shifts=tuple(shifts[:MOST_SHIFTS]),
        n_missing=max(0, LEAST_REFERENCE_DAYS + 1 - len(rows)),
    )


def _bars(rows: Sequence[DayProfile], limit: float) -> Bars:
    top = max(_LEAST_TOP * limit, *(row.index or 0.0 for row in rows))
    room = _BARS_FLOOR - _BARS_TOP
    step = _BARS_WIDTH / max(len(rows), 14)
    bars = [
        Bar(
            x=round(place * step, 1),
            y=round(_BARS_FLOOR - room * row.index / top, 1),
            width=round(step * 0.7, 1),
            height=round(max(1.0, room * row.index / top), 1),
            colour=3 if row.is_drift else 4,
            words=f"{row.day:%-d %B}: {row.index:.2f}",
        )
        for place, row in enumerate(rows)
        if row.index is not None
    ]
    return Bars(
        bars=tuple(bars),
        limit_at=round(_BARS_FLOOR - room * limit / top, 1),
        limit=f"alarm {limit:.2f}",
        first=f"{rows[0].day:%-d %B}",
        last=f"{rows[-1].day:%-d %B}",
        table=tuple(
            (f"{row.day:%-d %B %Y}", row.n_rows, probability(row.index), _said(row)) for row in rows
        ),
    )


def _said(row: DayProfile) -> str:
    if row.is_drift is None:
        return "too little to compare"
    return "drift" if row.is_drift else "as before"


def _kind(kind: str, rows: Sequence[ModelDay], today: date, names: Mapping[str, str]) -> ShownKind:
    lately = [row for row in rows if row.day >= day_before(today, MODEL_DAYS)]
    tally = tally_of(lately)
    low, high = wilson(tally.n_changed, tally.n_judged)
    labels = [
        ShownLabel(
            label_in_words(kind, slug, names),
            given,
            one.right / given,
            *wilson(one.right, given),
            one.missed,
        )
        for slug, one in tally.labels.items()
        if (given := one.right + one.wrong)
    ]
    paired = next((row for row in reversed(rows) if row.n_pairs), None)
    return ShownKind(
        kind=kind,
        name=KIND_NAMES[kind].capitalize(),
        n_shown=sum(row.n_shown for row in lately),
        n_judged=tally.n_judged,
        changed=tally.n_changed / tally.n_judged if tally.n_judged else None,
        low=low,
        high=high,
        error=calibration_error(tally.bins),
        agreed=paired.n_agreed / paired.n_pairs if paired else None,
        agreement=paired.agreement if paired else None,
        n_pairs=paired.n_pairs if paired else 0,
        labels=tuple(sorted(labels, key=lambda one: (one.high, one.name))),
        bins=tuple(_bin(place, one) for place, one in enumerate(tally.bins) if one.n),
        chart=_weeks(rows, today),
    )


def _bin(place: int, one: Bin) -> ShownBin:
    words = f"{place / 10:.1f} to {(place + 1) / 10:.1f}"
    return ShownBin(words, one.n, one.promised / one.n, one.right / one.n)


def _weeks(rows: Sequence[ModelDay], today: date) -> LineChart | None:
    """Return what was changed and how far scores were off, week by week."""
    begins = [today - timedelta(days=7 * n) for n in range(MODEL_WEEKS, 0, -1)]
    weeks = [
        tally_of(row for row in rows if begin <= row.day < begin + timedelta(days=7))
        for begin in begins
    ]
    if not any(week.n_judged for week in weeks):
        return None
    changed = [week.n_changed / week.n_judged if week.n_judged else None for week in weeks]
    errors = [calibration_error(week.bins) for week in weeks]
    most = max(value for value in (*changed, *errors) if value is not None)
    return line_chart(
        [Line("Changed", changed, colour=3), Line("Calibration error", errors, colour=1)],
        title="Answers that people changed, and how far scores were off, by week",
        points=[f"{begin:%-d %b}" for begin in begins],
        points_name="Week from",
        words=percent,
        highest=next(top for top in _TOPS if most <= top),
    )
