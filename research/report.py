"""The report of a study as Markdown, and its learning curves as PNG and SVG."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from research.advice import MORE, advice_text, curve_of, gain, interval, score
from research.study import (
    INTERVAL,
    METHODS,
    SIZES,
    CurvePoint,
    LabStudy,
    MeanWithInterval,
    MethodError,
    title_of,
)

CPU_HOUR = 0.05
"""Euros for an hour of one core, where nobody says: about what a small rented server costs."""
CURRENCY = "EUR"
_HOUR, _MILLION, _THOUSAND = 3_600, 1_000_000, 1_000


def report_of(study: LabStudy, *, cpu_hour: float = CPU_HOUR) -> str:
    """Return the report.

    Args:
        study: what was measured.
        cpu_hour: price of an hour of one core, in euros.
    """
    parts = [_head(study), _advice(study), _growth(study), _scores(study), _effort(study, cpu_hour)]
    return "\n\n".join(part for part in (*parts, _absent(study)) if part) + "\n"


def _head(study: LabStudy) -> str:
    facts = study.facts
    methods = (f"{title_of(name)} (`{name}` {study.versions[name]})" for name in study.points)
    several = ", several or none of which may be right" if facts.has_many else ""
    return f"""# Learning curves: {facts.subject}

![Macro-F1 by labeled examples, a line for each method]({facts.subject}.svg)

{_command(study)} Picture: `leadqual lab charts {facts.subject}`.

- Learned from: up to {facts.n_learned:,} examples; tested on {facts.n_tested:,}: {facts.kept_out}.
  {facts.n_labels} labels{several}.
- Data: `{facts.data}` (hash of examples, labels, sides and order).
- Measured: {study.first[:10]} to {study.last[:10]}.
- Methods: {", ".join(methods)}.
- Intervals: {INTERVAL}. Each seed is another order of the examples; a smaller size is the beginning
  of a larger one, and all methods get the same. With all examples every seed has the same ones:
  intervals there tell the chance in the method alone. Below three seeds there is none."""


def _command(study: LabStudy) -> str:
    """Return how to get the figures again."""
    subject = study.facts.subject
    data = "" if subject == "replies" else " --data FOLDER"
    return f"Figures: `leadqual lab run {subject}{data}`, then `leadqual lab report {subject}`."


def _advice(study: LabStudy) -> str:
    found = advice_text(study)
    if not found:
        words = "Too little was measured: it takes two methods with three seeds at one size."
        return f"## What to use\n\n{words}"
    lines = [f"- {said.where}: **{said.method}** {said.why}" for said in found]
    note = (
        "A lead counts where the interval of the differences, seed by seed, is above zero; among"
        " methods that cannot be told apart the one that is cheapest to teach is named. Nothing is"
        " corrected for the number of comparisons."
    )
    return "\n".join(["## What to use from which size on", "", *lines, "", note])


def _growth(study: LabStudy) -> str:
    rows = list(_growth_rows(study))
    if not rows:
        return ""
    sizes = _asked(study)
    heads = ["Method", *(f"{MORE} more at {size:,}" for size in sizes), "Largest size foretold"]
    note = (
        "Power law `a - b * n ** -c` through the five largest sizes, larger ones weighing more"
        " (Figueroa and others 2012, BMC Medical Informatics and Decision Making 12:8); the"
        " intervals are the middle 95 % of 400 fits on seeds drawn again. With five seeds they are"
        " rather too narrow, and they hold for labels like those that were measured. The last"
        " column says what the curve without the largest size foretold there, and what came: where"
        " that is far off, so may be the gain."
    )
    title = f"## What {MORE} more labels would likely buy (macro-F1)"
    return "\n".join([title, "", *_table(heads, rows), "", note, "", _command(study)])


def _growth_rows(study: LabStudy) -> Iterator[list[str]]:
    for method, own in study.points.items():
        points = [own[size] for size in sorted(own)]
        curve = curve_of(points)
        if curve is None:
            continue
        first, last = curve.sizes[0], curve.sizes[-1]
        gains = [gain(curve.gain(size)) if first <= size <= last else "–" for size in _asked(study)]
        yield [title_of(method), *gains, _foretold(points)]


def _asked(study: LabStudy) -> list[int]:
    """Sizes at which a gain is told: some on the way, and the largest."""
    sizes = [size for size in study.sizes if size in (100, 500, 2_000)]
    return sorted({*sizes, study.sizes[-1]})


def _foretold(points: list[CurvePoint]) -> str:
    *before, last = points
    curve = curve_of(before)
    if curve is None:
        return "–"
    return (
        f"{interval(curve.score(last.size))}; measured {last.macro_f1.value:.3f} at {last.size:,}"
    )


def _scores(study: LabStudy) -> str:
    def table(title: str, of: Callable[[CurvePoint], MeanWithInterval]) -> str:
        heads = ["Method", *(f"{size:,}" for size in study.sizes)]
        rows = [
            [title_of(method), *(_mean(own.get(size), of) for size in study.sizes)]
            for method, own in study.points.items()
        ]
        return "\n".join([f"## {title}", "", *_table(heads, rows), "", _command(study)])

    exact = "all labels right and no other" if study.facts.has_many else "share that is right"
    return "\n\n".join(
        [
            table("Macro-F1", lambda point: point.macro_f1),
            table(f"Accuracy ({exact})", lambda point: point.accuracy),
        ]
    )


def _mean(point: CurvePoint | None, of: Callable[[CurvePoint], MeanWithInterval]) -> str:
    return "–" if point is None else score(of(point))


def _effort(study: LabStudy, cpu_hour: float) -> str:
    heads = [
        "Method",
        "Labels",
        "CPU seconds to teach",
        "Seconds on the clock",
        "CPU ms an answer",
        f"{CURRENCY} to teach",
        f"{CURRENCY} a million answers",
    ]
    rows = [
        [
            title_of(method),
            f"{size:,}",
            f"{point.fit_cpu:,.1f}",
            f"{point.fit_seconds:,.1f}",
            f"{point.answer_cpu_ms:,.2f}",
            f"{cost(point.fit_cpu, cpu_hour):.4f}",
            f"{cost(point.answer_cpu_ms / _THOUSAND * _MILLION, cpu_hour):,.2f}",
        ]
        for method, own in study.points.items()
        for size, point in own.items()
        if size in (_asked(study) if len(own) > 1 else study.sizes) or size == max(own)
    ]
    note = (
        f"An hour of one core at {cpu_hour:g} {CURRENCY} (`--cpu-hour`). CPU seconds count all"
        " cores and depend less on what else runs than seconds on the clock do; on processors that"
        " are shared they may still double. Answers are asked for all at once. Vectors that a"
        " method needs are counted, although they are made only once."
    )
    return "\n".join(["## Time and cost", "", *_table(heads, rows), "", note, "", _command(study)])


def cost(cpu_seconds: float, cpu_hour: float) -> float:
    """Return what CPU seconds cost."""
    return cpu_seconds / _HOUR * cpu_hour


def _absent(study: LabStudy) -> str:
    """Return where nothing could be learned, and what is not measured yet."""
    lines = [
        f"- {title_of(method)}, {size:,} labels: {problem}"
        for method, sizes in study.refused.items()
        for size, problem in sorted(sizes.items())
    ]
    for method, own in study.points.items():
        missing = [size for size in study.sizes if size not in own]
        if missing:
            numbers = ", ".join(f"{size:,}" for size in missing)
            lines.append(f"- {title_of(method)}: not measured at {numbers}.")
        few = [p for p in own.values() if p.n_seeds < _most_seeds(study) and _varies(study, p)]
        if few:
            told = ", ".join(f"{p.n_seeds} at {p.size:,}" for p in few)
            lines.append(f"- {title_of(method)}: fewer seeds than elsewhere ({told}).")
    if untouched := sorted(set(_standard(study)) - set(study.sizes)):
        numbers = ", ".join(f"{size:,}" for size in untouched)
        lines.append(f"- No method: not measured at {numbers}.")
    if not lines:
        return ""
    note = f"`leadqual lab run {study.facts.subject}` measures what is missing and nothing else."
    return "\n".join(["## What is missing", "", *lines, "", note])


def _standard(study: LabStudy) -> list[int]:
    """Sizes that a run measures where nobody names any."""
    most = study.facts.n_learned
    return [*(size for size in SIZES if size < most), most]


def _most_seeds(study: LabStudy) -> int:
    return max(point.n_seeds for own in study.points.values() for point in own.values())


def _varies(study: LabStudy, point: CurvePoint) -> bool:
    return not (study.is_all(point.size) and point.n_seeds == 1)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(heads)
    yield f"| {' | '.join(names)} |"
    yield f"|{'|'.join(['---', *['---:'] * (len(names) - 1)])}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


COLOURS = ("#2450cf", "#12876d", "#c95425", "#14171c", "#78818e")
"""Those of the pages, light; one for each method in the order of `METHODS`."""
TEXT, GRID = "#535b68", "#e1e4e9"
SIZE = (8.0, 4.5)
"""Inches."""
DOTS = 110
"""Of a PNG, each inch."""
SETTINGS = {
    "font.size": 9,
    "svg.fonttype": "none",  # words stay words: smaller, and a screen reader finds them
    "svg.hashsalt": "leadqual",  # the same results give the same file
    "text.color": TEXT,
    "axes.labelcolor": TEXT,
    "axes.edgecolor": GRID,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
}


def draw(study: LabStudy, folder: Path) -> list[Path]:
    """Write `SUBJECT.svg` and `SUBJECT.png` into a folder and return their paths.

    Raises:
        MethodError: matplotlib is not installed.
    """
    try:
        from matplotlib import rc_context  # of the extra `lab`
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MethodError("matplotlib is not installed. `make lab` installs it.") from error
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{study.facts.subject}{suffix}" for suffix in (".svg", ".png")]
    with rc_context(SETTINGS):
        figure = Figure(figsize=SIZE, layout="constrained")
        axes = figure.add_subplot()
        _axes(axes, study)
        for number, (method, own) in enumerate(study.points.items()):
            _line(axes, method, list(own.values()), _color(method, number))
        axes.legend(frameon=False, loc="upper left", labelcolor="linecolor")
        figure.savefig(paths[0], metadata={"Date": None})
        figure.savefig(paths[1], dpi=DOTS, metadata={"Software": None})
    return paths


def _axes(axes: Any, study: LabStudy) -> None:
    axes.set_xscale("log")
    axes.set_xticks(study.sizes, [f"{size:,}" for size in study.sizes])
    axes.minorticks_off()
    axes.set_ylim(0, 1)
    axes.grid(visible=True, axis="y", color=GRID)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel("labeled examples")
    axes.set_ylabel("macro-F1")
    facts = study.facts
    axes.set_title(
        f"{facts.subject.capitalize()}: tested on {facts.n_tested:,}. Band: {INTERVAL}",
        loc="left",
        fontsize=9,
        color=TEXT,
    )


def _line(axes: Any, method: str, points: Sequence[CurvePoint], color: str) -> None:
    sizes = [point.size for point in points]
    name = f"{title_of(method)} {points[-1].macro_f1.value:.2f}"
    axes.plot(
        sizes, [point.macro_f1.value for point in points], "o-", color=color, ms=3, label=name
    )
    sure = [point for point in points if point.macro_f1.is_sure]
    axes.fill_between(
        [point.size for point in sure],
        [point.macro_f1.low for point in sure],
        [point.macro_f1.high for point in sure],
        color=color,
        alpha=0.13,
        linewidth=0,
    )


def _color(method: str, number: int) -> str:
    place = list(METHODS).index(method) if method in METHODS else number
    return COLOURS[place % len(COLOURS)]
