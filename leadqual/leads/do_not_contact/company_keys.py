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


def store_company_keys(rows: Iterable[DoNotContact]) -> None:
    """Store the current and former keys of companies with their new entries.

    For a deleted company, people without another company since are covered, too.
    """
    entries_by_id = {int(row.key): row for row in rows if row.kind == DoNotContact.Kind.COMPANY}
    companies = Company.objects.filter(pk__in=entries_by_id).values("pk", *_KEYS)
    merged = MergedRecord.objects.filter(kept_company__in=entries_by_id).values(
        "kept_company", *_KEYS
    )
    known_fields = [(item["pk"], item) for item in companies] + [
        (item["kept_company"], item) for item in merged
    ]
    derive((entries_by_id[pk], key) for pk, fields in known_fields for key in _keys_of(fields))
    deleted = DeletedRecord.objects.filter(kind=DeletedRecord.Kind.COMPANY, merge__isnull=True)
    for record in deleted.filter(
        record_id__in=entries_by_id.keys() - {pk for pk, _ in known_fields}
    ):
        entry = entries_by_id[record.record_id]
        if entry.workspace_id == record.workspace_id:
            fields_of_rows = (row["fields"] for row in record.rows if row["model"] in _MODELS)
            derive(
                (entry, key) for fields in fields_of_rows for key in _keys_of(fields, is_gone=True)
            )
            linked_ids = [
                key for label, _, keys in record.links if label == "leads.Contact" for key in keys
            ]
            people = Contact.objects.filter(pk__in=linked_ids, company=None)
            store_people_keys(entry.workspace_id, people.values_list("pk", flat=True), [entry.pk])


def preserve_blocks(company: Company) -> None:
    """Keep the people of a company blocked before it is deleted."""
    entries = list(company_entries(company))
    if not entries:
        return
    people = Contact.objects.filter(company=company).values_list("pk", flat=True)
    store_people_keys(company.workspace_id, people, [item.pk for item in entries])
    fields = {name: getattr(company, name) for name in (*_KEYS, "name", "name_key")}
    company_entries_only = (item for item in entries if item.kind == DoNotContact.Kind.COMPANY)
    derive((entry, key) for entry in company_entries_only for key in _keys_of(fields, is_gone=True))


def preserve_blocks_without_people(company_ids: Collection[int]) -> None:
    """Do the same for companies of an import being undone, which have no people."""
    for company in companies_with_entry(Company.objects.filter(pk__in=company_ids)).order_by("pk"):
        preserve_blocks(company)


def release_blocks(company: Company) -> None:
    """Undo `preserve_blocks` for people who are back in a restored company: its entry covers them.

    People who were back before the company are blocked from now on.
    """
    entries = [item.pk for item in company_entries(company)]
    if entries:
        with connection.cursor() as cursor:
            cursor.execute(_DERIVE, [company.workspace_id, company.pk])
            cursor.execute(_RELEASE, [entries, f"{company.name_key}\n", company.pk])


def preserve_block_of_former_company(contact: Contact, company_id: int) -> None:
    """Keep a restored person blocked if their company was deleted meanwhile."""
    if contact.company_id is None:
        entries_by_id = {
            "kind": DoNotContact.Kind.COMPANY,
            "key": str(company_id),
            "lifted_at": None,
        }
        entries = DoNotContact.objects.filter(workspace=contact.workspace_id, **entries_by_id)
        store_people_keys(contact.workspace_id, [contact.pk], entries.values_list("pk", flat=True))


def store_people_keys(
    workspace_id: int, contact_ids: Iterable[int], entry_ids: Iterable[int]
) -> None:
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
