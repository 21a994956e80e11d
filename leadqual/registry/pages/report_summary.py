"""The report of a live version in short: the figures that matter, and its labels, lowest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from classifiers.evaluation.headline import MEANING, NAME, cases, headline
from leadqual.core.formats import thousands
from leadqual.core.pages.charts import Chart, ChartBar, bar_chart
from leadqual.registry.models import ModelVersion
from leadqual.registry.pages.model_data import LabelRow

MIN_CHARTED = 20
"""Labels from which on their F1 is drawn as a distribution."""

MIN_EXAMPLES = 10
"""Minimum test examples of a label for a meaningful F1."""

_N_RANGES = 10
_MAX_FIGURES = 4
_Path = tuple[str | int, ...]
_Kind = ModelVersion.Kind
_CASCADE: _Path = ("evaluations", 0)
_F1 = "1 is perfect; what is missed and what is wrong both lower it."
_CALIBRATION = "How far scores are from the share of predictions that are right; 0 is perfect."
_HELD_OUT = "on titles held out of training"
_KEY_FIGURES: Mapping[str, tuple[tuple[str, str, _Path], ...]] = {
    _Kind.TITLES: (
        (
            "Functions, held-out titles",
            f"Micro-F1 of functions {_HELD_OUT}: {_F1}",
            (*_CASCADE, "figures", "functions micro-F1"),
        ),
        (
            "Departments, held-out titles",
            f"Micro-F1 of departments {_HELD_OUT}: {_F1}",
            (*_CASCADE, "figures", "departments micro-F1"),
        ),
        (
            "Level accuracy, held-out titles",
            f"Share with the right level {_HELD_OUT}.",
            (*_CASCADE, "figures", "level accuracy"),
        ),
        (
            "Calibration error, held-out titles",
            _CALIBRATION,
            (*_CASCADE, "figures", "calibration error"),
        ),
    ),
    _Kind.COMPANIES: (
        (
            "Companies of a public directory",
            f"Macro-F1, the mean of B2B and B2C: {_F1}",
            ("figures", "directory_macro_f1"),
        ),
        (
            "Accuracy on hard cases",
            "Share of hard test companies with the right business model.",
            ("figures", "hard_accuracy"),
        ),
        (
            "Accuracy on clear cases",
            "The same of held-out portfolio companies, without doubtful ones.",
            ("figures", "pool_accuracy_without_doubt"),
        ),
        (
            "Calibration error, portfolio companies",
            _CALIBRATION,
            ("figures", "pool_calibration_error"),
        ),
    ),
    _Kind.REPLIES: (
        (
            "Intent accuracy",
            "Share of replies of the frozen test set with the right intent.",
            ("accuracy",),
        ),
        (
            "Requests to unsubscribe found",
            "Recall: share of replies that ask to unsubscribe and were recognized.",
            ("unsubscribe", "recall"),
        ),
        ("Calibration error, intents", _CALIBRATION, ("calibration_error",)),
    ),
}
_LABELS: Mapping[str, _Path] = {
    _Kind.TITLES: (*_CASCADE, "labels"),
    _Kind.REPLIES: ("intents",),
}


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure of a version.

    Args:
        measure: what exactly was measured, by its technical name; empty for a report without
            known figures.
    """

    name: str
    value: str
    measure: str = ""


def kind_summary(
    kind: str, versions: Sequence[ModelVersion], *, page: str, here: str
) -> dict[str, Any]:
    """Return one kind of model for the top of the page."""
    live = next((version for version in versions if version.is_active), None)
    return {
        "kind": kind,
        "name": str(_Kind(kind).label),
        "live": live,
        "figure": headline_figure(live) if live else None,
        "n_candidates": sum(version.state == ModelVersion.State.CANDIDATE for version in versions),
        "url": f"{page}?kind={kind}",
        "is_here": kind == here,
    }


def headline_figure(
    version: ModelVersion, *, report: Mapping[str, Any] | None = None
) -> KeyFigure | None:
    """Return the figure by which a version is named everywhere; None where it has none."""
    known = version.report if report is None else report
    found = headline(version.kind, version.version, known)
    if found is None:
        return None
    measure = f"{MEANING} Measured on {cases(version.kind, found.n_examples)}."
    return KeyFigure(NAME, found.shown, measure)


def key_figures(version: ModelVersion) -> list[KeyFigure]:
    """Return the headline figure of a version and others, with unique names."""
    first = headline_figure(version)
    return [*([first] if first else []), *_other_figures(version)]


def _other_figures(version: ModelVersion) -> list[KeyFigure]:
    """Return further figures of a report; the first few if none is known."""
    found = []
    for name, measure, path in _KEY_FIGURES.get(version.kind, ()):
        value = _at(version.report, path)
        if isinstance(value, float | int):
            found.append(KeyFigure(name, f"{value:.3f}", measure))
    if found:
        return found
    measured = _at(version.report, ("figures",))
    figures = measured.items() if isinstance(measured, Mapping) else ()
    shown = [(name, value) for name, value in figures if isinstance(value, float)]
    return [
        KeyFigure(name.replace("_", " ").capitalize(), f"{value:.3f}")
        for name, value in shown[:_MAX_FIGURES]
    ]


def label_rows(version: ModelVersion, names: Mapping[str, str]) -> list[LabelRow]:
    """Return the labels of a report with their F1, the lowest first, rare ones last."""
    labels = _at(version.report, ("labels",)) or _at(
        version.report, _LABELS.get(version.kind, ("labels",))
    )
    if not isinstance(labels, Mapping):
        return []
    rows = [
        LabelRow(names.get(slug, slug), float(label["f1"]), None, int(_n_examples(label)))
        for slug, label in labels.items()
        if isinstance(label, Mapping) and isinstance(label.get("f1"), float | int)
    ]
    return sorted(rows, key=lambda row: (row.n_examples < MIN_EXAMPLES, row.new, row.name))


def label_chart(rows: Sequence[LabelRow]) -> Chart | None:
    """Return a histogram of F1 by label, without rare labels; None for too few labels."""
    rows = [row for row in rows if row.n_examples >= MIN_EXAMPLES]
    if len(rows) < MIN_CHARTED:
        return None
    counts = [0] * _N_RANGES
    for row in rows:
        counts[min(int(row.new * _N_RANGES), _N_RANGES - 1)] += 1
    bars = [
        ChartBar(f"{at / _N_RANGES:.1f}–{(at + 1) / _N_RANGES:.1f}", count)
        for at, count in enumerate(counts)
    ]
    return bar_chart(
        bars, title="Labels by F1", points_name="F1", values_name="Labels", words=thousands
    )


def report_value(version: ModelVersion, path: _Path) -> object:
    """Return the value at a path of the report of a version; None if missing."""
    return _at(version.report, path)


def _n_examples(figures: Mapping[str, object]) -> int:
    found = (figures.get(name) for name in ("wanted", "support", "examples"))
    return next((value for value in found if isinstance(value, int)), 0)


def _at(report: object, path: _Path) -> object:
    """Return the value at a path of a report; None if missing."""
    found = report
    for step in path:
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and isinstance(step, int) and step < len(found):
            found = found[step]
        else:
            return None
    return found
