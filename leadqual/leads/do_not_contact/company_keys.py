"""Keys that entries of a company keep, so that company and people match if they are added again."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Lower

from leadqual.leads.do_not_contact.contact_keys import (
    domain_key,
)
from leadqual.leads.do_not_contact.selectors import Key, companies_with_entry, company_entries
from leadqual.leads.models import Company, Contact, DeletedRecord, DoNotContact, MergedRecord

_CHUNK = 2_000
_MODELS = ("leads.company", "leads.mergedrecord")
_KEYS = ("domain", "external_id", "linkedin_url")
_DERIVE = """
    SELECT leads_derive_do_not_contact(
        %s, ARRAY(SELECT id FROM leads_contact WHERE company_id = %s), false)
"""
_RELEASE = """
    DELETE FROM leads_donotcontact e WHERE e.derived_from_id = ANY(%s) AND e.lifted_at IS NULL
    AND (e.kind = 'name' AND e.key = %s OR (e.kind, e.key) IN (
        SELECT k.kind, k.key FROM leads_contact c CROSS JOIN LATERAL leads_known_keys(c) AS k
        WHERE c.company_id = %s))
"""


def derive(pairs: Iterable[tuple[DoNotContact, Key]]) -> None:
    """Add derived entries for further keys; existing ones stay unchanged."""
    rows = [
        DoNotContact(
            workspace_id=entry.workspace_id,
            kind=kind,
            value=value if kind == DoNotContact.Kind.EXTERNAL_ID else Lower(Value(value)),
            key=key,
            reason=entry.reason,
            origin=entry.origin,
            author_id=entry.author_id,
            suppression_list_id=entry.suppression_list_id,
            derived_from=entry,
        )
        for entry, (kind, value, key) in pairs
    ]
    DoNotContact.objects.bulk_create(rows, batch_size=_CHUNK, ignore_conflicts=True)


def keep_company_keys(rows: Iterable[DoNotContact]) -> None:
    """Store the current and former keys of companies with their new entries.

    For a deleted company, people without another company since are covered, too.
    """
    named = {int(row.key): row for row in rows if row.kind == DoNotContact.Kind.COMPANY}
    there = Company.objects.filter(pk__in=named).values("pk", *_KEYS)
    merged = MergedRecord.objects.filter(kept_company__in=named).values("kept_company", *_KEYS)
    known = [(one["pk"], one) for one in there] + [(one["kept_company"], one) for one in merged]
    derive((named[pk], key) for pk, fields in known for key in _keys_of(fields))
    gone = DeletedRecord.objects.filter(kind=DeletedRecord.Kind.COMPANY, merge__isnull=True)
    for record in gone.filter(record_id__in=named.keys() - {pk for pk, _ in known}):
        entry = named[record.record_id]
        if entry.workspace_id == record.workspace_id:
            rows_of = (row["fields"] for row in record.rows if row["model"] in _MODELS)
            derive((entry, key) for fields in rows_of for key in _keys_of(fields, is_gone=True))
            left = [
                key for label, _, keys in record.links if label == "leads.Contact" for key in keys
            ]
            people = Contact.objects.filter(pk__in=left, company=None)
            keep_people(entry.workspace_id, people.values_list("pk", flat=True), [entry.pk])


def keep_stops(company: Company) -> None:
    """Keep the people of a company blocked before it is deleted."""
    entries = list(company_entries(company))
    if not entries:
        return
    people = Contact.objects.filter(company=company).values_list("pk", flat=True)
    keep_people(company.workspace_id, people, [one.pk for one in entries])
    fields = {name: getattr(company, name) for name in (*_KEYS, "name", "name_key")}
    own = (one for one in entries if one.kind == DoNotContact.Kind.COMPANY)
    derive((entry, key) for entry in own for key in _keys_of(fields, is_gone=True))


def keep_stops_without_people(company_ids: Collection[int]) -> None:
    """Do the same for companies of an import being undone, which have no people."""
    for company in companies_with_entry(Company.objects.filter(pk__in=company_ids)).order_by("pk"):
        keep_stops(company)


def release_stops(company: Company) -> None:
    """Undo `keep_stops` for people who are back in a restored company: its entry covers them.

    People who were back before the company are blocked from now on.
    """
    entries = [one.pk for one in company_entries(company)]
    if entries:
        with connection.cursor() as cursor:
            cursor.execute(_DERIVE, [company.workspace_id, company.pk])
            cursor.execute(_RELEASE, [entries, f"{company.name_key}\n", company.pk])


def keep_stop_of_former(contact: Contact, company_id: int) -> None:
    """Keep a restored person blocked if their company was deleted meanwhile."""
    if contact.company_id is None:
        named = {"kind": DoNotContact.Kind.COMPANY, "key": str(company_id), "lifted_at": None}
        entries = DoNotContact.objects.filter(workspace=contact.workspace_id, **named)
        keep_people(contact.workspace_id, [contact.pk], entries.values_list("pk", flat=True))


def keep_people(workspace_id: int, contact_ids: Iterable[int], entry_ids: Iterable[int]) -> None:
    """Store the keys of the people whom entries name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT leads_keep_keys(%s, %s::bigint[], %s::bigint[])",
            [workspace_id, list(contact_ids), list(entry_ids)],
        )


def _keys_of(fields: Mapping[str, Any], *, is_gone: bool = False) -> list[Key]:
    """Return the keys of a company; its name only if it was deleted and has no other key."""
    domain, external_id, url = (fields.get(name) or "" for name in _KEYS)
    keys: list[Key] = []
    if host := domain_key(domain):
        keys.append((DoNotContact.Kind.DOMAIN, host, host))
    if external_id:
        keys.append((DoNotContact.Kind.EXTERNAL_ID, external_id, f"company:{external_id}"))
    if url:
        keys.append((DoNotContact.Kind.LINKEDIN, url, url))
    if is_gone and "name" in fields and not (domain or external_id or url):
        keys.append((DoNotContact.Kind.NAME, fields["name"], f"{fields['name_key']}\n"))
    return keys
