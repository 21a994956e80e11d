"""A table for one chunk: filled by COPY, merged by SQL, gone at commit."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from django.db.backends.utils import CursorWrapper

from leadqual.core.committed_writes import copy
from leadqual.imports.options import ANY
from leadqual.imports.validation.record_cells import OWNER, STATUS, TAGS, RecordValues, is_custom
from leadqual.leads.models import FIRST_STATUS
from leadqual.leads.records.record_values import MAX_TAGS, joined_tags

_MANY_ROWS = 200
_SPECIAL = "\\\t\n\r"


NULL = "\\N"
"""Nothing, as COPY reads it."""

FIRST_COUNTS = "Duplicate of an earlier row; the first row is kept."
TWICE = "Duplicate of an earlier row. Merge them or remove this one."
THERE_ALREADY = "Already exists, and this import only creates records."
NOT_THERE = "No match, and this import only updates records."
COLUMNS: Mapping[str, str] = {
    "owner_id": "bigint",
    "status": "text",
    "tags": "text[]",
    "custom": "jsonb",
}
STAGED = {**COLUMNS, "tags_of_all": "text[]"}
_WHEN_NEW = {"status": f"'{FIRST_STATUS}'", "custom": "'{}'::jsonb"}
_JOINED = (  # Distinct tags, ignoring case; the first spelling is kept.
    "(ARRAY(SELECT one FROM (SELECT DISTINCT ON (lower(tag)) tag AS one"
    " FROM unnest({}) WITH ORDINALITY AS u(tag, at) ORDER BY lower(tag), at) AS found"
    f' ORDER BY lower(one) COLLATE "C"))[1:{MAX_TAGS}]'
)
COUNTRY = "COALESCE(s.country, NULLIF(c.country, ''), s.country_guess, c.country)"


class StagedResult(NamedTuple):
    """What became of a staged row.

    Args:
        number: of the row, or of the first row of a group.
        outcome: `created`, `updated`, `unchanged` or `refused`.
        record_id: None where refused.
        field: code of the refused field; empty otherwise.
        reason: why it was refused; empty otherwise.
    """

    number: int
    outcome: str
    record_id: int | None
    field: str
    reason: str


def create_staging(cursor: CursorWrapper, table: str, columns: Mapping[str, str]) -> None:
    """Create a temporary table for this transaction, or truncate the existing one.

    Args:
        cursor: in a transaction.
        table: its name.
        columns: name → type.
    """
    body = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    cursor.execute("SET LOCAL default_statistics_target = 10")  # Enough for rows of one chunk.
    cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({body}) ON COMMIT DROP")
    cursor.execute(f"TRUNCATE {table}")


def fill_staging(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Send rows by COPY, then analyze the table if there are many."""
    copy_rows(table, columns, rows)
    if len(rows) >= _MANY_ROWS:
        cursor.execute(f"ANALYZE {table}")


def fill_texts(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """Send rows of texts by COPY at once; an empty text is NULL."""
    names = ", ".join(f'"{name}"' for name in columns)
    with copy(f"COPY {table} ({names}) FROM STDIN WITH (NULL '')") as copied:
        if rows:
            cells = map(cells_of, zip(*rows, strict=True))
            copied.write("\n".join(map("\t".join, zip(*cells, strict=True))) + "\n")
    if len(rows) >= _MANY_ROWS:
        cursor.execute(f"ANALYZE {table}")


def copy_lines(table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Send rows into a table by COPY at once; at least one.

    Args:
        table: its name.
        columns: in the order of the values.
        lines: values as `cells_of` writes them, joined by tabs.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    with copy(f"COPY {table} ({names}) FROM STDIN") as copied:
        copied.write("\n".join(lines) + "\n")


def cells_of(column: Sequence[str | None]) -> Sequence[str]:
    """Write the cells of a column as COPY reads them; None is NULL."""
    if not any(column):
        return [NULL if cell is None else "" for cell in column]
    has_none = None in column
    texts = [cell or "" for cell in column] if has_none else cast("Sequence[str]", column)
    joined = "".join(texts)  # One check of all is faster than one of each.
    if any(sign in joined for sign in _SPECIAL):
        texts = list(map(_escaped, texts))
    if has_none:
        return [NULL if cell is None else text for cell, text in zip(column, texts, strict=True)]
    return texts


def _escaped(value: str) -> str:
    return (
        value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    )


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Send rows into a table by COPY."""
    names = ", ".join(f'"{name}"' for name in columns)
    with copy(f"COPY {table} ({names}) FROM STDIN") as copied:
        for row in rows:
            copied.write_row(row)


def write_column(
    cursor: CursorWrapper, table: str, column: str, kind: str, values: Mapping[int, int | str]
) -> None:
    """Write a column of staged rows: number of a row → value."""
    if values:
        cursor.execute(
            f"UPDATE {table} t SET {column} = m.value"
            f" FROM unnest(%s::integer[], %s::{kind}[]) AS m(number, value)"
            " WHERE t.number = m.number",
            [list(values), list(values.values())],
        )


def shared_records(
    cursor: CursorWrapper, query: str, parameters: Sequence[int]
) -> dict[int, list[int]]:
    """Find the records that several staged rows mean.

    Args:
        cursor: in the transaction of the staged rows.
        query: gives primary keys of records as `id`, each with the `number` of a row that means it.
        parameters: of the query.

    Returns:
        Number of a row → records that another row means too; rows without any are left out.
    """
    cursor.execute(
        f"""
        SELECT id, array_agg(DISTINCT number) FROM ({query}) links
        GROUP BY id HAVING count(DISTINCT number) > 1
        """,
        parameters,
    )
    links: dict[int, list[int]] = {}
    for record, numbers in cursor.fetchall():
        for number in numbers:
            links.setdefault(number, []).append(record)
    return links


# The merge rules of an import, and the result of storing a chunk.


@dataclass(frozen=True, slots=True)
class MergeRules:
    """How the rows of an import are stored.

    Args:
        batch_id: the import that results, changes and added records belong to.
        mode: `both`, `create` or `update`.
        match_by: code of the field by which a record is found, or `any`.
        duplicates: of two rows that mean one record, `last` lays the later over the former, `first`
            passes the later one over, `refuse` lists it among the rows that stay out.
        is_dry: only results are stored; the tables are temporary copies.
        counts_later: people per title are counted once at the end, not after each chunk.
        only_empty: only empty fields of existing records are filled.
        tags: added to every record.
        record_columns: owner, status, tags and custom fields, as far as the import writes them.
        kind: of the import.
        finds_keyless: rows with keys that nobody has mean who is here without any, by name and
            company; not in long files, where looking for each name would take too long.
        seen: records that earlier rows of this file created or, unless the later row counts, also
            found.
        lines: created record → its line.
    """

    batch_id: int
    mode: str = "both"
    match_by: str = ANY
    duplicates: str = "last"
    is_dry: bool = False
    counts_later: bool = False
    only_empty: bool = False
    tags: tuple[str, ...] = ()
    record_columns: tuple[str, ...] = ()
    kind: str = "contacts"
    finds_keyless: bool = False
    seen: set[int] = field(default_factory=set)
    lines: dict[int, int] = field(default_factory=dict)

    @property
    def remembers(self) -> bool:
        """Whether it matters which records earlier rows of the file meant."""
        return self.mode == "create" or self.duplicates != "last"

    @property
    def remembered(self) -> tuple[str, ...]:
        """Outcomes of rows whose records are remembered."""
        return ("created", "updated", "unchanged") if self.duplicates != "last" else ("created",)

    @property
    def stores_all(self) -> bool:
        """Whether every valid row is stored, so that its company may be created first."""
        return self.mode == "both" and self.duplicates == "last"

    @property
    def joins(self) -> bool:
        """Whether a later row of the same record is laid over the former."""
        return self.duplicates == "last"

    def of_duplicate(self, result: StagedResult) -> StagedResult:
        """Return what becomes of a later row of a record, from the result of the former row."""
        if result.outcome in {"rejected", "skipped"}:
            return result
        if self.duplicates == "first":
            return result._replace(outcome="skipped", field="", reason=FIRST_COUNTS)
        return result._replace(outcome="rejected", record_id=None, field="", reason=TWICE)


NO_RULES = MergeRules(0)
"""As usual."""


@dataclass(slots=True)
class ChunkResult:
    """The results of a chunk.

    Args:
        counts: outcome → rows; those of `rejected` are in it.
        refused: rejected rows; the others are recorded already.
        seen: records for `MergeRules.seen`, to be added once the chunk is stored.
    """

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[StagedResult] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)


# Owner, status, tags and custom fields of rows, as the columns of people and companies.

"""Column → its type in a staged table."""


"""The country of a record after an update: a guess fills it and replaces none."""


def columns_for(codes: Collection[str], tags: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that an import writes.

    Args:
        codes: of its mapped fields.
        tags: that all of its records get.
    """
    wanted = {
        "owner_id": OWNER in codes,
        "status": STATUS in codes,
        "tags": TAGS in codes or bool(tags),
        "custom": any(map(is_custom, codes)),
    }
    return tuple(name for name, is_wanted in wanted.items() if is_wanted)


def staged_texts(record: RecordValues | None) -> tuple[str, str, str, str]:
    """Format values for a staged table of texts, in the order of `COLUMNS`."""
    if record is None:
        return "", "", "", ""
    return (
        str(record.owner_id or ""),
        record.status,
        array_text(record.tags) if record.tags else "",
        json.dumps(record.custom) if record.custom else "",
    )


def new_texts(record: RecordValues | None, rules: MergeRules) -> tuple[str | None, ...]:
    """Write the values of a new record for COPY, in the order of `rules.record_columns`."""
    owner, status, _, custom = staged_texts(record)
    tags = joined_tags([*(record.tags if record else ()), *rules.tags])
    texts = {
        "owner_id": owner or None,
        "status": status or FIRST_STATUS,
        "tags": array_text(tags),
        "custom": custom or "{}",
    }
    return tuple(texts[name] for name in rules.record_columns)


def array_text(texts: Sequence[str]) -> str:
    """Write texts as an array of Postgres."""
    escaped = (one.replace("\\", "\\\\").replace('"', '\\"') for one in texts)
    return "{" + ",".join(f'"{one}"' for one in escaped) + "}"


def stage_tags(cursor: CursorWrapper, staged: str, rules: MergeRules) -> None:
    """Give every staged row the tags of the whole import."""
    if rules.tags:
        cursor.execute(
            f"UPDATE {staged} SET tags_of_all = %s",
            [list(rules.tags)],
        )


def updated_values(rules: MergeRules) -> dict[str, str]:
    """Return the SQL for the imported ones of these columns after an update.

    Tags are added to the existing ones; custom fields are merged one by one. If only empty fields
    are filled, existing tags are kept, but the tags of the whole import are added.
    """
    if rules.only_empty:
        own = "CASE WHEN c.tags = '{}' THEN COALESCE(s.tags, '{}') ELSE '{}' END"
        values = {
            "owner_id": "COALESCE(c.owner_id, s.owner_id)",
            "status": f"CASE WHEN c.status <> '{FIRST_STATUS}' THEN c.status"
            " ELSE COALESCE(s.status, c.status) END",
            "custom": "COALESCE(s.custom || c.custom, c.custom)",
        }
    else:
        own = "COALESCE(s.tags, '{}')"
        values = {
            "owner_id": "COALESCE(s.owner_id, c.owner_id)",
            "status": "COALESCE(s.status, c.status)",
            "custom": "COALESCE(c.custom || s.custom, c.custom)",
        }
    added = f"({own} || COALESCE(s.tags_of_all, '{{}}'))"
    joined = _JOINED.format(f"c.tags || {added}")
    values["tags"] = f"CASE WHEN c.tags @> {added} THEN c.tags ELSE {joined} END"
    return {name: values[name] for name in rules.record_columns}


def inserted_values(rules: MergeRules) -> dict[str, str]:
    """Return the SQL for the imported ones of these columns in a new record."""
    tags = _JOINED.format("COALESCE(s.tags, '{}') || COALESCE(s.tags_of_all, '{}')")
    return {
        name: tags
        if name == "tags"
        else f"COALESCE(s.{name}, {_WHEN_NEW[name]})"
        if name in _WHEN_NEW
        else f"s.{name}"
        for name in rules.record_columns
    }


def fields_of_record(record: RecordValues | None) -> dict[str, object]:
    """Return column → value of a row."""
    return {} if record is None else dict(zip(COLUMNS, record, strict=True))
