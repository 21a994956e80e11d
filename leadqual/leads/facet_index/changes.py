"""Reads of what changed: which rows a holder of a facet index has to read anew."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

_CHANGES = """
    WITH now AS (
        SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest,
               (SELECT forgotten FROM leads_facetstate WHERE workspace_id = %(workspace)s)
    ), waiting AS MATERIALIZED (
        SELECT coalesce(sum(cardinality(keys)), 0) AS n FROM leads_facetchange
         WHERE workspace_id = %(workspace)s AND transaction >= %(since)s AND id <> ALL(%(seen)s)
    )
    SELECT now.oldest, now.forgotten, waiting.n, change.id, change.kind, change.keys
      FROM now CROSS JOIN waiting LEFT JOIN leads_facetchange AS change
        ON change.workspace_id = %(workspace)s AND change.transaction >= %(since)s
           AND change.id <> ALL(%(seen)s) AND waiting.n <= %(most)s
     ORDER BY change.id
"""
_N_CHANGED = """
    SELECT coalesce(sum(cardinality(keys)), 0) FROM leads_facetchange
     WHERE workspace_id = %s AND transaction >= %s
"""
_FORGET = """
    WITH gone AS (
        DELETE FROM leads_facetchange
         WHERE workspace_id = %(workspace)s AND transaction < %(before)s
           AND created_at < now() - interval '10 minutes'
        RETURNING transaction
    )
    INSERT INTO leads_facetstate (workspace_id, forgotten)
    SELECT %(workspace)s, max(transaction) + 1 FROM gone HAVING count(*) > 0
    ON CONFLICT (workspace_id) DO UPDATE
        SET forgotten = greatest(leads_facetstate.forgotten, excluded.forgotten)
"""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a transaction.

    Args:
        oldest: all transactions before this one have ended; the next question is since here.
        is_lost: some of the changes are deleted already.
        n_waiting: changed rows that were too many to be read; `seen` is as before then.
        seen: numbers of the changes, some of which the next question would meet again.
        keys: kind → keys of rows, each once.
    """

    oldest: int
    is_lost: bool
    n_waiting: int
    seen: frozenset[int]
    keys: Mapping[str, Collection[int]] = field(default_factory=dict)


def oldest_transaction() -> int:
    """Return the first transaction that has not ended: a later read holds all before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def changes_since(workspace_id: int, since: int, seen: Collection[int], *, most: int) -> Changes:
    """Return what changed in and after a transaction, less what was seen; one query.

    Args:
        workspace_id: whose.
        since: number of the transaction.
        seen: numbers of changes that were read before.
        most: changed rows that are read, some of them several times; of more, only how many.
    """
    values: dict[str, Any] = {"workspace": workspace_id, "since": since, "most": most}
    values["seen"] = list(seen)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, values)
        rows = cursor.fetchall()
    oldest, forgotten, n = rows[0][:3]
    is_lost = since < (forgotten or 0)
    if n > most:
        return Changes(since, is_lost, int(n), frozenset(seen))
    found = [row[3:] for row in rows if row[3] is not None]
    keys: dict[str, dict[int, None]] = defaultdict(dict)
    for _, kind, changed in found:
        keys[kind].update(dict.fromkeys(changed))
    numbers = frozenset(number for number, _, _ in found)
    still_open = frozenset(seen) if oldest == since else frozenset()
    return Changes(oldest, is_lost, 0, numbers | still_open, keys)


def n_changed(workspace_id: int, since: int) -> int:
    """Return how many rows changed in and after a transaction, some of them several times."""
    with connection.cursor() as cursor:
        cursor.execute(_N_CHANGED, [workspace_id, since])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def forget(workspace_id: int, before: int) -> None:
    """Delete changes of earlier transactions, unless they are a few minutes old."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"workspace": workspace_id, "before": before})


def is_writing() -> bool:
    """Say whether the open transaction wrote something, which other processes cannot see yet."""
    if not connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        row = cursor.fetchone()
    return bool(row and row[0])
