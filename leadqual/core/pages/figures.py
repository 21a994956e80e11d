"""Figures below each other, a name before each row: what `components/figures.html` shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FigureRow:
    """What stands beside one name."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Figures that belong together.

    Args:
        name: what is shown.
        head: what the names of the rows are.
        rows: one value for each column.
    """

    name: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[FigureRow, ...]
