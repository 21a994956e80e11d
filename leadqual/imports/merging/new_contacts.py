"""People of a chunk whom nobody knows by any of their keys go straight into the table, by COPY.

Most rows of a long file are such. Nothing here and nothing in their chunk can mean the same person,
so they meet no rule but one: an import that only updates passes them over.
"""

from collections.abc import Sequence
from itertools import compress, repeat

from django.db.backends.utils import CursorWrapper

from leadqual.core import clock
from leadqual.imports.merging.companies import Companies
from leadqual.imports.merging.dry_run_tables import real_name
from leadqual.imports.merging.merge_rules import ChunkResult, MergeRules
from leadqual.imports.merging.merge_targets import has_merged, lost_values
from leadqual.imports.merging.prefetched_chunks import CELLS, KEYS, PreparedChunk
from leadqual.imports.merging.result_log import note_lines
from leadqual.imports.merging.staging import NULL, copy_lines
from leadqual.imports.merging.titles import Titles

_TABLE = "leads_contact"
_COLUMNS = ("id", "workspace_id", "company_id", "job_title_id", "created_at", "updated_at", *CELLS)
"""Before `record_columns`."""

KEYLESS = " AND ".join(f"c.{key} IS NULL" for key in KEYS)
SAME_NAME = " AND ".join(
    f"lower(c.{name}) = lower(COALESCE(s.{name}, '')) AND c.{name} = COALESCE(s.{name}, '')"
    for name in ("last_name", "first_name")
)
"""Of a contact `c` and a row `s`; small letters are what the index has."""

_RESULT_COLUMNS = ("batch_id", "number", "outcome", "record_id")


def are_fresh(
    cursor: CursorWrapper, workspace_id: int, chunk: PreparedChunk, rules: MergeRules
) -> list[bool]:
    """Tell of each row whether it has a key, shares none, and nobody here has one of them.

    Two to four queries for each key in use, and one or two for people without any key.
    """
    if rules.mode == "update":
        return [False] * len(chunk.rows)
    met = set(chunk.tangled)
    is_merged = has_merged(cursor, _TABLE, workspace_id)
    for key, values in chunk.keys.items():
        known = _known(cursor, key, values, workspace_id, rules)
        if is_merged:
            known |= lost_values(cursor, _TABLE, key, values, workspace_id)
        if known:
            pairs = zip(chunk.rows, values, strict=True)
            met.update(row[0] for row, value in pairs if value in known)
    if rules.finds_keyless:
        met |= _namesakes(cursor, chunk, workspace_id, rules)
    if not met:
        return list(chunk.has_keys)
    pairs_of_keys = zip(chunk.rows, chunk.has_keys, strict=True)
    return [keyed and row[0] not in met for row, keyed in pairs_of_keys]


def store_fresh(
    cursor: CursorWrapper,
    workspace_id: int,
    chunk: PreparedChunk,
    fresh: Sequence[bool],
    rules: MergeRules,
    *,
    companies: Companies,
    titles: Titles,
) -> ChunkResult:
    """Create the contacts of fresh rows, with their titles and companies, and note their outcome.

    Args:
        cursor: in the transaction of the chunk.
        workspace_id: whose contacts.
        chunk: its rows.
        fresh: which of them, as `are_fresh` found them.
        rules: of the import.
        companies: those that contacts name.
        titles: those that contacts carry.
    """
    merged = ChunkResult()
    n_rows = sum(fresh)
    if not n_rows:
        return merged
    named = list(compress(chunk.named, fresh))
    spelt = list(compress(chunk.spelt, fresh))
    written = [row.title for _, row in compress(chunk.rows, fresh)]
    company_ids = companies.ids(dict.fromkeys(filter(None, named)))
    title_ids = titles.ids(cursor, spelt, written)
    company_texts = {one: str(company_ids[one]) if one else NULL for one in set(named)}
    title_texts = {one: str(title_ids[one]) if one else NULL for one in set(spelt)}
    keys = _new_keys(cursor, n_rows)
    key_texts = list(map(str, keys))
    now = clock.now().isoformat()
    contacts = zip(
        key_texts,
        repeat(str(workspace_id)),
        map(company_texts.__getitem__, named),
        map(title_texts.__getitem__, spelt),
        repeat(now),
        repeat(now),
        compress(chunk.cells, fresh),
        strict=False,
    )
    columns = (*_COLUMNS, *rules.record_columns)
    copy_lines(_TABLE, columns, map("\t".join, contacts))
    records = repeat(NULL) if rules.is_dry else key_texts
    results = zip(
        repeat(str(rules.batch_id)),
        compress(chunk.numbers, fresh),
        repeat("created"),
        records,
        strict=False,
    )
    copy_lines("imports_importrow", _RESULT_COLUMNS, map("\t".join, results))
    merged.counts["created"] += n_rows
    if rules.remembers:
        merged.seen.update(keys)
    if rules.is_dry:
        note_lines(rules, dict(zip(keys, map(int, compress(chunk.numbers, fresh)), strict=True)))
    return merged


def _namesakes(
    cursor: CursorWrapper, chunk: PreparedChunk, workspace_id: int, rules: MergeRules
) -> set[int]:
    """Find the rows with the name of somebody here who has no key."""
    named = [(number, row) for number, row in chunk.rows if row.last_name or row.first_name]
    numbers = [number for number, _ in named]
    names = [[row.last_name for _, row in named], [row.first_name for _, row in named]]
    found: set[int] = set()
    for table in {_TABLE, real_name(cursor, _TABLE)} if rules.is_dry else {_TABLE}:
        cursor.execute(
            "SELECT s.number FROM unnest(%s::integer[], %s::text[], %s::text[])"
            f" AS s(number, last_name, first_name) WHERE EXISTS (SELECT FROM {table} c"
            f" WHERE c.workspace_id = %s AND {SAME_NAME} AND {KEYLESS})",
            [numbers, *names, workspace_id],
        )
        found.update(number for (number,) in cursor.fetchall())
    return found


def _known(
    cursor: CursorWrapper, key: str, values: Sequence[str], workspace_id: int, rules: MergeRules
) -> set[str]:
    """Find which values of a key somebody has here."""
    text = "\n".join(filter(None, values))  # No key has an end of line in it.
    found: set[str] = set()
    # A dry run has copies in front of the table, of those that earlier rows met or made.
    for table in {_TABLE, real_name(cursor, _TABLE)} if rules.is_dry else {_TABLE}:
        # One look into the index for each: the table may hold millions, a chunk thousands.
        cursor.execute(
            f"SELECT k.value FROM string_to_table(%s, chr(10)) AS k(value) WHERE ("
            f"SELECT c.id FROM {table} c WHERE c.workspace_id = %s AND c.{key} = k.value"
            ") IS NOT NULL",
            [text, workspace_id],
        )
        found.update(value for (value,) in cursor.fetchall())
    return found


def _new_keys(cursor: CursorWrapper, n_rows: int) -> list[int]:
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [_TABLE])
    (sequence,) = cursor.fetchone()
    cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, n_rows])
    return [key for (key,) in cursor.fetchall()]
