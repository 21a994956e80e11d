"""Record the results of a chunk in its transaction: row results, changes, and added records."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django.db.backends.utils import CursorWrapper

from leadqual.core.foreign_keys import skip_foreign_key_checks
from leadqual.imports.merging.merge_order import RowGroup
from leadqual.imports.merging.merge_rules import ChunkResult, MergeRules, StagedResult
from leadqual.imports.merging.overlay import FIRST_KEY
from leadqual.imports.merging.staging import copy_rows

_ROWS = "imports_importrow"
_KINDS = {"leads_contact": "contacts", "leads_company": "companies", "leads_jobtitle": "titles"}
ROW_COLUMNS = ("batch_id", "number", "outcome", "record_id", "column", "value", "reason")
ResultRow = tuple[int, int, str, int | None, str, str, str]
_HIDDEN_FIELDS = frozenset({"name_key", "job_title_id", "place"})
_LONGEST_REASON = 300
_MAX_LINES = 1_000_000  # Remembered; beyond it memory counts for more.


def log_rows(
    cursor: CursorWrapper, staged: str, id_column: str, merged: ChunkResult, rules: MergeRules
) -> None:
    """Record the outcome of each staged row; rejected rows are added to `merged` instead.

    Args:
        cursor: in the transaction of the staged rows.
        staged: their table; each row has an outcome.
        id_column: the record of a row.
        merged: where to add.
        rules: of the import.
    """
    cursor.execute(f"SELECT outcome, count(*) FROM {staged} GROUP BY outcome")
    merged.counts.update(dict(cursor.fetchall()))
    if merged.counts["rejected"]:
        cursor.execute(
            f"SELECT number, outcome, NULL, refused_field, reason FROM {staged}"
            " WHERE outcome = 'rejected'"
        )
        merged.rejected += map(StagedResult._make, cursor.fetchall())
    if rules.is_dry:
        _name_earlier_lines(cursor, staged, id_column, rules)
    cursor.execute(
        f"""
        INSERT INTO {_ROWS} (batch_id, number, outcome, record_id, "column", value, reason)
        SELECT %s, number, outcome, CASE WHEN {id_column} < %s THEN {id_column} END, '', '', reason
        FROM {staged} WHERE outcome <> 'rejected' ORDER BY number
        """,
        [rules.batch_id, FIRST_KEY],
    )


def log_results(results: Sequence[StagedResult], merged: ChunkResult, rules: MergeRules) -> None:
    """Record results known in Python; rejected rows are added to `merged` instead."""
    merged.counts.update(result.outcome for result in results)
    merged.rejected += [result for result in results if result.outcome == "rejected"]
    copy_rows(
        _ROWS,
        ROW_COLUMNS,
        [
            (
                rules.batch_id,
                result.number,
                result.outcome,
                _stored_record_id(result),
                "",
                "",
                result.reason,
            )
            for result in results
            if result.outcome != "rejected"
        ],
    )


def log_side_records(cursor: CursorWrapper, rules: MergeRules, table: str, query: str) -> None:
    """Record companies or titles that were created with people.

    Args:
        cursor: in the transaction of the chunk.
        rules: of the import.
        table: of the records.
        query: gives their primary keys.
    """
    created = f"SELECT id, 0, '{{}}'::jsonb, '{{}}'::jsonb, true FROM ({query}) AS made(id)"
    with skip_foreign_key_checks(cursor):  # The import is locked.
        cursor.execute(_log_statement(table, created), [rules.batch_id])


def _log_statement(table: str, query: str) -> str:
    """Return the SQL that records changes; its only parameter is the import.

    A record with several changes keeps its first old values and its last new values.

    Args:
        table: of the records.
        query: gives primary keys, numbers, former values, new values, and whether they came along.
    """
    return f"""
        INSERT INTO imports_importchange AS change
            (batch_id, kind, record_id, number, before, after, made, written_at)
        SELECT %s, '{_KINDS[table]}', noted.*, now() FROM ({query}) AS noted
        ON CONFLICT (batch_id, kind, record_id) DO UPDATE SET number = EXCLUDED.number,
            before = EXCLUDED.before || change.before,
            after = change.after || EXCLUDED.after, written_at = EXCLUDED.written_at
    """


def update_and_log(
    cursor: CursorWrapper,
    table: str,
    staged: str,
    id_column: str,
    new: Mapping[str, str],
    noted: Sequence[str],
    rules: MergeRules,
) -> None:
    """Update the records that rows match, and record old and new values of their fields.

    Args:
        cursor: in the transaction of the staged rows.
        table: of the records, `c` in the values.
        staged: table of the rows, `s` in the values; rows with a record and no outcome count.
        id_column: of the staged table, for the record.
        new: field → its value.
        noted: fields that undo may restore.
        rules: of the import.
    """
    old = ", ".join(f"c.{name}" for name in new)
    fields = ", ".join(f"c.{name}" for name in noted)
    same = ", ".join(
        f"CASE WHEN o.{name} IS NOT DISTINCT FROM n.{name} THEN '{name}' END" for name in noted
    )
    unchanged_fields = f"(array_remove(ARRAY[{same}], NULL) || '{{id,number}}'::text[])"
    values = f"to_jsonb(o) - {unchanged_fields}, to_jsonb(n) - {unchanged_fields}"
    changes = f"SELECT n.id, n.number, {values}, false FROM changed n JOIN former o ON o.id = n.id"
    cursor.execute(
        f"""
        WITH former AS (
            SELECT c.id, s.number, {fields}
            FROM {table} c JOIN {staged} s ON c.id = s.{id_column} WHERE s.outcome IS NULL
        ), changed AS (
            UPDATE {table} c
            SET {", ".join(f"{name} = {value}" for name, value in new.items())}, updated_at = now()
            FROM {staged} s WHERE c.id = s.{id_column} AND s.outcome IS NULL
            AND ({old}) IS DISTINCT FROM ({", ".join(new.values())})
            RETURNING c.id, s.number, {fields}
        ), noted AS (
            {_log_statement(table, changes)}
        )
        UPDATE {staged} t SET outcome =
            CASE WHEN t.number IN (SELECT number FROM changed) THEN 'updated' ELSE 'unchanged' END
        WHERE t.{id_column} IS NOT NULL AND t.outcome IS NULL
        """,
        [rules.batch_id],
    )


def read_results(
    cursor: CursorWrapper,
    staged: str,
    id_column: str,
    groups: Mapping[int, RowGroup[Any]],
    rules: MergeRules,
) -> list[StagedResult]:
    """Return a result for each row of the groups: later rows update the record of the first.

    Args:
        cursor: in the transaction of the chunk.
        staged: table of the groups.
        id_column: its column for the record.
        groups: by the number of their first row.
        rules: decide whether later rows count, are skipped or are rejected.
    """
    cursor.execute(f"SELECT number, outcome, {id_column}, refused_field, reason FROM {staged}")
    results = list(map(StagedResult._make, cursor.fetchall()))
    joined = [one.record_id for one in results if rules.joins and len(groups[one.number].rows) > 1]
    changed = _changed_fields(cursor, joined, rules) if joined else {}
    results_by_row: list[StagedResult] = []
    for result in results:
        rows = groups[result.number].rows
        changed_fields = changed.get(result.record_id, frozenset())
        changing = {number for number, fields in rows.items() if fields & changed_fields}
        for number, fields in rows.items():
            is_first = number == result.number
            outcome = result.outcome
            if not rules.joins and not is_first:
                results_by_row.append(rules.duplicate_result(result)._replace(number=number))
                continue
            if outcome == "created" and not is_first:
                outcome = "updated" if fields else "unchanged"
            elif outcome == "updated" and number not in (changing or {result.number}):
                outcome = "unchanged"  # The record had its values before, or has them of others.
            results_by_row.append(result._replace(number=number, outcome=outcome))
    return results_by_row


def _name_earlier_lines(
    cursor: CursorWrapper, staged: str, id_column: str, rules: MergeRules
) -> None:
    """Name the earlier line of a dry run that created a person, for later rows."""
    cursor.execute(
        f"SELECT {id_column}, number, outcome FROM {staged}"
        f" WHERE {id_column} >= %s AND outcome <> 'rejected'",
        [FIRST_KEY],
    )
    rows = [StagedResult(number, outcome, key, "", "") for key, number, outcome in cursor]
    remember_lines(rules, {one.record_id: one.number for one in rows if one.outcome == "created"})
    joined = [one for one in rows if one.outcome == "updated" and one.record_id in rules.lines]
    changed = _changed_fields(cursor, [one.record_id for one in joined], rules)
    cursor.execute(
        f"UPDATE {staged} t SET reason = m.reason FROM unnest(%s::integer[], %s::text[])"
        " AS m(number, reason) WHERE m.number = t.number",
        [
            [one.number for one in joined],
            [
                _describe_joined_row(one, changed.get(one.record_id, ()), rules, "person")
                for one in joined
            ],
        ],
    )


def remember_lines(rules: MergeRules, lines: dict[int | None, int]) -> None:
    """Remember which lines created records; a line of none is dropped from `lines`."""
    lines.pop(None, None)
    if len(rules.lines) < _MAX_LINES:
        rules.lines.update(cast("dict[int, int]", lines))


def _describe_joined_row(
    result: StagedResult, changes: Iterable[str], rules: MergeRules, noun: str
) -> str:
    """Return the line that a row is joined with, and its changes to the record."""
    shown = sorted(
        name.removesuffix("_id").replace("_", " ") for name in changes if name not in _HIDDEN_FIELDS
    )
    what = f" Changes: {', '.join(shown)}." if shown and result.outcome == "updated" else ""
    line = rules.lines[result.record_id or 0]
    return f"Same {noun} as line {line}.{what}"[:_LONGEST_REASON]


def name_lines(
    cursor: CursorWrapper,
    results: Sequence[StagedResult],
    groups: Mapping[int, RowGroup[Any]],
    rules: MergeRules,
    noun: str = "company",
) -> list[StagedResult]:
    """For rows joined with an earlier one, record its line and their changes.

    Args:
        cursor: in the transaction of the chunk.
        results: of all rows of the groups, in their order.
        groups: by the number of their first row.
        rules: remember which line created a record.
        noun: what the records are.
    """
    created = [result for result in results if result.outcome == "created"]
    remember_lines(rules, {result.record_id: result.number for result in created})
    joined = [
        result
        for result in results
        if result.record_id in rules.lines
        and rules.lines[result.record_id] != result.number
        and result.outcome in {"updated", "unchanged"}
    ]
    if not joined:
        return list(results)
    changed = _changed_fields(cursor, [result.record_id for result in joined], rules)
    fields = {number: names for group in groups.values() for number, names in group.rows.items()}
    firsts = groups.keys()
    reasons: dict[int, str] = {}
    for result in joined:
        names = fields[result.number]
        if result.number in firsts:  # For later rows of a group: only the changed fields.
            names = names & changed.get(result.record_id, frozenset())
        reasons[result.number] = _describe_joined_row(result, names, rules, noun)
    return [result._replace(reason=reasons.get(result.number, result.reason)) for result in results]


def _changed_fields(
    cursor: CursorWrapper, records: Sequence[int | None], rules: MergeRules
) -> dict[int | None, frozenset[str]]:
    """Give the fields that an import changed in records."""
    cursor.execute(
        "SELECT record_id, ARRAY(SELECT jsonb_object_keys(after)) FROM imports_importchange"
        " WHERE batch_id = %s AND kind = %s AND record_id = ANY(%s)",
        [rules.batch_id, rules.kind, [record for record in records if record]],
    )
    return {record: frozenset(names) for record, names in cursor.fetchall()}


def _stored_record_id(result: StagedResult) -> int | None:
    """Give the key of a record that is there; a dry run makes others up."""
    return result.record_id if result.record_id and result.record_id < FIRST_KEY else None
