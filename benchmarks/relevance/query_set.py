"""The queries of the relevance set and the grades that were given by reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PARTS = {"main": "", "held out": "held_out_"}
"""Name of a part → what the names of its files begin with."""


@dataclass(frozen=True, slots=True)
class GradedQuery:
    """What somebody types, and what they want to see.

    Attributes:
        id: of the query, e.g. `n01`.
        workspace: `demo` or `import`: where it is asked.
        kind: e.g. `name`, `abbreviation`, `question`.
        records: `people` or `companies`.
        query: as typed.
        wish: what the searcher wants, in a sentence.
    """

    id: str
    workspace: str
    kind: str
    records: str
    query: str
    wish: str


def read_queries(part: str) -> list[GradedQuery]:
    """Read the queries of one of `PARTS`, in the order of its file."""
    return [GradedQuery(*cells) for cells in _rows(f"{PARTS[part]}queries.tsv")]


def read_grades(part: str) -> dict[str, dict[str, int]]:
    """Read what was graded by reading: id of the query → key of the record → grade, 0 to 2.

    The key is the email of a person, and the domain of a company, or its name where it has none.
    """
    grades: dict[str, dict[str, int]] = {}
    for query, key, grade in _rows(f"{PARTS[part]}grades.tsv"):
        grades.setdefault(query, {})[key] = int(grade)
    return grades


def by_workspace(queries: Sequence[GradedQuery]) -> Mapping[str, list[GradedQuery]]:
    """Return the queries by where they are asked."""
    sorted_by: dict[str, list[GradedQuery]] = {}
    for query in queries:
        sorted_by.setdefault(query.workspace, []).append(query)
    return sorted_by


def _rows(name: str) -> list[list[str]]:
    """Return the cells of a file without its header; quotation marks are part of a query."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:] if line]
