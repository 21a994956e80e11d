"""What a request asks of the database: its queries, and the rows that each reads and gives."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection

N_FEW = 300
"""Rows that any query may read."""
MAX_TIMES = 10
"""Rows that a query may read for each one that it gives."""

_CONTROL = re.compile(r"\s*(SAVEPOINT|RELEASE|ROLLBACK|SET|BEGIN|COMMIT)\b")
_READS = re.compile(r"[\s(]*(SELECT|WITH)\b(?!.*\b(INSERT|UPDATE|DELETE)\b)", re.DOTALL)
_REMOVED = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")


@dataclass(frozen=True, slots=True)
class Statement:
    """One query.

    Attributes:
        sql: its text.
        n_read: rows that its scans met, those that they left out included; 0 where not explained.
        n_given: rows of its answer.
    """

    sql: str
    n_read: int = 0
    n_given: int = 0

    @property
    def is_wasteful(self) -> bool:
        """Return whether it reads more than ten times the rows that it gives."""
        return self.n_read > max(N_FEW, MAX_TIMES * self.n_given)


@contextmanager
def statements(*, explained: bool = False) -> Iterator[list[Statement]]:
    """Collect the queries of this thread, without those that only control a transaction.

    Args:
        explained: runs each query that only reads a second time, to see the rows that it reads.
    """
    found: list[Statement] = []

    def note(execute: Callable[..., Any], sql: Any, params: Any, *rest: Any) -> Any:
        text = sql if isinstance(sql, str) else str(sql)
        if _CONTROL.match(text):
            return execute(sql, params, *rest)
        is_read = explained and isinstance(sql, str) and _READS.match(text)
        found.append(_explained(text, params) if is_read else Statement(text))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(note):
        yield found


def _explained(sql: str, params: Any) -> Statement:
    with cast("Any", connection.connection).cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
        ((row,),) = cursor.fetchall()
    plan = row[0]["Plan"]
    return Statement(sql, round(_n_read(plan)), round(plan["Actual Rows"]))


def _n_read(plan: Mapping[str, Any]) -> float:
    """Return how many rows of tables the scans of a plan met."""
    own = 0.0
    if "Relation Name" in plan and plan["Node Type"] != "ModifyTable":
        own = sum(plan.get(name, 0) for name in _REMOVED) * plan["Actual Loops"]
    return own + sum(map(_n_read, plan.get("Plans", ())))
