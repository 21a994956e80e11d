"""What may leave LeadQual of a person: whoever is marked Do not contact leaves without addresses.

Every way out asks here (decision 100): API and assistants, webhooks, shared links and enrichment
for rows, exports for the SQL of their chunks. `tests/leadqual/integration/test_ways_out.py` finds
the ways in the code and fails where one is new.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from leadqual.leads.do_not_contact.selectors import blocked_among
from leadqual.leads.models import Contact

ADDRESSES = ("email", "phone", "linkedin_url")
MARK = "do_not_contact"

IS_BLOCKED = """(c.do_not_contact OR c.id IN (
           SELECT leads_blocked_contacts(%(workspace)s, %(keys)s::bigint[])))"""
"""SQL: whether a contact `c` of `%(workspace)s` among `%(keys)s` is marked Do not contact."""

_ARE_KEYS_BLOCKED = """
    SELECT EXISTS (
        SELECT FROM (
            SELECT k.kind, k.key FROM leads_keys_of_person(
                jsonb_populate_record(NULL::leads_contact, %(person)s::jsonb), '{}', '{}') AS k
            UNION ALL SELECT 'domain', unnest(leads_parent_domains(
                split_part(%(person)s::jsonb ->> 'email', '@', -1)))
        ) AS k
        JOIN leads_donotcontact d ON d.workspace_id = %(workspace)s AND d.lifted_at IS NULL
            AND d.kind = k.kind AND d.key = k.key)
"""
_KEY_FIELDS = (*ADDRESSES, "id", "external_id", "first_name", "last_name")


def outgoing_rows(
    contacts: Iterable[Contact], rows: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return values of people as they may leave; one query.

    Args:
        contacts: of one workspace.
        rows: values of each, in the same order.
    """
    people = list(contacts)
    blocked = blocked_among(people)
    return [
        without_addresses(row) if contact.pk in blocked else dict(row)
        for contact, row in zip(people, rows, strict=True)
    ]


def without_addresses(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of a person who is marked Do not contact, as they may leave."""
    return {**values, **dict.fromkeys(ADDRESSES & values.keys()), MARK: True}


def outgoing_stored_rows(
    workspace_id: int, rows: Sequence[tuple[int, Mapping[str, Any]]]
) -> list[dict[str, Any]]:
    """Return values that were written down before, as they may leave now.

    One query for all people, one more for each who has been deleted or merged since.

    Args:
        workspace_id: whose people.
        rows: ID of a person, and the values.
    """
    ids_with_address = {key for key, values in rows if any(map(values.get, ADDRESSES))}
    people = Contact.objects.filter(workspace=workspace_id).in_bulk(ids_with_address)
    blocked = blocked_among(list(people.values()))
    missing_ids = ids_with_address - people.keys()
    return [
        without_addresses(values)
        if key in blocked or (key in missing_ids and _has_blocked_key(workspace_id, values))
        else dict(values)
        for key, values in rows
    ]


def _has_blocked_key(workspace_id: int, values: Mapping[str, Any]) -> bool:
    person = {name: values[name] for name in _KEY_FIELDS if values.get(name)}
    person |= {"first_name": "", "last_name": "", "phone": ""} | person
    with connection.cursor() as cursor:
        cursor.execute(_ARE_KEYS_BLOCKED, {"workspace": workspace_id, "person": json.dumps(person)})
        return bool(cursor.fetchone()[0])
