"""Contacts of a chunk into the table of a workspace, as sets, with their titles and companies."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import compress, repeat
from operator import not_

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from leadqual.core import clock
from leadqual.core.foreign_keys import lock_parents, skip_foreign_key_checks
from leadqual.imports.merging import record_columns, staging
from leadqual.imports.merging.companies import Companies
from leadqual.imports.merging.key_matching import KeyMatching, apply_rules, remember
from leadqual.imports.merging.merge_order import contact_layers
from leadqual.imports.merging.merge_rules import ChunkResult, MergeRules
from leadqual.imports.merging.merge_targets import (
    StagedRecords,
    find_candidates,
    find_merged_values,
    has_merged,
    kept_records,
)
from leadqual.imports.merging.overlay import copy_records_to_overlay, copy_to_overlay, real_name
from leadqual.imports.merging.prepared_chunks import CELLS, KEYS, PreparedChunk, has_key
from leadqual.imports.merging.result_log import (
    log_results,
    log_rows,
    name_lines,
    read_results,
    remember_lines,
    update_and_log,
)
from leadqual.imports.merging.staging import (
    NULL,
    copy_lines,
    create_staging,
    fill_place,
    fill_texts,
    insert_staged,
    merge_place,
    write_column,
)
from leadqual.imports.merging.titles import Titles, count_titles, find_titles
from leadqual.imports.merging.unstored_contacts import UnstoredContacts
from leadqual.imports.options import ANY
from leadqual.imports.validation.company_columns import COUNTRY_GUESS
from leadqual.imports.validation.validated_rows import CompanyKeys, ContactValues
from leadqual.leads.person_identity import PersonFacts, best_by_name

_CONTACTS = "leads_contact"
_INSERTED = ("id", "workspace_id", "company_id", "job_title_id", "created_at", "updated_at", *CELLS)
"""Before `record_columns`."""

KEYLESS = " AND ".join(f"c.{key} IS NULL" for key in KEYS)
_NAME_NUMBER = "leads_name_number({})".format
SAME_NAME = " AND ".join(
    (
        _NAME_NUMBER("c.last_name, c.first_name")
        + " = "
        + _NAME_NUMBER("COALESCE(s.last_name, ''), COALESCE(s.first_name, '')"),
        *(f"c.{name} = COALESCE(s.{name}, '')" for name in ("last_name", "first_name")),
    )
)
"""Joins a contact `c` and a row `s`; the number is what the index has."""

_RESULT_COLUMNS = ("batch_id", "number", "outcome", "record_id")

_TABLE = "staged_contact"
_TEXTS = ("first_name", "last_name", "phone", "title", "other_titles", "past_titles")
_PLACE = ("city", "state", "place")
_STAGED_COLUMNS = (
    *("number", "first_name", "last_name", "email", "phone", "linkedin_url", "external_id"),
    *("title", "city", "state", "country", "other_titles", "past_titles", "place"),
    COUNTRY_GUESS,
    *record_columns.COLUMNS,
    *("normalised", "has_company", "company_id"),
)
_COLUMNS = {
    "number": "integer",
    **dict.fromkeys((*_TEXTS, *KEYS, *_PLACE, "country", COUNTRY_GUESS), "text"),
    **record_columns.STAGED,
    "normalised": "text",
    "has_company": "boolean",
    "company_id": "bigint",
    **{f"by_{key}": "bigint" for key in KEYS},
    "contact_id": "bigint",
    "job_title_id": "bigint",
    "former_title_id": "bigint",
    "is_new_title": "boolean DEFAULT false",
    "outcome": "text",
    "refused_field": "text DEFAULT ''",
    "reason": "text DEFAULT ''",
}
_NO_KEY = " AND ".join(f"{one}.{key} IS NULL" for one in "cs" for key in KEYS)
_SAME_COMPANY = (
    "c.company_id IS NOT DISTINCT FROM s.company_id"
    " AND (s.has_company = (s.company_id IS NOT NULL))"
)
# Who has no key is found again by name and company, unless something contradicts.
_SAME_PERSON = f"{_NO_KEY} AND {SAME_NAME} AND {_SAME_COMPANY}"
_KEYLESS_PERSON = (
    f"{KEYLESS} AND {SAME_NAME} AND {_SAME_COMPANY}"
    " AND (s.last_name IS NOT NULL OR s.first_name IS NOT NULL)"
    f" AND NOT EXISTS (SELECT FROM {_TABLE} o WHERE o.contact_id = c.id)"
)
_COPY_CONDITIONS = (*(f"c.{key} = s.{key}" for key in KEYS), f"{_NO_KEY} AND {SAME_NAME}")
_KEYLESS_COPY_CONDITIONS = (*_COPY_CONDITIONS[:-1], f"{KEYLESS} AND {SAME_NAME}")
_RECORDS = StagedRecords(_CONTACTS, _TABLE, "contact_id")
_CONFLICTS = {
    "email": "Another person already has this email. Correct or remove it.",
    "external_id": "Another person already has this ID. Correct or remove it.",
    "linkedin_url": "Another person already has this LinkedIn URL. Correct or remove it.",
}
_MATCHING = KeyMatching(_TABLE, "leads_contact", "contact_id", KEYS, _CONFLICTS)


def find_new_rows(
    cursor: CursorWrapper,
    workspace_id: int,
    chunk: PreparedChunk,
    rules: MergeRules,
    *,
    checks_keys: bool = True,
) -> list[bool]:
    """Return for each row whether it has a key, shares none, and no contact has any of them.

    Two to four queries for each key in use, and one or two for people without any key.

    Args:
        cursor: in the transaction of the chunk.
        workspace_id: whose contacts.
        chunk: its rows.
        rules: of the import.
        checks_keys: False takes it that no contact has a key of them.
    """
    if rules.mode == "update":
        return [False] * len(chunk.rows)
    known_numbers = set(chunk.related)
    is_merged = has_merged(cursor, _CONTACTS, workspace_id)
    for key, values in chunk.keys.items():
        known = _known_values(cursor, key, values, workspace_id, rules) if checks_keys else set()
        if is_merged:
            known |= find_merged_values(cursor, _CONTACTS, key, values, workspace_id)
        if known:
            pairs = zip(chunk.rows, values, strict=True)
            known_numbers.update(row[0] for row, value in pairs if value in known)
    if rules.finds_keyless:
        known_numbers |= _find_namesakes(cursor, chunk, workspace_id, rules)
    if not known_numbers:
        return list(chunk.has_keys)
    pairs_of_keys = zip(chunk.rows, chunk.has_keys, strict=True)
    return [keyed and row[0] not in known_numbers for row, keyed in pairs_of_keys]


def store_new_rows(
    cursor: CursorWrapper,
    workspace_id: int,
    chunk: PreparedChunk,
    is_new: Sequence[bool],
    rules: MergeRules,
    *,
    companies: Companies,
    titles: Titles,
    unstored: UnstoredContacts | None = None,
) -> ChunkResult:
    """Create the contacts of fresh rows, with titles and companies, and record the outcome.

    Args:
        cursor: in the transaction of the chunk.
        workspace_id: whose contacts.
        chunk: its rows.
        is_new: which of them, as `find_new_rows` found them.
        rules: of the import.
        companies: those that contacts name.
        titles: those that contacts carry.
        unstored: where those of a dry run stay until a later row may mean one of them.
    """
    merged = ChunkResult()
    n_rows = sum(is_new)
    if not n_rows:
        return merged
    company_indexes = list(compress(chunk.company_indexes, is_new))
    normalized_titles = list(compress(chunk.normalized_titles, is_new))
    titles_as_written = [row.title for _, row in compress(chunk.rows, is_new)]
    named = {at: chunk.companies[at] for at in dict.fromkeys(company_indexes) if at >= 0}
    found = companies.ids(named.values())
    company_ids = {at: found[one] for at, one in named.items()}
    company_texts = {-1: NULL} | {at: str(key) for at, key in company_ids.items()}
    title_ids = titles.ids(cursor, normalized_titles, titles_as_written)
    title_texts = {one: str(title_ids[one]) if one else NULL for one in set(normalized_titles)}
    keys = _new_keys(cursor, n_rows)
    key_texts = list(map(str, keys))
    now = clock.now().isoformat()
    contacts = zip(
        key_texts,
        repeat(str(workspace_id)),
        map(company_texts.__getitem__, company_indexes),
        map(title_texts.__getitem__, normalized_titles),
        repeat(now),
        repeat(now),
        compress(chunk.cells, is_new),
        strict=False,
    )
    lines = map("\t".join, contacts)
    if unstored is not None:
        keys_of = {key: list(compress(values, is_new)) for key, values in chunk.keys.items()}
        unstored.add(keys_of, list(lines))
    else:
        companies_in = set(company_ids.values())
        titles_in = {title_ids[one] for one in set(normalized_titles) if one}
        _lock_parents(cursor, chunk, companies_in, titles_in)
        with skip_foreign_key_checks(cursor):
            copy_lines(_CONTACTS, _columns(rules), lines)
    records = repeat(NULL) if rules.is_dry else key_texts
    results = zip(
        repeat(str(rules.batch_id)),
        compress(chunk.numbers, is_new),
        repeat("created"),
        records,
        strict=False,
    )
    copy_lines("imports_importrow", _RESULT_COLUMNS, map("\t".join, results))
    merged.counts["created"] += n_rows
    if rules.remembers:
        merged.seen.update(keys)
    if rules.is_dry:
        remember_lines(
            rules, dict(zip(keys, map(int, compress(chunk.numbers, is_new)), strict=True))
        )
    return merged


def _columns(rules: MergeRules) -> tuple[str, ...]:
    return (*_INSERTED, *rules.record_columns)


def _lock_parents(
    cursor: CursorWrapper,
    chunk: PreparedChunk,
    company_ids: Collection[int],
    title_ids: Collection[int],
) -> None:
    """Lock all that new contacts refer to, but for the workspace, which the chunk has locked.

    Raises:
        IntegrityError: somebody deleted a part of it; a retry creates it.
    """
    owners = {row.record.owner_id for _, row in chunk.rows if row.record and row.record.owner_id}
    for table, keys in (
        ("accounts_user", owners),
        ("leads_company", company_ids),
        ("leads_jobtitle", title_ids),
    ):
        if keys:
            lock_parents(cursor, table, keys)


def _find_namesakes(
    cursor: CursorWrapper, chunk: PreparedChunk, workspace_id: int, rules: MergeRules
) -> set[int]:
    """Find the rows with the name of somebody here who has no key."""
    named = [(number, row) for number, row in chunk.rows if row.last_name or row.first_name]
    numbers = [number for number, _ in named]
    names = [[row.last_name for _, row in named], [row.first_name for _, row in named]]
    found: set[int] = set()
    for table in {_CONTACTS, real_name(cursor, _CONTACTS)} if rules.is_dry else {_CONTACTS}:
        cursor.execute(
            "SELECT s.number FROM unnest(%s::integer[], %s::text[], %s::text[])"
            f" AS s(number, last_name, first_name) WHERE EXISTS (SELECT FROM {table} c"
            f" WHERE c.workspace_id = %s AND {SAME_NAME} AND {KEYLESS})",
            [numbers, *names, workspace_id],
        )
        found.update(number for (number,) in cursor.fetchall())
    return found


def _known_values(
    cursor: CursorWrapper, key: str, values: Sequence[str], workspace_id: int, rules: MergeRules
) -> set[str]:
    """Find which values of a key somebody has here."""
    text = "\n".join(filter(None, values))  # No key has an end of line in it.
    # In a dry run, temporary copies of matched and created records shadow the table.
    tables = {_CONTACTS, real_name(cursor, _CONTACTS)} if rules.is_dry else {_CONTACTS}
    # One index lookup each: the table may hold millions of rows, a chunk thousands.
    is_known = " OR ".join(
        f"(SELECT c.id FROM {table} c WHERE c.workspace_id = %s AND c.{key} = k.value) IS NOT NULL"
        for table in sorted(tables)
    )
    cursor.execute(
        f"SELECT k.value FROM string_to_table(%s, chr(10)) AS k(value) WHERE {is_known}",
        [text, *[workspace_id] * len(tables)],
    )
    return {value for (value,) in cursor.fetchall()}


def _new_keys(cursor: CursorWrapper, n_rows: int) -> list[int]:
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [_CONTACTS])
    (sequence,) = cursor.fetchone()
    cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, n_rows])
    return [key for (key,) in cursor.fetchall()]


def merge_contacts(
    workspace_id: int,
    chunk: PreparedChunk,
    rules: MergeRules,
    *,
    companies: Companies,
    titles: Titles,
    normalize_title: Callable[[str], str],
    expects_new: bool = False,
    unstored: UnstoredContacts | None = None,
) -> ChunkResult:
    """Create and update the contacts of a chunk; runs in the transaction of the chunk.

    Unless the rules name a key, a contact is found by email address, id or LinkedIn URL, or, if it
    or the row has none of them, by name and company unless country, city or phone contradict. Empty
    values erase nothing, but a location in another country replaces the old one. Do not contact
    stays set.

    Args:
        workspace_id: whose contacts.
        chunk: its rows.
        rules: how they are matched and merged.
        companies: finds or creates the companies of contacts; kept across chunks.
        titles: finds or creates the titles of contacts; kept across chunks.
        normalize_title: returns the normalized title, "" if nothing is left.
        expects_new: rows are stored before anybody asks whether contacts have their keys; that is
            asked where Postgres refuses one. Not in a dry run, which has no unique keys.
        unstored: of a dry run; kept across chunks.
    """

    def store(*, checks_keys: bool) -> tuple[ChunkResult, list[bool]]:
        if rules.stores_all:  # In the order of the file, whichever way its rows go.
            companies.ids(chunk.companies)
        is_new = find_new_rows(cursor, workspace_id, chunk, rules, checks_keys=checks_keys)
        new = store_new_rows(
            *(cursor, workspace_id, chunk, is_new, rules),
            companies=companies,
            titles=titles,
            unstored=unstored,
        )
        return new, is_new

    with connection.cursor() as cursor:
        if unstored is not None and (lines := unstored.take(chunk.keys)):
            copy_lines(_CONTACTS, _columns(rules), lines)
        try:
            with transaction.atomic() if expects_new else nullcontext():
                merged, is_new = store(checks_keys=not expects_new)
        except IntegrityError:
            if not expects_new:
                raise
            companies.forget()
            titles.forget()
            merged, is_new = store(checks_keys=True)
        others = list(compress(chunk.rows, map(not_, is_new)))
        if others:
            is_any = has_merged(cursor, "leads_contact", workspace_id)
            merge = _ContactMerge(workspace_id, rules, companies, normalize_title, merged, is_any)
            _merge_others(cursor, merge, others, chunk.related)
    return merged


def _merge_others(
    cursor: CursorWrapper,
    merge: "_ContactMerge",
    rows: Sequence[tuple[int, ContactValues]],
    related: set[int],
) -> None:
    """Merge rows that may match a contact; related rows are merged in layers."""
    rules, merged = merge.rules, merge.merged
    create_staging(cursor, _TABLE, _COLUMNS)
    merge.stage(cursor, rows)
    if rules.is_dry:
        wanted = _KEYLESS_COPY_CONDITIONS if rules.finds_keyless else _COPY_CONDITIONS
        copy_to_overlay(cursor, "leads_contact", _TABLE, wanted, merge.workspace_id)
        if merge.has_merged:
            kept = kept_records(cursor, "leads_contact", _TABLE, KEYS, merge.workspace_id)
            copy_records_to_overlay(cursor, "leads_contact", kept)
    used = merge.find(cursor, rows)
    links = _MATCHING.links(cursor, used, has_merged=merge.has_kept)
    related = related | links.keys()
    if related:
        cursor.execute(f"DELETE FROM {_TABLE} WHERE number = ANY(%s)", [list(related)])
    merge.store(cursor)
    log_rows(cursor, _TABLE, "contact_id", merged, rules)
    some = [row for row in rows if row[0] in related]
    for layer in contact_layers(some, links, joins=rules.joins, by_name=rules.finds_keyless):
        cursor.execute(f"TRUNCATE {_TABLE}")
        staged = [(group.number, group.values) for group in layer]
        merge.stage(cursor, staged)
        merge.find(cursor, staged)
        merge.store(cursor)
        groups = {group.number: group for group in layer}
        results = read_results(cursor, _TABLE, "contact_id", groups, rules)
        if rules.is_dry:
            results = name_lines(cursor, results, groups, rules, "person")
        log_results(results, merged, rules)


@dataclass(slots=True)
class _ContactMerge:
    """Steps from staged rows to stored contacts."""

    workspace_id: int
    rules: MergeRules
    companies: Companies
    normalize_title: Callable[[str], str]
    merged: ChunkResult
    has_merged: bool = False
    has_kept: bool = False
    named: dict[int, CompanyKeys] = field(default_factory=dict)
    emails: list[str] = field(default_factory=list)

    def stage(self, cursor: CursorWrapper, rows: Sequence[tuple[int, ContactValues]]) -> None:
        """Send the rows, with the company of each."""
        self.named = {number: row.company for number, row in rows if row.company}
        self.emails = [row.email for _, row in rows if row.email]
        ids = self.companies.ids(self.named.values(), create=self.rules.stores_all)
        spelling = self.normalize_title
        none = ""
        fill_texts(
            cursor,
            _TABLE,
            _STAGED_COLUMNS,
            [
                (
                    str(number),
                    *row[:-2],
                    *record_columns.staged_texts(row.record),
                    spelling(row.title) if row.title else none,
                    "t" if row.company else "f",
                    str(ids.get(row.company, none)) if row.company else none,
                )
                for number, row in rows
            ],
        )
        record_columns.stage_tags(cursor, _TABLE, self.rules)

    def find(
        self, cursor: CursorWrapper, rows: Sequence[tuple[int, ContactValues]]
    ) -> Sequence[str]:
        """Find whom the rows mean; returns the keys that the rows have."""
        used = [key for key in KEYS if any(getattr(row, key) for _, row in rows)]
        match_by = self.rules.match_by
        _MATCHING.find(cursor, used, match_by, self.workspace_id)
        if self.has_merged:
            self.has_kept = _MATCHING.follow_merged(cursor, used, match_by, self.workspace_id)
        if self.rules.match_by == ANY and any(not has_key(row) for _, row in rows):
            _match_by_name(cursor, self.workspace_id, _SAME_PERSON)
        if self.rules.finds_keyless:
            # A row stored without its invalid address must not create a second contact once it is
            # fixed.
            _match_by_name(cursor, self.workspace_id, _KEYLESS_PERSON)
        return used

    def store(self, cursor: CursorWrapper) -> None:
        """Write the staged rows; each has an outcome afterwards."""
        _restore_written_cities(cursor)
        _MATCHING.reject_conflicts(cursor)
        apply_rules(cursor, _TABLE, "contact_id", self.rules, self.merged.seen)
        if not self.rules.stores_all:
            self._create_companies(cursor)
        find_titles(cursor, _TABLE, self.workspace_id, self.rules)
        _update(cursor, self.rules)
        _insert(cursor, self.workspace_id, self.rules)
        if not self.rules.counts_later:
            count_titles(cursor, _TABLE)
        remember(cursor, _TABLE, "contact_id", self.rules, self.merged.seen)

    def _create_companies(self, cursor: CursorWrapper) -> None:
        """Create the companies of rows that go in, and of no others."""
        cursor.execute(
            f"SELECT number FROM {_TABLE}"
            " WHERE outcome IS NULL AND has_company AND company_id IS NULL ORDER BY number"
        )
        numbers = [number for (number,) in cursor.fetchall()]
        ids = self.companies.ids([self.named[number] for number in numbers])
        cursor.execute(
            f"UPDATE {_TABLE} s SET company_id = m.id"
            " FROM unnest(%s::integer[], %s::bigint[]) AS m(number, id) WHERE m.number = s.number",
            [numbers, [ids[self.named[number]] for number in numbers]],
        )


def _restore_written_cities(cursor: CursorWrapper) -> None:
    """Take cities as written where the contact is in another country: Colonia, not Cologne."""
    cursor.execute(
        f"UPDATE {_TABLE} s SET city = s.place, place = NULL FROM leads_contact c"
        " WHERE c.id = s.contact_id AND s.country IS NULL AND c.country <> ''"
        " AND c.country <> s.country_guess AND s.city IS NOT NULL AND s.place NOT LIKE '%,%'"
    )


def _match_by_name(cursor: CursorWrapper, workspace_id: int, condition: str) -> None:
    """Find the people without a key that rows match, each for one row."""
    found = find_candidates(cursor, _RECORDS, PersonFacts, condition, workspace_id=workspace_id)
    best: dict[int, int] = {}
    taken: set[int] = set()
    for number, (row, others) in found.items():
        free = {key: facts for key, facts in others.items() if key not in taken}
        if key := best_by_name(row, free):
            best[number] = key
            taken.add(key)
    write_column(cursor, _TABLE, "contact_id", "bigint", best)


def _update(cursor: CursorWrapper, rules: MergeRules) -> None:
    cursor.execute(f"SELECT FROM {_TABLE} WHERE contact_id IS NOT NULL AND outcome IS NULL LIMIT 1")
    if not cursor.rowcount:
        return
    cursor.execute(
        f"""
        UPDATE {_TABLE} s SET former_title_id = c.job_title_id
        FROM leads_contact c WHERE c.id = s.contact_id AND s.outcome IS NULL
        """
    )
    new = {name: f"COALESCE(s.{name}, c.{name})" for name in (*_TEXTS, *KEYS)}
    new["country"] = staging.COUNTRY
    for name in _PLACE:
        new[name] = merge_place(name)
    new["place"] = (
        "CASE WHEN s.city IS NULL OR s.place IS NULL AND s.city = c.city THEN c.place"
        " ELSE COALESCE(s.place, '') END"
    )
    new["company_id"] = "COALESCE(s.company_id, c.company_id)"
    new["job_title_id"] = "CASE WHEN s.title IS NULL THEN c.job_title_id ELSE s.job_title_id END"
    if rules.only_empty:
        new = _fill_values(new)
    new |= record_columns.updated_values(rules)
    update_and_log(cursor, "leads_contact", _TABLE, "contact_id", new, tuple(new), rules)


def _fill_values(new: Mapping[str, str]) -> dict[str, str]:
    """Keep a person's values: a location stays whole, and a title keeps its job title."""
    kept = {name: f"COALESCE(NULLIF(c.{name}, ''), {value})" for name, value in new.items()}
    for name in _PLACE:
        kept[name] = fill_place(name)
    kept["company_id"] = "COALESCE(c.company_id, s.company_id)"
    kept["job_title_id"] = (
        f"CASE WHEN c.title <> '' THEN c.job_title_id ELSE {new['job_title_id']} END"
    )
    return kept


def _insert(cursor: CursorWrapper, workspace_id: int, rules: MergeRules) -> None:
    values = {name: f"COALESCE(s.{name}, '')" for name in (*_TEXTS, *_PLACE)}
    values["country"] = f"COALESCE(s.country, s.{COUNTRY_GUESS}, '')"
    values |= {name: f"s.{name}" for name in (*KEYS, "company_id", "job_title_id")}
    values |= record_columns.inserted_values(rules)
    insert_staged(cursor, _CONTACTS, _TABLE, "contact_id", workspace_id, values)
