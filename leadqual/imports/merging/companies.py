"""Companies of a chunk into the table of a workspace, as sets."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import cache

from django.db import connection
from django.db.backends.utils import CursorWrapper

from leadqual.core.foreign_keys import skip_foreign_key_checks
from leadqual.imports.merging import record_columns, staging
from leadqual.imports.merging.key_matching import apply_rules, find_shared_keys, remember
from leadqual.imports.merging.merge_order import RowGroup, company_layers
from leadqual.imports.merging.merge_rules import ChunkResult, MergeRules
from leadqual.imports.merging.merge_targets import (
    StagedRecords,
    find_candidates,
    follow_merged,
    has_merged,
    kept_records,
    match_records,
)
from leadqual.imports.merging.overlay import copy_records_to_overlay, copy_to_overlay
from leadqual.imports.merging.result_log import (
    log_results,
    log_side_records,
    name_lines,
    read_results,
    update_and_log,
)
from leadqual.imports.merging.staging import (
    create_staging,
    fill_place,
    fill_staging,
    fill_texts,
    insert_staged,
    merge_place,
    shared_records,
    write_column,
)
from leadqual.imports.options import ANY
from leadqual.imports.validation.company_columns import COUNTRY_GUESS
from leadqual.imports.validation.validated_rows import CompanyKeys, CompanyValues
from leadqual.leads.company_fields import COMPANY_FIELDS, FieldKind
from leadqual.leads.company_identity import (
    CompanyFacts,
    are_same_company,
    best_by_name,
    contradict,
)
from leadqual.leads.firmographics.geography import cities

_TABLE = "staged_company"
_RECORDS = StagedRecords("leads_company", _TABLE, "company_id")
_SQL_TYPES = {
    FieldKind.ENTRIES: "text[]",
    FieldKind.SENTENCES: "text[]",
    FieldKind.WHOLE: "integer",
    FieldKind.YEAR: "smallint",
    FieldKind.AMOUNT: "numeric",
}
_FIELDS = {
    "name_key": "text",
    **{field.code: _SQL_TYPES.get(field.kind, "text") for field in COMPANY_FIELDS},
}
_COLUMNS = {
    "number": "integer",
    **_FIELDS,
    COUNTRY_GUESS: "text",
    **record_columns.STAGED,
    "company_id": "bigint",
    "outcome": "text",
    "refused_field": "text DEFAULT ''",
    "reason": "text DEFAULT ''",
}
_STAGED_COLUMNS = ("number", *_FIELDS, COUNTRY_GUESS, *record_columns.COLUMNS)
# A new company needs a value for each column without a default.
_INSERT_DEFAULTS = {"text": "''", "text[]": "'{}'::text[]"}
_NULLABLE = {"domain", "external_id"}
_SAME_COUNTRY_ONLY = {"city", "state"}

_NO_KEY_CONFLICT = (
    "(s.external_id IS NULL OR c.external_id IS NULL OR c.external_id = s.external_id)"
    " AND (s.domain IS NULL OR c.domain IS NULL OR c.domain = s.domain)"
)
_NO_LINKEDIN_CONFLICT = (
    "(s.linkedin_url IS NULL OR c.linkedin_url = '' OR c.linkedin_url = s.linkedin_url)"
)
_BY_NAME = "c.name_key = s.name_key"
_JOIN_MERGED_NAME = "JOIN leads_mergedrecord m ON m.name_key <> '' AND m.name_key = s.name_key"
_JOIN_KEPT_COMPANY = "m.workspace_id = c.workspace_id AND m.kept_company_id = c.id"
# Rows without a key are left out by name: who plans a join does not know that none has one.
_SAME_KEY = {
    "external_id": "s.external_id IS NOT NULL AND c.external_id = s.external_id",
    "domain": "s.domain IS NOT NULL AND c.domain = s.domain",
    "linkedin_url": "s.linkedin_url IS NOT NULL"
    " AND c.linkedin_url <> '' AND c.linkedin_url = s.linkedin_url",
}
_BY_DOMAIN = _SAME_KEY["domain"]
_MATCH_CONDITIONS = (
    _SAME_KEY["external_id"],
    _BY_DOMAIN,
    f"{_SAME_KEY['linkedin_url']} AND {_NO_KEY_CONFLICT}",
    _BY_NAME,
)
_DESCRIBING_COLUMNS = {
    "external_id": ("name", "name_key"),
    "domain": ("name", "name_key", "website"),
    "linkedin_url": ("name", "name_key"),
    "name_key": ("name",),
}
"""Key of a merged company → columns that describe it and not the kept company."""
_COPY_CONDITIONS = (*_SAME_KEY.values(), _BY_NAME)
_KEYS = CompanyKeys._fields
_MAX_KNOWN = 200_000
_CONFLICTS = {
    "domain": ("Another company already has this domain. Merge them in your file, or remove one."),
    "external_id": "Another company already has this ID. Correct or remove it.",
}
DOMAIN_CONFLICT = "Imported without its domain, which another company has: {}"


def merge_companies(
    workspace_id: int, rows: Sequence[tuple[int, CompanyValues]], rules: MergeRules
) -> ChunkResult:
    """Create and update the companies of a chunk; runs in the transaction of the chunk.

    Unless the rules name a key, a company is found by its id, domain, LinkedIn page, or by name if
    no key, country, state, city or legal form contradicts. Empty values erase nothing, but a
    location in another country replaces the old one.

    Args:
        workspace_id: whose companies.
        rows: number of the row and its values.
        rules: how they are matched and merged.
    """
    merged = ChunkResult()
    matches = _MATCH_CONDITIONS if rules.match_by == ANY else (_SAME_KEY[rules.match_by],)
    with connection.cursor() as cursor:
        create_staging(cursor, _TABLE, _COLUMNS)
        links = _find_links(cursor, workspace_id, rows, rules)
        layers = deque(company_layers(rows, links, joins=rules.joins))
        while layers:
            layer = layers.popleft()
            _stage(cursor, layer)
            record_columns.stage_tags(cursor, _TABLE, rules)
            _match(cursor, workspace_id, matches)
            if later := _remove_later_rows(cursor):
                layers.appendleft([group for group in layer if group.number in later])
                layer = [group for group in layer if group.number not in later]
            _reject_conflicts(cursor, workspace_id)
            apply_rules(cursor, _TABLE, "company_id", rules, merged.seen)
            new = {name: _merged_value(name, rules) for name in _FIELDS}
            new |= record_columns.updated_values(rules)
            update_and_log(cursor, "leads_company", _TABLE, "company_id", new, tuple(new), rules)
            _insert(cursor, workspace_id, record_columns.inserted_values(rules))
            remember(cursor, _TABLE, "company_id", rules, merged.seen)
            by_number = {group.number: group for group in layer}
            results = read_results(cursor, _TABLE, "company_id", by_number, rules)
            log_results(name_lines(cursor, results, by_number, rules), merged, rules)
    return merged


class Companies:
    """The companies that contacts of an import name; those asked for again cost no query.

    Args:
        workspace_id: where they are.
        rules: of the import; companies that it creates are noted.
    """

    def __init__(self, workspace_id: int, rules: MergeRules) -> None:
        self._workspace_id = workspace_id
        self._rules = rules
        self._known: dict[CompanyKeys, int] = {}

    def ids(self, keys: Iterable[CompanyKeys], *, create: bool = True) -> dict[CompanyKeys, int]:
        """Find companies and create unknown ones; existing ones are not changed.

        Args:
            keys: as given in the rows.
            create: False omits companies that do not exist.

        Returns:
            Primary key of each company; may contain others.
        """
        if len(self._known) > _MAX_KNOWN:
            self._known.clear()
        unknown = [one for one in dict.fromkeys(keys) if one not in self._known]
        if unknown:
            with connection.cursor() as cursor:
                create_staging(cursor, _TABLE, _COLUMNS)
                self._find(cursor, unknown, create=create)
        return self._known

    def forget(self) -> None:
        """Forget all of them after a rollback."""
        self._known.clear()

    def _find(self, cursor: CursorWrapper, keys: Sequence[CompanyKeys], *, create: bool) -> None:
        rows = [(number, CompanyValues(one)) for number, one in enumerate(keys)]
        some = find_shared_keys(keys)
        unique_rows = [
            RowGroup(row, {number: frozenset()}) for number, row in rows if number not in some
        ]
        # No company changes, so links do not matter.
        layers = company_layers([row for row in rows if row[0] in some], {})
        for layer in (unique_rows, *layers):
            if not layer:
                continue
            self._stage(cursor, layer)
            _match(cursor, self._workspace_id, _MATCH_CONDITIONS)
            if create:
                _insert(cursor, self._workspace_id, {})
                if not self._rules.is_dry:
                    query = f"SELECT company_id FROM {_TABLE} WHERE outcome = 'created'"
                    log_side_records(cursor, self._rules, "leads_company", query)
            cursor.execute(f"SELECT number, company_id FROM {_TABLE}")
            found = dict(cursor.fetchall())
            for group in layer:
                if (company := found[group.number]) is not None:
                    self._known |= {keys[number]: company for number in group.rows}

    def _stage(self, cursor: CursorWrapper, groups: Sequence[RowGroup[CompanyValues]]) -> None:
        cursor.execute(f"TRUNCATE {_TABLE}")
        rows = [(str(group.number), *group.values.keys) for group in groups]
        fill_texts(cursor, _TABLE, ("number", *_KEYS), rows)
        if self._rules.is_dry:
            _copy_to_overlay(cursor, self._workspace_id)


def fill_empty(
    cursor: CursorWrapper, values: Mapping[int, Mapping[str, object]], rules: MergeRules
) -> None:
    """Fill empty fields of companies and record the changes.

    Args:
        cursor: in the transaction of a chunk.
        values: primary key of a company → field → value.
        rules: of the import.
    """
    if not values:
        return
    staged = sorted({name for fields in values.values() for name in fields})
    names = sorted({"country" if name == COUNTRY_GUESS else name for name in staged})
    create_staging(cursor, _TABLE, _COLUMNS)
    rows = [
        (number, key, *(fields.get(name) or None for name in staged))
        for number, (key, fields) in enumerate(values.items())
    ]
    fill_staging(cursor, _TABLE, ("number", "company_id", *staged), rows)
    new = {name: _fill_value(name) for name in names}
    if _SAME_COUNTRY_ONLY & new.keys() and "country" not in new:
        new["country"] = "c.country"
    update_and_log(cursor, "leads_company", _TABLE, "company_id", new, names, rules)


def _stage(cursor: CursorWrapper, groups: Sequence[RowGroup[CompanyValues]]) -> None:
    cursor.execute(f"TRUNCATE {_TABLE}")
    rows = []
    for group in groups:
        values = {**group.values.fields, **group.values.keys._asdict()}
        own = (text or None for text in record_columns.staged_texts(group.values.record))
        rows.append(
            (group.number, *(values.get(name) or None for name in (*_FIELDS, COUNTRY_GUESS)), *own)
        )
    fill_staging(cursor, _TABLE, _STAGED_COLUMNS, rows)


def _copy_to_overlay(cursor: CursorWrapper, workspace_id: int) -> None:
    copy_to_overlay(cursor, "leads_company", _TABLE, _COPY_CONDITIONS, workspace_id)
    kept = kept_records(cursor, "leads_company", _TABLE, tuple(_DESCRIBING_COLUMNS), workspace_id)
    copy_records_to_overlay(cursor, "leads_company", kept)


def _find_links(
    cursor: CursorWrapper,
    workspace_id: int,
    rows: Sequence[tuple[int, CompanyValues]],
    rules: MergeRules,
) -> dict[int, list[int]]:
    """Find the companies in the database that several rows match, by any key."""
    _stage(
        cursor, [RowGroup(CompanyValues(row.keys), {number: frozenset()}) for number, row in rows]
    )
    if rules.is_dry:
        _copy_to_overlay(cursor, workspace_id)
    parts = [
        f"SELECT c.id, s.number FROM {_TABLE} s"
        f" JOIN leads_company c ON c.workspace_id = %s AND {condition}"
        for condition in (*_MATCH_CONDITIONS[:-1], _name_condition())
    ]
    if has_merged(cursor, "leads_company", workspace_id):
        parts += [
            f"SELECT m.kept_company_id, s.number FROM {_TABLE} s"
            f" JOIN leads_mergedrecord m ON m.workspace_id = %s AND m.{key} <> ''"
            f" AND m.{key} = s.{key} WHERE m.kept_company_id IS NOT NULL"
            for key in _DESCRIBING_COLUMNS
        ]
    return shared_records(cursor, " UNION ALL ".join(parts), [workspace_id] * len(parts))


def _match(cursor: CursorWrapper, workspace_id: int, matches: Sequence[str]) -> None:
    """Find the companies that rows match; names, also of merged companies, are tried last."""
    matches_by_any_key = matches == _MATCH_CONDITIONS
    for condition in matches:
        if condition == _BY_DOMAIN and matches_by_any_key:
            _match_by_domain(cursor, workspace_id)
        elif condition != _BY_NAME:
            match_records(cursor, _RECORDS, condition, workspace_id=workspace_id)
    is_merged = has_merged(cursor, "leads_company", workspace_id)
    if is_merged:
        for key, condition in _SAME_KEY.items():
            finds = condition in matches or matches_by_any_key
            _follow_merged(cursor, workspace_id, key, finds=finds)
    if _BY_NAME in matches:
        _match_by_name(cursor, workspace_id)
        if is_merged:
            _follow_by_name(cursor, workspace_id)


def _follow_merged(
    cursor: CursorWrapper,
    workspace_id: int,
    key: str,
    condition: str = "true",
    *,
    finds: bool = True,
) -> None:
    follow_merged(
        cursor,
        _RECORDS,
        key,
        workspace_id=workspace_id,
        finds=finds,
        condition=condition,
        cleared_columns=_DESCRIBING_COLUMNS[key],
    )


def _follow_by_name(cursor: CursorWrapper, workspace_id: int) -> None:
    """Match the name of a merged company to the kept one, which has another name."""
    found = find_candidates(
        cursor,
        _RECORDS,
        CompanyFacts,
        _JOIN_KEPT_COMPANY,
        workspace_id=workspace_id,
        joins=_JOIN_MERGED_NAME,
    )
    others = [
        (number, key)
        for number, (row, companies) in found.items()
        for key, company in companies.items()
        if contradict([row, company._replace(name=row.name)])
    ]
    excluded_pairs = "".join(
        f" AND (s.number, c.id) <> ({number}, {key})" for number, key in others
    )
    _follow_merged(
        cursor,
        workspace_id,
        "name_key",
        f"{_NO_KEY_CONFLICT} AND {_no_place_conflict()}{excluded_pairs}",
    )


def _match_by_domain(cursor: CursorWrapper, workspace_id: int) -> None:
    """Find companies by domain; a row of another company at the same domain loses it."""
    found = find_candidates(cursor, _RECORDS, CompanyFacts, _BY_DOMAIN, workspace_id=workspace_id)
    same, others = {}, {}
    for number, (row, companies) in found.items():
        ((key, company),) = companies.items()  # Domains are unique.
        if are_same_company(row, company):
            same[number] = key
        else:
            others[number] = DOMAIN_CONFLICT.format(company.name)[:300]
    write_column(cursor, _TABLE, "company_id", "bigint", same)
    write_column(cursor, _TABLE, "reason", "text", others)
    if others:
        cursor.execute(f"UPDATE {_TABLE} SET domain = NULL WHERE number = ANY(%s)", [list(others)])


def _match_by_name(cursor: CursorWrapper, workspace_id: int) -> None:
    found = find_candidates(
        cursor, _RECORDS, CompanyFacts, _name_condition(), workspace_id=workspace_id
    )
    best = {number: key for number, facts in found.items() if (key := best_by_name(*facts))}
    write_column(cursor, _TABLE, "company_id", "bigint", best)


def _name_condition() -> str:
    return (
        f"{_BY_NAME} AND {_NO_KEY_CONFLICT} AND {_NO_LINKEDIN_CONFLICT} AND {_no_place_conflict()}"
    )


@cache
def _no_place_conflict() -> str:
    """Exclude most companies in other places; `company_identity` compares city names."""
    foreign = {name.lower().replace("'", "''") for city in cities() for name in city.others}
    known = ", ".join(f"'{name}'" for name in sorted(foreign))
    return (
        "(s.country IS NULL OR c.country = '' OR lower(c.country) = lower(s.country))"
        " AND (s.city IS NULL OR c.city = '' OR lower(c.city) = lower(s.city)"
        f" OR lower(c.city) IN ({known}))"
    )


def _remove_later_rows(cursor: CursorWrapper) -> set[int]:
    """Take out rows that match the company of an earlier row; return their numbers.

    A row that lost its domain to another company may match by name instead.
    """
    cursor.execute(
        f"DELETE FROM {_TABLE} s USING {_TABLE} earlier"
        " WHERE earlier.company_id = s.company_id AND earlier.number < s.number RETURNING s.number"
    )
    return {number for (number,) in cursor.fetchall()}


def _reject_conflicts(cursor: CursorWrapper, workspace_id: int) -> None:
    for key, reason in _CONFLICTS.items():
        cursor.execute(
            f"""
            UPDATE {_TABLE} s SET outcome = 'rejected', refused_field = %s, reason = %s
            FROM leads_company c WHERE c.workspace_id = %s AND c.{key} = s.{key}
            AND c.id IS DISTINCT FROM s.company_id AND s.outcome IS NULL
            """,
            [key, reason, workspace_id],
        )


def _merged_value(name: str, rules: MergeRules) -> str:
    """Return the SQL for a field after an update: the new value if there is one."""
    if rules.only_empty:
        return _fill_value(name)
    if name in _SAME_COUNTRY_ONLY:
        return merge_place(name)
    if name == "country":
        return staging.COUNTRY
    if name == "headquarters":  # A country alone tells less than an office in it.
        return (
            "CASE WHEN s.city IS NULL AND s.state IS NULL AND c.headquarters <> ''"
            " AND c.country IN ('', COALESCE(s.country, s.country_guess))"
            " THEN c.headquarters ELSE COALESCE(s.headquarters, c.headquarters) END"
        )
    return f"COALESCE(s.{name}, c.{name})"


def _fill_value(name: str) -> str:
    """Return the SQL for a field that is only filled if empty."""
    if name in _SAME_COUNTRY_ONLY:
        return fill_place(name)
    if name == "country":
        return "COALESCE(NULLIF(c.country, ''), s.country, s.country_guess, c.country)"
    nothing = {"text": "''", "text[]": "'{}'::text[]"}.get(_FIELDS[name])
    return (
        f"COALESCE(NULLIF(c.{name}, {nothing}), s.{name}, c.{name})"
        if nothing
        else (f"COALESCE(c.{name}, s.{name})")
    )


def _insert(cursor: CursorWrapper, workspace_id: int, others: Mapping[str, str]) -> None:
    values = {
        name: f"COALESCE(s.{name}, {_INSERT_DEFAULTS[kind]})"
        if kind in _INSERT_DEFAULTS and name not in _NULLABLE
        else f"s.{name}"
        for name, kind in _FIELDS.items()
    }
    values["country"] = f"COALESCE(s.country, s.{COUNTRY_GUESS}, '')"
    values |= {"business_model": "'unknown'", "business_model_why": "'[]'::jsonb"}
    values |= {"business_model_version": "''", **others}
    # Companies of people have no owner, and the workspace is locked.
    with nullcontext() if others else skip_foreign_key_checks(cursor):
        insert_staged(cursor, "leads_company", _TABLE, "company_id", workspace_id, values)
