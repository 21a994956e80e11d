"""The same numbers as `search` asks of the product, by SQL in Postgres and in DuckDB."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import numpy as np
from pyarrow import parquet

from leadqual.accounts.models import Workspace
from leadqual.search.index.table_reads import read_tables
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.result_counts import contact_counts_of_tables

_FACETS = {
    "level": "title.level",
    "industry": "title.industry",
    "country": "person.country",
    "city": "person.city",
    "size": "company.size",
    "company_industry": "company.industry",
    "business_model": "company.business_model",
}
_FROM = """
    contacts person LEFT JOIN titles title ON title.key = person.title
    LEFT JOIN companies company ON company.key = person.company
"""


def peers(
    workspace: Workspace, searches: Sequence[ContactQuery], *, folder: Path
) -> dict[str, object]:
    """Return how long each takes for all counts of some searches."""
    figures: dict[str, object] = {
        "Postgres, SQL": _milliseconds(
            lambda query: contact_counts_of_tables(workspace, query), searches
        )
    }
    with duckdb.connect() as tables:
        tables.execute("SET threads = 2")
        for name, table in read_tables(workspace.pk).items():
            path = folder / f"{name}.parquet"
            parquet.write_table(table, path)
            tables.execute(f"CREATE TABLE {name} AS SELECT * FROM '{path}'")  # noqa: S608  # constants
        figures["DuckDB, SQL"] = _milliseconds(lambda query: _by_duckdb(tables, query), searches)
    return figures


def _by_duckdb(tables: duckdb.DuckDBPyConnection, query: ContactQuery) -> int:
    """Count each facet of plain values and the functions; other facets and words are left out."""
    conditions = {
        facet: f"{column} IN ({', '.join('?' * len(query.ticked(facet)))})"
        for facet, column in _FACETS.items()
        if query.ticked(facet)
    }
    if query.function:
        marks = ", ".join("?" * len(query.function))
        conditions["function"] = (
            f"person.title IN (SELECT title FROM labels WHERE function IN ({marks}))"  # noqa: S608
        )
    n_rows = 0
    for facet, column in _FACETS.items():
        n_rows += len(_grouped(tables, query, conditions, facet, column, _FROM))
    joined = f"{_FROM} JOIN labels label ON label.title = person.title"
    return n_rows + len(_grouped(tables, query, conditions, "function", "label.function", joined))


def _grouped(
    tables: duckdb.DuckDBPyConnection,
    query: ContactQuery,
    conditions: dict[str, str],
    facet: str,
    column: str,
    source: str,
) -> list[tuple[str, int]]:
    others = {name: one for name, one in conditions.items() if name != facet}
    where = " AND ".join(others.values()) or "true"
    values = [value for name in others for value in query.ticked(name)]
    statement = f"SELECT {column}, count(*) FROM {source} WHERE {where} GROUP BY 1"  # noqa: S608
    return tables.execute(statement, values).fetchall()


def _milliseconds(
    ask: Callable[[ContactQuery], object], searches: Sequence[ContactQuery]
) -> dict[str, float]:
    taken = []
    for query in searches:
        started = time.perf_counter()
        ask(query)
        taken.append((time.perf_counter() - started) * 1e3)
    p50, worst = np.percentile(taken, [50, 100]).round(1).tolist()
    return {"p50": p50, "worst": worst, "searches": len(searches)}
