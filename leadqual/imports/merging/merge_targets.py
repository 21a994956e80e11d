"""Rows that mean records which were merged into others: they mean the kept ones.

A key that a merge did not keep finds the kept record and is not written to it. Records that have a
key now come first; see `leadqual.leads.merged_keys`.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.backends.utils import CursorWrapper

_KEPT = {"leads_contact": "kept_contact_id", "leads_company": "kept_company_id"}


class StagedRecords(NamedTuple):
    """Rows and the records that they mean.

    Args:
        table: of the records.
        staged: table of the rows.
        id_column: of the staged table, for the record.
    """

    table: str
    staged: str
    id_column: str


def has_merged(cursor: CursorWrapper, table: str, workspace_id: int) -> bool:
    """Return whether any record was merged: without one, the rest is not asked."""
    cursor.execute(
        "SELECT EXISTS (SELECT FROM leads_mergedrecord WHERE workspace_id = %s"
        f" AND {_KEPT[table]} IS NOT NULL)",
        [workspace_id],
    )
    return bool(cursor.fetchone()[0])


def lost_values(
    cursor: CursorWrapper, table: str, key: str, values: Iterable[str], workspace_id: int
) -> set[str]:
    """Find which values of a key a merged record had."""
    cursor.execute(
        f"SELECT {key} FROM leads_mergedrecord WHERE workspace_id = %s"
        f" AND {_KEPT[table]} IS NOT NULL AND {key} = ANY(%s)",
        [workspace_id, [value for value in values if value]],
    )
    return {value for (value,) in cursor.fetchall()}


def kept_records(
    cursor: CursorWrapper, table: str, staged: str, keys: Sequence[str], workspace_id: int
) -> list[int]:
    """Find the kept records that staged rows may mean by these keys."""
    found = " UNION ".join(
        f"SELECT m.{_KEPT[table]} FROM {staged} s JOIN leads_mergedrecord m"
        f" ON m.workspace_id = %s AND m.{key} <> '' AND m.{key} = s.{key}"
        f" WHERE m.{_KEPT[table]} IS NOT NULL"
        for key in keys
    )
    cursor.execute(found, [workspace_id] * len(keys))
    return [key for (key,) in cursor.fetchall()]


def match_records(
    cursor: CursorWrapper, of: StagedRecords, condition: str, *, workspace_id: int
) -> None:
    """Let rows that mean nobody yet mean the record that fits; of several the first one.

    Args:
        cursor: in the transaction of the staged rows.
        of: the rows, `s` in the condition, and their records, `c` there.
        condition: for rows and records.
        workspace_id: whose records.
    """
    table, staged, id_column = of
    cursor.execute(
        f"""
        UPDATE {staged} t SET {id_column} = found.id FROM (
            SELECT DISTINCT ON (s.number) s.number, c.id
            FROM {staged} s JOIN {table} c ON c.workspace_id = %s AND {condition}
            WHERE s.{id_column} IS NULL ORDER BY s.number, c.id
        ) found WHERE t.number = found.number
        """,
        [workspace_id],
    )


def follow_merged(
    cursor: CursorWrapper,
    of: StagedRecords,
    key: str,
    *,
    workspace_id: int,
    finds: bool = True,
    condition: str = "true",
    empties: Sequence[str] = (),
) -> int:
    """Let rows mean the record into which the one with their key was merged.

    Rows that mean somebody already keep that; where it is the kept record, the key is not written
    to it. So is any key that finds one.

    Args:
        cursor: in the transaction of the staged rows.
        of: the rows, `s` in the condition, and their records, `c` there.
        key: a column of the staged table and of `MergedRecord`, `m` in the condition.
        workspace_id: whose records.
        finds: False only empties keys.
        condition: for rows, merges and kept records.
        empties: further columns that go with the key.

    Returns:
        How many rows mean a kept record.
    """
    table, staged, id_column = of
    kept = _KEPT[table]
    free = f"s.{id_column} IS NULL OR" if finds else ""
    none = ", ".join(f"{name} = NULL" for name in (key, *empties))
    cursor.execute(
        f"""
        UPDATE {staged} t SET {id_column} = found.id, {none} FROM (
            SELECT DISTINCT ON (s.number) s.number, m.{kept} AS id
            FROM {staged} s JOIN leads_mergedrecord m ON m.workspace_id = %s AND m.{key} <> ''
                AND m.{key} = s.{key} AND m.{kept} IS NOT NULL
            JOIN {table} c ON c.id = m.{kept}
            WHERE ({free} s.{id_column} = m.{kept}) AND ({condition})
                AND c.{key} IS DISTINCT FROM s.{key}
            ORDER BY s.number, m.id DESC
        ) found WHERE t.number = found.number
        """,
        [workspace_id],
    )
    return int(cursor.rowcount)
