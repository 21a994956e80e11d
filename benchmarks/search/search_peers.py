"""The same numbers as `search` asks of the product, by SQL in Postgres, DuckDB and ClickHouse.

ClickHouse runs in this process (chdb). It gets one wide table, as its makers advise: functions of a
title as an array, texts of few values in low cardinality, sorted by country and level.
"""

import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection
from pyarrow import parquet

from leadqual.accounts.models import Workspace
from leadqual.search.index.table_reads import read_tables
from leadqual.search.query.query import ContactQuery

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FACETS = {
    "level": "job.level",
    "industry": "job.industry",
    "country": "person.country",
    "city": "person.city",
    "size": "firm.size_band",
    "company_industry": "firm.standard_industry",
    "business_model": "firm.business_model",
}
_FROM = """
    contacts person LEFT JOIN titles job ON job.key = person.title
    LEFT JOIN companies firm ON firm.key = person.company
"""
_VIEWS = {
    "contacts": """
        SELECT id AS key, job_title_id AS title, company_id AS company, country, city
          FROM leads_contact WHERE workspace_id = %s
    """,
    "titles": """
        SELECT t.id AS key, l.slug AS level, i.slug AS industry FROM leads_jobtitle AS t
          LEFT JOIN taxonomy_level AS l ON l.id = t.level_id
          LEFT JOIN taxonomy_industry AS i ON i.id = t.industry_id WHERE t.workspace_id = %s
    """,
    "companies": """
        SELECT id AS key, size_band, standard_industry, business_model
          FROM leads_company WHERE workspace_id = %s
    """,
    "labels": """
        SELECT t.id AS title, f.slug AS function FROM leads_jobtitle AS t
          JOIN leads_titlelabel AS l ON l.job_title_id = t.id
          JOIN taxonomy_function AS f ON f.id = l.function_id WHERE t.workspace_id = %s
    """,
}
"""What the statements read in Postgres."""

_TABLES = ("titles", "labels", "companies", "contacts")
_WIDE = (
    "SET max_threads = 2",
    """
    CREATE TABLE wide ENGINE = MergeTree ORDER BY (country, level, key) AS
    SELECT assumeNotNull(person.key) AS key,
        CAST(ifNull(title.level, ''), 'LowCardinality(String)') AS level,
        CAST(ifNull(title.industry, ''), 'LowCardinality(String)') AS industry,
        CAST(ifNull(person.country, ''), 'LowCardinality(String)') AS country,
        CAST(ifNull(person.city, ''), 'LowCardinality(String)') AS city,
        CAST(ifNull(company.size_band, ''), 'LowCardinality(String)') AS size,
        CAST(ifNull(company.standard_industry, ''), 'LowCardinality(String)') AS company_industry,
        CAST(ifNull(company.business_model, ''), 'LowCardinality(String)') AS business_model,
        CAST(label.functions, 'Array(LowCardinality(String))') AS functions
    FROM file(':folder/contacts.parquet') AS person
    LEFT JOIN file(':folder/titles.parquet') AS title ON title.key = person.title
    LEFT JOIN file(':folder/companies.parquet') AS company ON company.key = person.company
    LEFT JOIN (
        SELECT title, groupArray(function) AS functions
        FROM file(':folder/labels.parquet') GROUP BY title
    ) AS label ON label.title = person.title
    """,
)
"""Makes the table of ClickHouse from the files of `read_tables`."""


def peers(
    workspace: Workspace, searches: Sequence[ContactQuery], *, folder: Path
) -> dict[str, object]:
    """Return how long each takes for all counts of some searches."""
    with connection.cursor() as cursor:
        for name, statement in _VIEWS.items():
            cursor.execute(f"CREATE TEMP VIEW {name} AS {statement}", [workspace.pk])
    figures: dict[str, object] = {
        "Postgres, SQL": _milliseconds(lambda query: _by_sql(_ask_postgres, query), searches)
    }
    read = read_tables(workspace.pk)
    for name in _TABLES:
        parquet.write_table(read[name], folder / f"{name}.parquet")
    del read
    import duckdb  # Tests that import this module would end with its complaints about leaks.

    with duckdb.connect() as tables:
        tables.execute("SET threads = 2")
        for name in _TABLES:
            path = folder / f"{name}.parquet"
            tables.execute(f"CREATE TABLE {name} AS SELECT * FROM '{path}'")
        figures["DuckDB, SQL"] = _milliseconds(
            lambda query: _by_sql(_asker(tables), query), searches
        )
    session: Any = import_module("chdb.session").Session(str(folder / "clickhouse"))
    try:
        started = time.perf_counter()
        for statement in _WIDE:
            session.query(statement.replace(":folder", str(folder)))
        seconds = round(time.perf_counter() - started, 1)
        figures["ClickHouse, SQL"] = {
            **_milliseconds(lambda query: _by_clickhouse(session, query), searches),
            "seconds to build its table": seconds,
            "MB on disk": round(_size(session) / 2**20),
        }
    finally:
        session.close()
    return figures


def _by_clickhouse(session: Any, query: ContactQuery) -> int:
    """Count what `_by_sql` counts, each facet by a query of its own."""
    ticks = {facet: query.ticked(facet) for facet in _FACETS if query.ticked(facet)}
    values = {
        f"{facet}{n}": value for facet, some in ticks.items() for n, value in enumerate(some)
    } | {f"function{n}": value for n, value in enumerate(query.function)}
    conditions = {
        facet: f"{facet} IN ({', '.join(f'{{{facet}{n}:String}}' for n in range(len(some)))})"
        for facet, some in ticks.items()
    }
    if query.function:
        marks = ", ".join(f"{{function{n}:String}}" for n in range(len(query.function)))
        conditions["function"] = f"hasAny(functions, [{marks}])"
    n_rows = 0
    for facet, column in {**dict.fromkeys(_FACETS), "function": "arrayJoin(functions)"}.items():
        where = " AND ".join(one for name, one in conditions.items() if name != facet) or "true"
        statement = f"SELECT {column or facet} AS one, count() FROM wide WHERE {where} GROUP BY one"
        n_rows += len(str(session.query(statement, "CSV", params=values)).splitlines())
    return n_rows


def _size(session: Any) -> int:
    of_parts = "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND table = 'wide'"
    return int(str(session.query(of_parts, "CSV")))


Asker = Callable[[str, list[str]], Sequence[object]]
"""Statement and values → the rows."""


def _ask_postgres(statement: str, values: list[str]) -> Sequence[object]:
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("?", "%s"), values)
        rows: Sequence[object] = cursor.fetchall()
    return rows


def _asker(tables: "DuckDBPyConnection") -> Asker:
    return lambda statement, values: tables.execute(statement, values).fetchall()


def _by_sql(ask: Asker, query: ContactQuery) -> int:
    """Count each facet of plain values and the functions; other facets and words are left out."""
    conditions = {
        facet: f"{column} IN ({', '.join('?' * len(query.ticked(facet)))})"
        for facet, column in _FACETS.items()
        if query.ticked(facet)
    }
    if query.function:
        marks = ", ".join("?" * len(query.function))
        conditions["function"] = (
            f"person.title IN (SELECT title FROM labels WHERE function IN ({marks}))"
        )
    n_rows = 0
    for facet, column in _FACETS.items():
        n_rows += len(_grouped(ask, query, conditions, facet, column, _FROM))
    joined = f"{_FROM} JOIN labels label ON label.title = person.title"
    return n_rows + len(_grouped(ask, query, conditions, "function", "label.function", joined))


def _grouped(
    ask: Asker,
    query: ContactQuery,
    conditions: dict[str, str],
    facet: str,
    column: str,
    source: str,
) -> Sequence[object]:
    others = {name: one for name, one in conditions.items() if name != facet}
    where = " AND ".join(others.values()) or "true"
    values = [value for name in others for value in query.ticked(name)]
    statement = f"SELECT {column}, count(*) FROM {source} WHERE {where} GROUP BY 1"
    return ask(statement, values)


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
