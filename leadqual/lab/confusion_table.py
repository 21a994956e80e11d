"""A table of departments that are right against those that were given, as the Lab page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifiers.lab.peers.department_confusions import ConfusionCell

SHARES = (0.02, 0.05, 0.1)  # Of a row, from which on a cell is darker.


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell.

    Args:
        name: of the department that was given.
        n_titles: how many titles.
        kind: `right` on the diagonal, `wrong` elsewhere, `zero` where there is none.
        depth: how dark a wrong one is, 1 to 4.
    """

    name: str
    n_titles: int
    kind: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class ConfusionRow:
    """Titles of one department.

    Args:
        name: of the department that is right.
        n_titles: how many there are.
        share: of these, that was given the department; None where there are no titles.
        cells: one for each department that could be given.
    """

    name: str
    n_titles: int
    share: float | None
    cells: tuple[ShownCell, ...]


def rows_of(
    cells: Sequence[ConfusionCell], totals: Mapping[str, int], names: Mapping[str, str]
) -> tuple[ConfusionRow, ...]:
    """Return a row for each department; its cells may add up to more than its titles.

    Args:
        cells: those that are not empty.
        totals: slug of each department → titles that it is right for.
        names: slug of each department → its name, in the order of rows and columns.
    """
    counts = {(cell.right, cell.given): cell.n_titles for cell in cells}
    return tuple(_row(right, totals.get(right, 0), names, counts) for right in names)


def _row(
    right: str, total: int, names: Mapping[str, str], counts: Mapping[tuple[str, str], int]
) -> ConfusionRow:
    return ConfusionRow(
        name=names[right],
        n_titles=total,
        share=counts.get((right, right), 0) / total if total else None,
        cells=tuple(
            _cell(names[given], counts.get((right, given), 0), total, is_right=right == given)
            for given in names
        ),
    )


def _cell(name: str, n_titles: int, total: int, *, is_right: bool) -> ShownCell:
    if not n_titles:
        return ShownCell(name, 0, "zero")
    if is_right:
        return ShownCell(name, n_titles, "right")
    depth = 1 + sum(n_titles >= share * total for share in SHARES)
    return ShownCell(name, n_titles, "wrong", depth)
