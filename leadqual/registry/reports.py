"""The report of an evaluation as tables: whatever figures it has, in its own order."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Figures that belong together, e.g. all of one test set."""

    name: str
    figures: tuple[Figure, ...]


def tables_of(report: Mapping[str, object]) -> list[FigureTable]:
    """Turn a report into tables: one for its own figures, one for each group in it."""
    own = tuple(_figures(report))
    tables = [FigureTable("Figures", own)] if own else []
    for name, value in report.items():
        if isinstance(value, Mapping):
            tables += _tables_of_group(_words(name), value)
    return tables


def _tables_of_group(name: str, group: Mapping[str, object]) -> list[FigureTable]:
    figures = tuple(_figures(group))
    tables = [FigureTable(name, figures)] if figures else []
    for key, value in group.items():
        if isinstance(value, Mapping):
            tables += _tables_of_group(f"{name}: {_words(key)}", value)
    return tables


def _figures(group: Mapping[str, object]) -> list[Figure]:
    return [
        Figure(_words(name), _shown(value))
        for name, value in group.items()
        if isinstance(value, int | float | str)
    ]


def _shown(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


def _words(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
