"""Counts the rows of several query sets by one query."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def count_rows(*rows: QuerySet[Any]) -> list[int]:
    """Return how many rows each query set has; one query for all of them."""
    return counted(*count_queries(rows))


def count_queries(rows: Iterable[QuerySet[Any]]) -> tuple[list[str], list[Any]]:
    """Return the part of a query that counts the rows of each query set, and all parameters."""
    parts, values = [], list[Any]()
    for one in rows:
        try:
            text, given = one.order_by().query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
        else:
            parts.append(f"(SELECT count(*) FROM ({text}) AS counted)")  # noqa: S608  # Django's
            values.extend(given)
    return parts, values


def counted(parts: Sequence[str], values: Sequence[Any]) -> list[int]:
    """Return the figures of `count_queries`; no query where all are 0."""
    if set(parts) <= {"0"}:
        return [0] * len(parts)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())
