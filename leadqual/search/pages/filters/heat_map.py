"""Departments by levels of the people of a search, as a heat map whose cells are filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from leadqual.accounts.models import Workspace
from leadqual.search.pages.search_data import address
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.result_counts import department_levels
from leadqual.search.results.selectors import Taxonomy

PARAM = "heat"
"""Parameter of the address that shows the heat map."""

KEPT = [(PARAM, "1")]
_STEPS = 5


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One department at one level.

    Args:
        step: how dark the cell is, 0 (nobody) to 5 (the most people).
        url: the search with this department and level alone; without them where it is selected.
        is_ticked: the search has just this department and level.
    """

    level: str
    n: int
    step: int
    url: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One department, with a cell for each level."""

    department: str
    cells: Sequence[HeatCell]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The heat map of a search.

    Args:
        levels: their names, most senior first.
        rows: the departments, in the order of the tree.
    """

    levels: Sequence[str]
    rows: Sequence[HeatRow]


def heat_map_of(
    workspace: Workspace,
    taxonomy: Taxonomy,
    query: ContactQuery,
    kept: Sequence[tuple[str, str]] = KEPT,
) -> HeatMap:
    """Return the heat map of a search.

    Args:
        workspace: whose people.
        taxonomy: departments and levels, in their order.
        query: the search; its own selects of functions and levels change no number.
        kept: parameters that are in the address of each cell.
    """
    counts = department_levels(workspace, query)
    levels = [level.name for level in taxonomy.levels]
    most = max(counts.values(), default=0)

    def cell(department: str, level: str, name: str) -> HeatCell:
        n = counts.get((department, level), 0)
        ticked = query.changed(
            department=(department,), function=(), unclassified=(), level=(level,)
        )
        is_ticked = ticked == query.changed()
        target = query.changed(department=(), level=()) if is_ticked else ticked
        # By the root: few departments hold most people, and the others would all look alike.
        step = ceil(_STEPS * sqrt(n / most)) if n else 0
        return HeatCell(name, n, step, address(target, kept), is_ticked)

    rows = [
        HeatRow(row.name, [cell(row.slug, level.slug, level.name) for level in taxonomy.levels])
        for row in taxonomy.departments
    ]
    return HeatMap(levels, rows)
