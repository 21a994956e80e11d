"""Learning curves as PNG and SVG files, by matplotlib."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from classifiers.lab.methods import MethodError
from classifiers.lab.names import METHODS, title_of
from classifiers.lab.summary import INTERVAL, CurvePoint, LabStudy

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
