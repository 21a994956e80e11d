"""People of a chunk whom nobody knows by any of their keys go straight into the table, by COPY.

Most rows of a long file are such. Nothing here and nothing in their chunk can mean the same person,
so they meet no rule but one: an import that only updates passes them over.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import not_
from typing import TypeVar

from django.db.backends.utils import CursorWrapper

from leadqual.imports.checking import ContactValues
from leadqual.imports.merging_companies import Companies
from leadqual.imports.merging_titles import Titles
from leadqual.imports.overlay import real_name
from leadqual.imports.rules import Merged, Rules
from leadqual.imports.staging import copy_columns

KEYS = ("email", "external_id", "linkedin_url")
"""Of which no two contacts of a workspace have the same; the surest first."""

_TABLE = "leads_contact"
_TEXTS = ("first_name", "last_name", "phone", "title", "city", "state", "country")
NumberedContact = tuple[int, ContactValues]
T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a chunk by how they have to be merged.

    Args:
        fresh: has a key, shares none with another row, and nobody here has one of them.
        others: all the others; both lists are in the order of the file.
        tangled: numbers of those of them that share a key, or for want of any a name.
    """

    fresh: list[NumberedContact]
    others: list[NumberedContact]
    tangled: set[int]


def sort_rows(
    cursor: CursorWrapper, workspace_id: int, rows: Sequence[NumberedContact], rules: Rules
) -> Sorted:
    """Find the rows that nobody here knows yet; two or three queries for each key in use."""
    emails = [row.email for _, row in rows]
    ids = [row.external_id for _, row in rows]
    pages = [row.linkedin_url for _, row in rows]
    by_key = zip(KEYS, (emails, ids, pages), strict=True)
    used = {key: values for key, values in by_key if any(values)}
    has_keys = list(map(any, zip(emails, ids, pages, strict=True)))
    tangled = _tangled(rows, used, has_keys)
    if rules.mode == "update" or not used:
        return Sorted([], list(rows), tangled)
    met = set(tangled)
    for key, values in used.items():
        if found := _known(cursor, key, values, workspace_id, rules):
            met.update(row[0] for row, value in zip(rows, values, strict=True) if value in found)
    if not met and all(has_keys):
        return Sorted(list(rows), [], tangled)
    is_fresh = [row[0] not in met and keyed for row, keyed in zip(rows, has_keys, strict=True)]
    fresh = list(compress(rows, is_fresh))
    return Sorted(fresh, list(compress(rows, map(not_, is_fresh))), tangled)


def store_fresh(
    cursor: CursorWrapper,
    workspace_id: int,
    rows: Sequence[NumberedContact],
    spelt: Sequence[str],
    rules: Rules,
    *,
    companies: Companies,
    titles: Titles,
    merged: Merged,
) -> None:
    """Create the contacts of fresh rows, with their titles and companies, and note their outcome.

    Args:
        cursor: in the transaction of the chunk.
        workspace_id: whose contacts.
        rows: as `sort_rows` found them.
        spelt: the title of each row in its one spelling; "" where nothing is left of it.
        rules: of the import.
        companies: those that contacts name.
        titles: those that contacts carry.
        merged: where to add.
    """
    if not rows:
        return
    columns = zip(*(row for _, row in rows), strict=True)
    values = dict(zip(ContactValues._fields, columns, strict=True))
    named = values["company"]
    company_ids = companies.ids(filter(None, named))
    title_ids = titles.ids(cursor, spelt, values["title"])
    keys = _new_keys(cursor, len(rows))
    as_text = list(map(str, keys))
    copy_columns(
        cursor,
        _TABLE,
        {
            "id": as_text,
            "workspace_id": [str(workspace_id)] * len(rows),
            **{name: values[name] for name in _TEXTS},
            **{key: [value or None for value in values[key]] for key in KEYS},
            "company_id": [str(company_ids[one]) if one else None for one in named],
            "job_title_id": [str(title_ids[one]) if one else None for one in spelt],
            "do_not_contact": ["f"] * len(rows),
        },
    )
    copy_columns(
        cursor,
        "imports_importrow",
        {
            "batch_id": [str(rules.batch_id)] * len(rows),
            "number": [str(number) for number, _ in rows],
            "outcome": ["created"] * len(rows),
            "record_id": [None] * len(rows) if rules.is_dry else as_text,
        },
    )
    merged.counts["created"] += len(rows)
    if rules.remembers:
        merged.seen.update(keys)


def has_key(row: ContactValues) -> bool:
    """Tell whether a contact can be found by more than its name."""
    return bool(row.email or row.external_id or row.linkedin_url)


def _tangled(
    rows: Sequence[NumberedContact], used: Mapping[str, Sequence[str]], has_keys: Sequence[bool]
) -> set[int]:
    """Find the rows that share a key, or for want of any a name, with another row of the chunk."""
    found: set[int] = set()
    for values in used.values():
        if often := _repeated(values):
            found.update(row[0] for row, value in zip(rows, values, strict=True) if value in often)
    keyless = list(compress(rows, map(not_, has_keys)))
    names = [(row.first_name, row.last_name) for _, row in keyless]
    if often_named := _repeated(names):
        pairs = zip(keyless, names, strict=True)
        found.update(row[0] for row, name in pairs if name in often_named)
    return found


def _repeated(values: Sequence[T]) -> set[T]:
    filled = [value for value in values if value]
    if len(set(filled)) == len(filled):
        return set()
    return {value for value, n in Counter(filled).items() if n > 1}


def _known(
    cursor: CursorWrapper, key: str, values: Sequence[str], workspace_id: int, rules: Rules
) -> set[str]:
    """Find which values of a key somebody has here, or must not be written to."""
    text = "\n".join(filter(None, values))  # No key has an end of line in it.
    found: set[str] = set()
    # A dry run has copies in front of the table, of those that earlier rows met or made.
    for table in {_TABLE, real_name(cursor, _TABLE)} if rules.is_dry else {_TABLE}:
        # One look into the index for each: the table may hold millions, a chunk thousands.
        cursor.execute(
            f"SELECT k.value FROM string_to_table(%s, chr(10)) AS k(value) WHERE ("  # noqa: S608  # only names of this module
            f"SELECT c.id FROM {table} c WHERE c.workspace_id = %s AND c.{key} = k.value"
            ") IS NOT NULL",
            [text, workspace_id],
        )
        found.update(value for (value,) in cursor.fetchall())
    if key == "email":
        cursor.execute(
            "SELECT email FROM leads_donotcontact WHERE workspace_id = %s AND lifted_at IS NULL"
            " AND email = ANY(string_to_array(%s, chr(10)))",
            [workspace_id, text],
        )
        found.update(email for (email,) in cursor.fetchall())
    return found


def _new_keys(cursor: CursorWrapper, n_rows: int) -> list[int]:
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [_TABLE])
    (sequence,) = cursor.fetchone()
    cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, n_rows])
    return [key for (key,) in cursor.fetchall()]
