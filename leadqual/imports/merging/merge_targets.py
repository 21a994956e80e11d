"""Match rows with keys of merged records to the kept records.

A key dropped by a merge finds the kept record but is not written to it. Records that currently have
a key take precedence; see `leadqual.leads.merged_keys`.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from django.db.backends.utils import CursorWrapper

from leadqual.leads.company_identity import CompanyFacts
from leadqual.leads.person_identity import PersonFacts

F = TypeVar("F", PersonFacts, CompanyFacts)
_KEPT_COLUMNS = {"leads_contact": "kept_contact_id", "leads_company": "kept_company_id"}


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
    """Return whether any record was merged; if not, the rest is skipped."""
    cursor.execute(
        "SELECT EXISTS (SELECT FROM leads_mergedrecord WHERE workspace_id = %s"
        f" AND {_KEPT_COLUMNS[table]} IS NOT NULL)",
        [workspace_id],
    )
    return bool(cursor.fetchone()[0])


def find_merged_values(
    cursor: CursorWrapper, table: str, key: str, values: Iterable[str], workspace_id: int
) -> set[str]:
    """Find which values of a key a merged record had."""
    cursor.execute(
        f"SELECT {key} FROM leads_mergedrecord WHERE workspace_id = %s"
        f" AND {_KEPT_COLUMNS[table]} IS NOT NULL AND {key} = ANY(%s)",
        [workspace_id, [value for value in values if value]],
    )
    return {value for (value,) in cursor.fetchall()}


def kept_records(
    cursor: CursorWrapper, table: str, staged: str, keys: Sequence[str], workspace_id: int
) -> list[int]:
    """Find the kept records that staged rows may match by these keys."""
    found = " UNION ".join(
        f"SELECT m.{_KEPT_COLUMNS[table]} FROM {staged} s JOIN leads_mergedrecord m"
        f" ON m.workspace_id = %s AND m.{key} <> '' AND m.{key} = s.{key}"
        f" WHERE m.{_KEPT_COLUMNS[table]} IS NOT NULL"
        for key in keys
    )
    cursor.execute(found, [workspace_id] * len(keys))
    return [key for (key,) in cursor.fetchall()]


def match_records(
    cursor: CursorWrapper, of: StagedRecords, condition: str, *, workspace_id: int
) -> None:
    """Match unmatched rows to the first record that fits.

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


def find_candidates(
    cursor: CursorWrapper,
    of: StagedRecords,
    facts: type[F],
    condition: str,
    *,
    workspace_id: int,
    joins: str = "",
) -> dict[int, tuple[F, dict[int, F]]]:
    """Read the unmatched rows, and the records that fit them; see `match_records`.

    Args:
        cursor: in the transaction of the staged rows.
        of: the rows, `s` in the condition, and their records, `c` there.
        facts: the columns to read, of both.
        condition: for rows and records.
        workspace_id: whose records.
        joins: further tables that join the two.

    Returns:
        Number of a row → its facts, and those of the records by key.
    """
    table, staged, id_column = of
    columns = ", ".join(
        f"COALESCE({side}.{name}::text, '')" for side in "sc" for name in facts._fields
    )
    cursor.execute(
        f"SELECT s.number, c.id, {columns} FROM {staged} s {joins}"
        f" JOIN {table} c ON c.workspace_id = %s AND {condition}"
        f" WHERE s.{id_column} IS NULL ORDER BY s.number",
        [workspace_id],
    )
    found: dict[int, tuple[F, dict[int, F]]] = {}
    for number, key, *cells in cursor.fetchall():
        half = len(cells) // 2
        row = facts._make(cells[:half])
        found.setdefault(number, (row, {}))[1][key] = facts._make(cells[half:])
    return found


def follow_merged(
    cursor: CursorWrapper,
    of: StagedRecords,
    key: str,
    *,
    workspace_id: int,
    finds: bool = True,
    condition: str = "true",
    cleared_columns: Sequence[str] = (),
) -> int:
    """Match rows to the record into which the one with their key was merged.

    Rows that already have a match keep it. Keys that find a kept record are not written to it.

    Args:
        cursor: in the transaction of the staged rows.
        of: the rows, `s` in the condition, and their records, `c` there.
        key: a column of the staged table and of `MergedRecord`, `m` in the condition.
        workspace_id: whose records.
        finds: False only clears keys.
        condition: for rows, merges and kept records.
        cleared_columns: further columns to clear with the key.

    Returns:
        How many rows match a kept record.
    """
    table, staged, id_column = of
    kept = _KEPT_COLUMNS[table]
    free = f"s.{id_column} IS NULL OR" if finds else ""
    none = ", ".join(f"{name} = NULL" for name in (key, *cleared_columns))
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
