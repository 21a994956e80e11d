"""Asks the queries of the relevance set, grades what comes back, and measures it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.relevance.grading_rules import read_rules
from benchmarks.relevance.measures import RIGHT, SHOWN, Measured, means, measured
from benchmarks.relevance.methods import Method
from benchmarks.relevance.query_set import GradedQuery, read_grades
from benchmarks.relevance.row_facts import Row, rows_of
from leadqual.accounts.models import Workspace


@dataclass(frozen=True, slots=True)
class Answer:
    """What a method answered to a query.

    Attributes:
        query: what was asked.
        rows: the first ten, in order.
        grades: of each; None where neither a rule nor a reader graded it.
        n_right: rows of the workspace with grade 2.
        measured: with 0 for what is not graded.
    """

    query: GradedQuery
    rows: Sequence[Row]
    grades: Sequence[int | None]
    n_right: int
    measured: Measured


class GradedWorkspace:
    """A workspace whose rows are read once, to grade whatever a method finds.

    Args:
        workspace: holds the rows that the queries are about.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._rows = {
            records: {row.pk: row for row in rows_of(workspace, records)}
            for records in ("people", "companies")
        }

    def answers(
        self, part: str, queries: Sequence[GradedQuery], asked: Mapping[str, Method]
    ) -> dict[str, list[Answer]]:
        """Ask each query of each method; name of the method → its answers, in order."""
        found: dict[str, list[Answer]] = {name: [] for name in asked}
        for query in queries:
            grades = self.grades(part, query)
            for name, method in asked.items():
                keys = method(self.workspace, query.records, query.query)
                found[name].append(self._answer(query, grades, keys))
        return found

    def grades(self, part: str, query: GradedQuery) -> dict[str, int]:
        """Return key → grade of all rows that are graded; a reader's grade wins over the rule's."""
        rule, rows = read_rules(part).get(query.id), self._rows[query.records].values()
        by_rule = {row.key: rule.grade(row.facts) for row in rows} if rule else {}
        return by_rule | read_grades(part).get(query.id, {})

    def _answer(self, query: GradedQuery, known: Mapping[str, int], keys: Sequence[int]) -> Answer:
        rows = [self._rows[query.records][key] for key in keys[:SHOWN]]
        grades = [known.get(row.key) for row in rows]
        n_right = sum(grade == RIGHT for grade in known.values())
        found = measured([one or 0 for one in grades], [*known.values()])
        return Answer(query, rows, grades, n_right, found)


def figures(answers: Sequence[Answer]) -> dict[str, object]:
    """Return the means over all queries and by kind, and how many records nobody graded."""
    kinds = dict.fromkeys(one.query.kind for one in answers)
    return {
        **means([one.measured for one in answers]),
        "ungraded records": sum(one.grades.count(None) for one in answers),
        "by kind": {
            kind: means([one.measured for one in answers if one.query.kind == kind])
            for kind in kinds
        },
    }
