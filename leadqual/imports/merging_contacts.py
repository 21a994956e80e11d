"""Contacts of a chunk into the table of a workspace, as sets, with their titles and companies."""

from collections.abc import Callable, Mapping, Sequence

from django.db import connection
from django.db.backends.utils import CursorWrapper

from leadqual.imports.checking import CompanyKeys, ContactValues
from leadqual.imports.layers import Group, contact_layers
from leadqual.imports.merging_companies import find_or_create_companies
from leadqual.imports.staging import (
    Result,
    create_staging,
    fill_staging,
    shared_records,
    spread_results,
)

_TABLE = "staged_contact"
_TEXTS = ("first_name", "last_name", "phone", "title")
_PLACE = ("city", "state")
_KEYS = ("email", "external_id", "linkedin_url")
_FILLED = (*("number", *_TEXTS, *_KEYS, *_PLACE, "country"), "normalised", "company_id")
_COLUMNS = {
    "number": "integer",
    **dict.fromkeys((*_TEXTS, *_KEYS, *_PLACE, "country"), "text"),
    "normalised": "text",
    "company_id": "bigint",
    "contact_id": "bigint",
    "job_title_id": "bigint",
    "former_title_id": "bigint",
    "is_new_title": "boolean DEFAULT false",
    "is_blocked": "boolean DEFAULT false",
    "outcome": "text",
    "refused_field": "text DEFAULT ''",
    "reason": "text DEFAULT ''",
}
_NO_KEY = " AND ".join(f"{one}.{key} IS NULL" for one in "cs" for key in _KEYS)
_SAME_NAME = "c.last_name = COALESCE(s.last_name, '') AND c.first_name = COALESCE(s.first_name, '')"
_MATCHES = (
    *(f"c.{key} = s.{key}" for key in _KEYS),
    # Who has no key is found again by name and company.
    f"{_NO_KEY} AND {_SAME_NAME} AND c.company_id IS NOT DISTINCT FROM s.company_id",
)
_CONFLICTS = {
    "external_id": "Another person has this id already. Mend it, or leave it out.",
    "linkedin_url": "Another person has this LinkedIn address already. Mend it, or leave it out.",
}


def merge_contacts(
    workspace_id: int,
    rows: Sequence[tuple[int, ContactValues]],
    *,
    normalise: Callable[[str], str],
) -> list[Result]:
    """Create and update the contacts of a chunk; runs in the transaction of the chunk.

    A contact is found by its mail address, its id, its LinkedIn address, or, without any of them,
    by its name and company. Empty values erase nothing, but a place in another country replaces
    the old one. Whoever must not be written to stays blocked.

    Args:
        workspace_id: whose contacts.
        rows: number of the row and its values.
        normalise: brings a title to its one spelling, "" where nothing is left.

    Returns:
        One result for each row, in no particular order.
    """
    named = [row.company for _, row in rows if row.company]
    companies = find_or_create_companies(workspace_id, named)
    results: list[Result] = []
    with connection.cursor() as cursor:
        create_staging(cursor, _TABLE, _COLUMNS)
        for layer in contact_layers(rows, _links(cursor, workspace_id, rows)):
            _stage(cursor, layer, companies, normalise)
            _match(cursor, workspace_id)
            _refuse_conflicts(cursor, workspace_id)
            _find_titles(cursor, workspace_id)
            _find_blocked(cursor, workspace_id)
            _update(cursor)
            _insert(cursor, workspace_id)
            _count_titles(cursor)
            results += _results(cursor, {group.number: group for group in layer})
    return results


def _links(
    cursor: CursorWrapper, workspace_id: int, rows: Sequence[tuple[int, ContactValues]]
) -> dict[int, list[int]]:
    """Find the contacts in the database whom several rows mean, by different keys."""
    used = [key for key in _KEYS if any(getattr(row, key) for _, row in rows)]
    if len(used) < 2:  # noqa: PLR2004  # by one key, two rows that mean one contact share it
        return {}
    keys = [(number, *(getattr(row, key) or None for key in used)) for number, row in rows]
    fill_staging(cursor, _TABLE, ("number", *used), keys)
    query = " UNION ALL ".join(
        f"SELECT c.id, s.number FROM {_TABLE} s"  # noqa: S608  # only names of this module
        f" JOIN leads_contact c ON c.workspace_id = %s AND c.{key} = s.{key}"
        for key in used
    )
    return shared_records(cursor, query, [workspace_id] * len(used))


def _stage(
    cursor: CursorWrapper,
    groups: Sequence[Group[ContactValues]],
    companies: Mapping[CompanyKeys, int],
    normalise: Callable[[str], str],
) -> None:
    rows = []
    for group in groups:
        contact = group.values
        title = contact.title
        rows.append(
            (
                group.number,
                contact.first_name or None,
                contact.last_name or None,
                contact.phone or None,
                title or None,
                contact.email or None,
                contact.external_id or None,
                contact.linkedin_url or None,
                contact.city or None,
                contact.state or None,
                contact.country or None,
                (normalise(title) or None) if title else None,
                companies[contact.company] if contact.company else None,
            )
        )
    cursor.execute(f"TRUNCATE {_TABLE}")
    fill_staging(cursor, _TABLE, _FILLED, rows)


def _match(cursor: CursorWrapper, workspace_id: int) -> None:
    for condition in _MATCHES:
        cursor.execute(
            f"""
            UPDATE {_TABLE} t SET contact_id = found.id, former_title_id = found.job_title_id
            FROM (
                SELECT DISTINCT ON (s.number) s.number, c.id, c.job_title_id
                FROM {_TABLE} s JOIN leads_contact c ON c.workspace_id = %s AND {condition}
                WHERE s.contact_id IS NULL ORDER BY s.number, c.id
            ) found WHERE t.number = found.number
            """,  # noqa: S608  # only names of this module
            [workspace_id],
        )


def _refuse_conflicts(cursor: CursorWrapper, workspace_id: int) -> None:
    for key, reason in _CONFLICTS.items():
        cursor.execute(
            f"""
            UPDATE {_TABLE} s SET outcome = 'refused', refused_field = %s, reason = %s
            FROM leads_contact c
            WHERE c.workspace_id = %s AND c.{key} = s.{key} AND c.id <> s.contact_id
            AND s.outcome IS NULL
            """,  # noqa: S608  # only names of this module
            [key, reason, workspace_id],
        )


def _find_titles(cursor: CursorWrapper, workspace_id: int) -> None:
    """Find the title of each row; a new one comes with the number of its bearers."""
    cursor.execute(
        f"""
        WITH added AS (
            INSERT INTO leads_jobtitle
                (workspace_id, title, normalised, n_contacts, source, model_version, why)
            SELECT %s, (array_agg(s.title ORDER BY s.number))[1], s.normalised, count(*),
                '', '', '[]'
            FROM {_TABLE} s
            WHERE s.normalised IS NOT NULL AND s.outcome IS NULL AND NOT EXISTS (
                SELECT FROM leads_jobtitle j
                WHERE j.workspace_id = %s AND j.normalised = s.normalised
            )
            GROUP BY s.normalised ORDER BY s.normalised
            ON CONFLICT DO NOTHING
            RETURNING id, normalised
        )
        UPDATE {_TABLE} s SET job_title_id = added.id, is_new_title = true
        FROM added WHERE added.normalised = s.normalised
        """,  # noqa: S608  # only names of this module
        [workspace_id, workspace_id],
    )
    cursor.execute(
        f"""
        UPDATE {_TABLE} s SET job_title_id = j.id FROM leads_jobtitle j
        WHERE j.workspace_id = %s AND j.normalised = s.normalised AND NOT s.is_new_title
        """,  # noqa: S608  # only names of this module
        [workspace_id],
    )


def _find_blocked(cursor: CursorWrapper, workspace_id: int) -> None:
    cursor.execute(
        f"""
        UPDATE {_TABLE} s SET is_blocked = true FROM leads_donotcontact d
        WHERE d.workspace_id = %s AND d.email = s.email AND d.lifted_at IS NULL
        """,  # noqa: S608  # only names of this module
        [workspace_id],
    )


def _update(cursor: CursorWrapper) -> None:
    new = {name: f"COALESCE(s.{name}, c.{name})" for name in (*_TEXTS, *_KEYS, "country")}
    for name in _PLACE:
        new[name] = (
            f"CASE WHEN c.country <> '' AND s.country <> c.country THEN COALESCE(s.{name}, '')"
            f" ELSE COALESCE(s.{name}, c.{name}) END"
        )
    new["company_id"] = "COALESCE(s.company_id, c.company_id)"
    new["job_title_id"] = "CASE WHEN s.title IS NULL THEN c.job_title_id ELSE s.job_title_id END"
    new["do_not_contact"] = "c.do_not_contact OR s.is_blocked"
    old = ", ".join(f"c.{name}" for name in new)
    cursor.execute(
        f"""
        WITH changed AS (
            UPDATE leads_contact c
            SET {", ".join(f"{name} = {value}" for name, value in new.items())}, updated_at = now()
            FROM {_TABLE} s
            WHERE c.id = s.contact_id AND s.outcome IS NULL
            AND ({old}) IS DISTINCT FROM ({", ".join(new.values())})
            RETURNING s.number
        )
        UPDATE {_TABLE} t SET outcome =
            CASE WHEN t.number IN (SELECT number FROM changed) THEN 'updated' ELSE 'unchanged' END
        WHERE t.contact_id IS NOT NULL AND t.outcome IS NULL
        """  # noqa: S608  # only names of this module
    )


def _insert(cursor: CursorWrapper, workspace_id: int) -> None:
    texts = (*_TEXTS, *_PLACE, "country")
    cursor.execute(
        f"""
        UPDATE {_TABLE} SET outcome = 'created',
            contact_id = nextval(pg_get_serial_sequence('leads_contact', 'id'))
        WHERE contact_id IS NULL
        """  # noqa: S608  # only names of this module
    )
    cursor.execute(
        f"""
        INSERT INTO leads_contact (id, workspace_id, {", ".join(texts)}, {", ".join(_KEYS)},
            company_id, job_title_id, do_not_contact)
        SELECT contact_id, %s, {", ".join(f"COALESCE({name}, '')" for name in texts)},
            {", ".join(_KEYS)}, company_id, job_title_id, is_blocked
        FROM {_TABLE} WHERE outcome = 'created' ORDER BY number
        """,  # noqa: S608  # only names of this module
        [workspace_id],
    )


def _count_titles(cursor: CursorWrapper) -> None:
    """Move the counts of titles: up for new bearers, down where a contact has another one now."""
    cursor.execute(
        f"""
        UPDATE leads_jobtitle j SET n_contacts = GREATEST(j.n_contacts + moved.by, 0) FROM (
            SELECT id, sum(step) AS by FROM (
                SELECT job_title_id AS id, 1 AS step FROM {_TABLE}
                WHERE NOT is_new_title
                AND (outcome = 'created' OR outcome = 'updated' AND title IS NOT NULL)
                UNION ALL
                SELECT former_title_id, -1 FROM {_TABLE}
                WHERE outcome = 'updated' AND title IS NOT NULL
            ) steps WHERE id IS NOT NULL GROUP BY id HAVING sum(step) <> 0
        ) moved WHERE j.id = moved.id
        """  # noqa: S608  # only names of this module
    )


def _results(cursor: CursorWrapper, groups: Mapping[int, Group[ContactValues]]) -> list[Result]:
    cursor.execute(
        f"SELECT number, outcome, contact_id, refused_field, reason FROM {_TABLE}"  # noqa: S608
    )
    return spread_results(map(Result._make, cursor.fetchall()), groups)
