"""Companies of a chunk into the table of a workspace, as sets."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.backends.utils import CursorWrapper

from leadqual.imports.checking import CompanyKeys, CompanyValues
from leadqual.imports.layers import Group, company_layers
from leadqual.imports.staging import (
    Result,
    create_staging,
    fill_staging,
    shared_records,
    spread_results,
)

_TABLE = "staged_company"
_FIELDS = {
    "name": "text",
    "name_key": "text",
    "domain": "text",
    "linkedin_url": "text",
    "external_id": "text",
    "website": "text",
    "overview": "text",
    "industry": "text",
    "categories": "text[]",
    "specialties": "text[]",
    "sic_codes": "text[]",
    "technologies": "text[]",
    "hubs": "text[]",
    "events": "text[]",
    "type": "text",
    "ownership_type": "text",
    "size": "text",
    "employees": "integer",
    "followers": "integer",
    "founded": "smallint",
    "headquarters": "text",
    "city": "text",
    "state": "text",
    "country": "text",
    "total_funding": "numeric",
    "alexa_rank": "integer",
}
_COLUMNS = {
    "number": "integer",
    **_FIELDS,
    "company_id": "bigint",
    "outcome": "text",
    "refused_field": "text DEFAULT ''",
    "reason": "text DEFAULT ''",
}
_FILLED = ("number", *_FIELDS)
# A new company needs a value wherever the table has no default of its own.
_WHEN_NEW = {"text": "''", "text[]": "'{}'::text[]"}
_NULLABLE = {"domain", "external_id"}
_SAME_COUNTRY_ONLY = {"city", "state"}

_NO_OTHER = (
    "(s.external_id IS NULL OR c.external_id IS NULL OR c.external_id = s.external_id)"
    " AND (s.domain IS NULL OR c.domain IS NULL OR c.domain = s.domain)"
)
_NO_OTHER_LINKEDIN = (
    "(s.linkedin_url IS NULL OR c.linkedin_url = '' OR c.linkedin_url = s.linkedin_url)"
)
_MATCHES = (
    "c.external_id = s.external_id",
    "c.domain = s.domain",
    f"c.linkedin_url <> '' AND c.linkedin_url = s.linkedin_url AND {_NO_OTHER}",
    f"c.name_key = s.name_key AND {_NO_OTHER} AND {_NO_OTHER_LINKEDIN}",
)
_TWO_COMPANIES = (
    "Another company has this domain already. Make them one in your list, or leave it out."
)


def merge_companies(workspace_id: int, rows: Sequence[tuple[int, CompanyValues]]) -> list[Result]:
    """Create and update the companies of a chunk; runs in the transaction of the chunk.

    A company is found by its id, its domain, its LinkedIn page, or by its name where no key speaks
    against it. Empty values erase nothing, but a place in another country replaces the old one.

    Returns:
        One result for each row, in no particular order.
    """
    results: list[Result] = []
    with connection.cursor() as cursor:
        create_staging(cursor, _TABLE, _COLUMNS)
        for layer in company_layers(rows, _links(cursor, workspace_id, rows)):
            _stage(cursor, layer)
            _match(cursor, workspace_id)
            _refuse_two_companies(cursor, workspace_id)
            _update(cursor)
            _insert(cursor, workspace_id)
            results += _results(cursor, {group.number: group for group in layer})
    return results


def find_or_create_companies(
    workspace_id: int, keys: Sequence[CompanyKeys]
) -> dict[CompanyKeys, int]:
    """Find the companies that contacts name; the unknown ones are created, none is changed.

    Returns:
        Primary key of each company.
    """
    distinct = list(dict.fromkeys(keys))
    rows = [(number, CompanyValues(company)) for number, company in enumerate(distinct)]
    ids: dict[int, int] = {}
    with connection.cursor() as cursor:
        create_staging(cursor, _TABLE, _COLUMNS)
        for layer in company_layers(rows, {}):  # No company changes, so links do not matter.
            _stage(cursor, layer)
            _match(cursor, workspace_id)
            _insert(cursor, workspace_id)
            cursor.execute(f"SELECT number, company_id FROM {_TABLE}")  # noqa: S608
            found = dict(cursor.fetchall())
            ids |= {number: found[group.number] for group in layer for number in group.rows}
    return {company: ids[number] for number, company in enumerate(distinct)}


def _stage(cursor: CursorWrapper, groups: Sequence[Group[CompanyValues]]) -> None:
    cursor.execute(f"TRUNCATE {_TABLE}")
    rows = []
    for group in groups:
        values = {**group.values.fields, **group.values.keys._asdict()}
        rows.append((group.number, *(values.get(name) or None for name in _FIELDS)))
    fill_staging(cursor, _TABLE, _FILLED, rows)


def _links(
    cursor: CursorWrapper, workspace_id: int, rows: Sequence[tuple[int, CompanyValues]]
) -> dict[int, list[int]]:
    """Find the companies in the database that several rows mean, by whatever key."""
    _stage(cursor, [Group(CompanyValues(row.keys), {number: True}) for number, row in rows])
    query = " UNION ALL ".join(
        f"SELECT c.id, s.number FROM {_TABLE} s"  # noqa: S608  # only names of this module
        f" JOIN leads_company c ON c.workspace_id = %s AND {condition}"
        for condition in _MATCHES
    )
    return shared_records(cursor, query, [workspace_id] * len(_MATCHES))


def _match(cursor: CursorWrapper, workspace_id: int) -> None:
    for condition in _MATCHES:
        cursor.execute(
            f"""
            UPDATE {_TABLE} t SET company_id = found.id FROM (
                SELECT DISTINCT ON (s.number) s.number, c.id
                FROM {_TABLE} s JOIN leads_company c ON c.workspace_id = %s AND {condition}
                WHERE s.company_id IS NULL ORDER BY s.number, c.id
            ) found WHERE t.number = found.number
            """,  # noqa: S608  # only names of this module
            [workspace_id],
        )


def _refuse_two_companies(cursor: CursorWrapper, workspace_id: int) -> None:
    cursor.execute(
        f"""
        UPDATE {_TABLE} s SET outcome = 'refused', refused_field = 'domain', reason = %s
        FROM leads_company c
        WHERE c.workspace_id = %s AND c.domain = s.domain AND c.id <> s.company_id
        """,  # noqa: S608  # only names of this module
        [_TWO_COMPANIES, workspace_id],
    )


def _update(cursor: CursorWrapper) -> None:
    new = {name: _merged(name) for name in _FIELDS}
    old = ", ".join(f"c.{name}" for name in new)
    cursor.execute(
        f"""
        WITH changed AS (
            UPDATE leads_company c
            SET {", ".join(f"{name} = {value}" for name, value in new.items())}, updated_at = now()
            FROM {_TABLE} s
            WHERE c.id = s.company_id AND s.outcome IS NULL
            AND ({old}) IS DISTINCT FROM ({", ".join(new.values())})
            RETURNING s.number
        )
        UPDATE {_TABLE} t SET outcome =
            CASE WHEN t.number IN (SELECT number FROM changed) THEN 'updated' ELSE 'unchanged' END
        WHERE t.company_id IS NOT NULL AND t.outcome IS NULL
        """  # noqa: S608  # only names of this module
    )


def _merged(name: str) -> str:
    """Write the value of a field after an update: the new one where there is one."""
    if name in _SAME_COUNTRY_ONLY:
        return (
            f"CASE WHEN c.country <> '' AND s.country <> c.country THEN COALESCE(s.{name}, '')"
            f" ELSE COALESCE(s.{name}, c.{name}) END"
        )
    return f"COALESCE(s.{name}, c.{name})"


def _insert(cursor: CursorWrapper, workspace_id: int) -> None:
    cursor.execute(
        f"""
        UPDATE {_TABLE} SET outcome = 'created',
            company_id = nextval(pg_get_serial_sequence('leads_company', 'id'))
        WHERE company_id IS NULL
        """  # noqa: S608  # only names of this module
    )
    values = [
        f"COALESCE({name}, {_WHEN_NEW[kind]})"
        if kind in _WHEN_NEW and name not in _NULLABLE
        else name
        for name, kind in _FIELDS.items()
    ]
    cursor.execute(
        f"""
        INSERT INTO leads_company (id, workspace_id, {", ".join(_FIELDS)}, business_model,
            business_model_why, business_model_version)
        SELECT company_id, %s, {", ".join(values)}, 'unknown', '[]', ''
        FROM {_TABLE} WHERE outcome = 'created' ORDER BY number
        """,  # noqa: S608  # only names of this module
        [workspace_id],
    )


def _results(cursor: CursorWrapper, groups: Mapping[int, Group[CompanyValues]]) -> list[Result]:
    cursor.execute(
        f"SELECT number, outcome, company_id, refused_field, reason FROM {_TABLE}"  # noqa: S608
    )
    return spread_results(map(Result._make, cursor.fetchall()), groups)
