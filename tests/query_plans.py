"""Which indexes fit a query, however few rows the tables of a test have."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def plan_of(queries: CaptureQueriesContext, part: str, *settings: str) -> str:
    """Return the plan of the first query that contains a part, without reading whole tables.

    So few rows are quicker read without an index; what is tested is that it fits the query.

    Args:
        queries: that were sent.
        part: of the text of the query.
        settings: others of the planner, such as `enable_sort = off`.
    """
    query = next(one["sql"] for one in queries if part in one["sql"])
    with connection.cursor() as cursor:
        for setting in ("enable_seqscan = off", *settings):
            cursor.execute(f"SET LOCAL {setting}")
        cursor.execute(f"EXPLAIN {query}")
        return "\n".join(line for (line,) in cursor.fetchall())
