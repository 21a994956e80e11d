"""What the Lab page shows of fastText beside the title model: figures, and departments confused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from classifiers.core.taxonomy import Taxonomy, load_default
from classifiers.lab.peers.department_confusions import NONE, ConfusionCell, ConfusionExample
from classifiers.lab.peers.title_comparison import (
    ComparedMethod,
    ComparedSet,
    TitleComparison,
    read_comparison,
)
from leadqual.core.pages.navigation import Tab
from leadqual.core.texts.counts import counted
from leadqual.lab.confusion_table import ConfusionRow, rows_of
from leadqual.lab.results_paths import own_comparison, shipped_comparison

COLUMNS = (
    *("Micro-F1", "Macro-F1", "Micro-F1, unseen", "Departments", "Level"),
    *("Titles per second", "Size"),
)
MAX_PAIRS = 5  # Of departments, in sentences.
MAX_OTHERS = 1  # Departments that were missed, or given to titles of none.
NO_DEPARTMENT = "No department"
One = TypeVar("One", ComparedSet, ComparedMethod)


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One method: its figures, one for each column."""

    name: str
    version: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ConfusionSentence:
    """One kind of error.

    Args:
        words: which departments, and how many titles.
        examples: titles with what is right and what was given, in words.
    """

    words: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """All that the page shows.

    Args:
        at: when it was measured; None where nobody knows.
        is_own: measured here; else it comes with the product.
        n_learned: titles that all methods learned from.
        version: of the title model that was measured.
        shown_set: the set of titles.
        method: whose departments are shown.
        set_tabs: the sets of titles.
        method_tabs: the methods.
        rows: figures of all methods on the set.
        sentences: the largest confusions; see `_sentences`.
        has_examples: whether titles may be shown.
        departments: names of the columns of the table.
        cells: its rows.
    """

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
    """Say which departments are confused most, which is missed most, which is given for none."""
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
