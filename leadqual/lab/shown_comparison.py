"""What the Lab page shows of fastText next to the title model: figures, confused departments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from classifiers.core.taxonomy import Taxonomy, load_default
from leadqual.core.pages.panels import Tab
from leadqual.core.texts.plain_texts import counted
from research.study import own_comparison, shipped_comparison
from research.title_comparison import (
    NONE,
    ComparedMethod,
    ComparedSet,
    ConfusionCell,
    ConfusionExample,
    TitleComparison,
    read_comparison,
)

SHARES = (0.02, 0.05, 0.1)  # Of a row, from which on a cell is darker.

COLUMNS = (
    *("Micro-F1", "Macro-F1", "Micro-F1, unseen", "Departments", "Level"),
    *("Titles per second", "Size"),
)
MAX_PAIRS = 5  # Of departments, in sentences.
MAX_OTHERS = 1  # Departments that were missed, or given to titles of none.
NO_DEPARTMENT = "No department"
One = TypeVar("One", ComparedSet, ComparedMethod)


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell: `right` on the diagonal, `wrong` elsewhere, `zero` where there is none."""

    name: str
    n_titles: int
    kind: str
    depth: int = 0  # How dark a wrong one is, 1 to 4.


@dataclass(frozen=True, slots=True)
class ConfusionRow:
    """Titles of one department, with a cell for each department that could be given."""

    name: str
    n_titles: int
    share: float | None  # Given the department; None where there are no titles.
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


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One method: its figures, one for each column."""

    name: str
    version: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ConfusionSentence:
    """One kind of error, and titles with what is right and what was given, in words."""

    words: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """All that the page shows."""

    at: datetime | None
    is_own: bool
    n_learned: int
    version: str
    shown_set: ComparedSet
    method: ComparedMethod
    set_tabs: tuple[Tab, ...]
    method_tabs: tuple[Tab, ...]
    rows: tuple[MethodRow, ...]
    sentences: tuple[ConfusionSentence, ...]
    has_examples: bool
    departments: tuple[str, ...]
    cells: tuple[ConfusionRow, ...]


def shown_comparison(state: Path, *, page: str, asked: Mapping[str, str]) -> ShownComparison | None:
    """Return what the page shows; None where nothing was measured.

    Args:
        state: the state folder of the installation; what was measured here goes first.
        page: address of the page.
        asked: parameters of the page, of which `set` and `method` choose; others stay.

    Raises:
        ResultsError: a file cannot be read.
    """
    own = read_comparison(own_comparison(state))
    found = own or read_comparison(shipped_comparison())
    if found is None or not found.sets or not found.methods:
        return None
    group = _chosen(found.sets, asked.get("set", ""))
    method = _chosen(found.methods, asked.get("method", ""))
    taxonomy = _taxonomy()
    names = {**taxonomy.departments, NONE: NO_DEPARTMENT}
    cells = group.confusions.get(method.code, ())
    kept = {name: value for name, value in asked.items() if name not in {"set", "method"}}

    def tab(words: str, count: int | None, *, is_here: bool, **chosen: str) -> Tab:
        query = urlencode({**kept, "set": group.code, "method": method.code, **chosen})
        return Tab(f"{page}?{query}#beside", words, count, is_here=is_here)

    return ShownComparison(
        at=_day(found.at),
        is_own=own is not None,
        n_learned=found.n_learned,
        version=found.methods[0].version,
        shown_set=group,
        method=method,
        set_tabs=tuple(
            tab(one.name, one.n_titles, is_here=one is group, set=one.code) for one in found.sets
        ),
        method_tabs=tuple(
            tab(one.name, None, is_here=one is method, method=one.code) for one in found.methods
        ),
        rows=_method_rows(found, group),
        sentences=_sentences(cells, names, taxonomy),
        has_examples=any(cell.examples for cell in cells),
        departments=tuple(names.values()),
        cells=rows_of(cells, group.departments, names),
    )


def _chosen(found: Sequence[One], code: str) -> One:
    return next((one for one in found if one.code == code), found[0])


def _method_rows(found: TitleComparison, group: ComparedSet) -> tuple[MethodRow, ...]:
    rows = []
    for method in found.methods:
        figures = group.figures[method.code]
        values = (
            *(figures.micro_f1, figures.macro_f1, figures.unseen_micro_f1),
            *(figures.departments, figures.level),
        )
        shown = (
            *(f"{value:.3f}" for value in values),
            *(f"{method.titles_per_second:,}", f"{method.megabytes:,.0f} MB"),
        )
        named = tuple(zip(COLUMNS, shown, strict=True))
        rows.append(MethodRow(method.name, method.version, named))
    return tuple(rows)


def _sentences(
    cells: Sequence[ConfusionCell], names: Mapping[str, str], taxonomy: Taxonomy
) -> tuple[ConfusionSentence, ...]:
    """Return which departments are confused most, which is missed most, which is given for none."""
    wrong = sorted(
        (cell for cell in cells if cell.right != cell.given), key=lambda cell: -cell.n_titles
    )
    pairs = [cell for cell in wrong if NONE not in {cell.right, cell.given}]
    missed = [cell for cell in wrong if cell.given == NONE]
    without = [cell for cell in wrong if cell.right == NONE]
    return tuple(
        ConfusionSentence(
            _words(cell, names), tuple(_example(each, taxonomy) for each in cell.examples)
        )
        for cell in (*pairs[:MAX_PAIRS], *missed[:MAX_OTHERS], *without[:MAX_OTHERS])
    )


def _words(cell: ConfusionCell, names: Mapping[str, str]) -> str:
    titles = counted(cell.n_titles, "title")
    if cell.given == NONE:
        return f"{names[cell.right]} was missed in {titles}, and no wrong department was given."
    were = "was" if cell.n_titles == 1 else "were"
    if cell.right == NONE:
        return f"{titles} of no department {were} given {names[cell.given]}."
    return f"{titles} of {names[cell.right]} {were} given {names[cell.given]}."


def _example(example: ConfusionExample, taxonomy: Taxonomy) -> str:
    right, given = (_functions(slugs, taxonomy) for slugs in (example.right, example.given))
    return f"“{example.title}”: {right}, given {given}."


def _functions(slugs: Sequence[str], taxonomy: Taxonomy) -> str:
    names = [taxonomy.by_slug[slug].name if slug in taxonomy.by_slug else slug for slug in slugs]
    return " and ".join(names) or "unclassified"


@lru_cache(maxsize=1)
def _taxonomy() -> Taxonomy:
    return load_default()


def _day(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return None
