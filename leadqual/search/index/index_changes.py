"""The rows that changed since an index read the tables."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

# After a crash or a restored backup, the last transactions may be lost and their numbers reused.
# Statistics are reset then, as on another server. A backup restored into the same database creates
# its tables again, with other OIDs.
_LIFE = """
    (SELECT oid FROM pg_database WHERE datname = current_database())::text || '-'
    || 'leads_contact'::regclass::oid::text || '-'
    || coalesce(extract(epoch FROM (SELECT stats_reset FROM pg_stat_wal))::text, '')
"""
_POSITION = f"SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, {_LIFE}"
_CHANGES = f"""
    WITH now AS (
        SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest, {_LIFE} AS life,
               (SELECT forgotten FROM leads_facetstate WHERE workspace_id = %(workspace)s),
               (SELECT coalesce(max(id), 0) FROM taxonomy_taxonomyversion) AS taxonomy_version
    ), waiting AS MATERIALIZED (
        SELECT coalesce(sum(cardinality(keys)), 0) AS n FROM leads_facetchange
         WHERE workspace_id = %(workspace)s AND transaction >= %(since)s AND id <> ALL(%(seen)s)
    )
    SELECT now.oldest, now.life, now.forgotten, now.taxonomy_version, waiting.n,
           change.id, change.kind, change.keys
      FROM now CROSS JOIN waiting LEFT JOIN leads_facetchange AS change
        ON change.workspace_id = %(workspace)s AND change.transaction >= %(since)s
           AND change.id <> ALL(%(seen)s) AND waiting.n <= %(most)s
     ORDER BY change.id
"""  # noqa: S608  # only text of this module
_N_CHANGED = """
    SELECT coalesce(sum(cardinality(keys)), 0) FROM leads_facetchange
     WHERE workspace_id = %s AND transaction >= %s
"""
_IS_LOST = "SELECT 1 FROM leads_facetstate WHERE workspace_id = %s AND forgotten > %s"
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


_OWN_CHANGES = """
    SELECT pg_current_xact_id_if_assigned()::text::bigint, array_agg(id) FROM leads_facetchange
     WHERE workspace_id = %s AND transaction = pg_current_xact_id_if_assigned()::text::bigint
"""


@dataclass(frozen=True, slots=True)
class Position:
    """The point up to which tables were read.

    Args:
        oldest: all transactions before this one have ended and are included.
        life: ID of the database that changes after a crash or restore. Transaction numbers of
            another life are not comparable, and its rows may be lost.
    """

    oldest: int
    life: str


@dataclass(frozen=True, slots=True)
class IndexChanges:
    """Changes since a transaction.

    Args:
        oldest: all transactions before this one have ended; the next read starts here.
        is_lost: some changes are already deleted, or rows read earlier may be lost.
        n_waiting: number of changed rows if too many to read; `seen` is then unchanged.
        seen: numbers of the changes, some of which the next read would find again.
        keys: kind → distinct keys of rows.
    """

    oldest: int
    is_lost: bool
    taxonomy_version: int
    n_waiting: int
    seen: frozenset[int]
    keys: Mapping[str, Collection[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TransactionChanges:
    """Changes of a transaction in a workspace so far: its number, and those of the changes."""

    transaction: int
    numbers: frozenset[int]


def position() -> Position:
    """Return the position of a read that begins now."""
    with connection.cursor() as cursor:
        cursor.execute(_POSITION)
        oldest, life = cursor.fetchone()
    return Position(oldest, life)


def changes_since(
    workspace_id: int, since: Position, seen: Collection[int], *, max_rows: int
) -> IndexChanges:
    """Return the changes in and after a transaction, except those seen; one query.

    Args:
        workspace_id: whose.
        since: position up to which the tables were read.
        seen: numbers of changes read before.
        max_rows: maximum changed rows to read, duplicates included; if more, only count them.
    """
    values: dict[str, Any] = {"workspace": workspace_id, "since": since.oldest, "most": max_rows}
    values["seen"] = list(seen)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, values)
        rows = cursor.fetchall()
    oldest, life, forgotten, version, n = rows[0][:5]
    is_lost = life != since.life or since.oldest < (forgotten or 0)
    if n > max_rows:
        return IndexChanges(since.oldest, is_lost, version, int(n), frozenset(seen))
    change_rows = [row[5:] for row in rows if row[5] is not None]
    keys: dict[str, dict[int, None]] = defaultdict(dict)
    for _, kind, changed in change_rows:
        keys[kind].update(dict.fromkeys(changed))
    numbers = frozenset(number for number, _, _ in change_rows)
    still_open = frozenset(seen) if oldest == since.oldest else frozenset()
    return IndexChanges(oldest, is_lost, version, 0, numbers | still_open, keys)


def count_changed(workspace_id: int, since: int) -> int:
    """Return how many rows changed in and after a transaction, duplicates included."""
    with connection.cursor() as cursor:
        cursor.execute(_N_CHANGED, [workspace_id, since])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def is_lost(workspace_id: int, since: Position) -> bool:
    """Return whether the changes since then are no longer known."""
    if position().life != since.life:
        return True
    with connection.cursor() as cursor:
        cursor.execute(_IS_LOST, [workspace_id, since.oldest])
        return cursor.fetchone() is not None


def delete_old_changes(workspace_id: int, before: int) -> None:
    """Delete changes of earlier transactions that are more than a few minutes old."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"workspace": workspace_id, "before": before})


def transaction_changes(workspace_id: int) -> TransactionChanges | None:
    """Return the changes of the open transaction, which other processes cannot see yet."""
    if not connection.in_atomic_block:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_OWN_CHANGES, [workspace_id])
        transaction, numbers = cursor.fetchone()
    return TransactionChanges(transaction, frozenset(numbers)) if numbers else None
