"""Reads do-not-contact entries, and finds whom they cover."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Lower

from leadqual.accounts.models import Workspace
from leadqual.leads.do_not_contact.contact_keys import (
    domain_key,
    domain_of,
    email_key,
    host_key,
    parent_domains,
    phone_key,
)
from leadqual.leads.models import Company, Contact, DeletedRecord, DoNotContact, MergedRecord

Kind = DoNotContact.Kind
_OF_COMPANIES = (Kind.COMPANY, Kind.DOMAIN)

Key = tuple[str, str, str]
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


def blocked_among(contacts: Sequence[Contact]) -> set[int]:
    """Return the IDs of those who must not be contacted, by flag or entry, in one query."""
    flagged = {contact.pk for contact in contacts if contact.do_not_contact}
    others = [contact for contact in contacts if contact.pk not in flagged]
    if not others:
        return flagged
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT leads_blocked_contacts(%s, %s)",
            [others[0].workspace_id, [contact.pk for contact in others]],
        )
        return flagged | {pk for (pk,) in cursor.fetchall()}


def has_bounced(contact: Contact) -> bool:
    """Return whether a message to a contact's address has bounced."""
    rows = DoNotContact.objects.filter(workspace=contact.workspace_id, lifted_at=None)
    own = rows.filter(value=contact.email, reason="bounced", derived_from=None)
    return bool(contact.email) and own.exists()


def blocked_in(workspace: Workspace, contacts: QuerySet[Contact]) -> Q:
    """Match contacts that are flagged or covered by an active entry.

    Entries are queried as part of the query that uses the condition, so they are current.

    Args:
        workspace: of the contacts.
        contacts: a bounded selection, because all are compared with the entries.
    """
    try:
        sql, params = contacts.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # The selection is empty; no query is needed.
        return Q(do_not_contact=True)
    blocked = RawSQL(  # noqa: S611  # SQL by Django
        f"SELECT leads_blocked_contacts(%s, ARRAY({sql}))",
        [workspace.pk, *params],
    )
    return Q(do_not_contact=True) | Q(pk__in=blocked)


def not_blocked(workspace: Workspace, contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Return the contacts that `blocked_in` does not match."""
    return contacts.exclude(blocked_in(workspace, contacts))


def active_entries(workspace: Workspace) -> QuerySet[DoNotContact]:
    return DoNotContact.objects.filter(workspace=workspace, lifted_at=None)


def found_entries(
    workspace: Workspace, *, search: str = "", kind: str = "", is_lifted: bool = False
) -> QuerySet[DoNotContact]:
    """Return entries, the newest first.

    Args:
        workspace: whose.
        search: part of an address, domain, phone number or profile; "" for all.
        kind: a `DoNotContact.Kind`; other values match all.
        is_lifted: return lifted entries instead of active ones.
    """
    rows = DoNotContact.objects.filter(workspace=workspace, lifted_at__isnull=not is_lifted)
    if kind in (Kind.EMAIL, Kind.ALIAS):
        rows = rows.filter(kind__in=[Kind.EMAIL, Kind.ALIAS])
    elif kind in Kind.values:
        rows = rows.filter(kind=kind)
    if search := search.strip().replace("\0", ""):
        digits = phone_key(search)
        by_phone = Q(kind=Kind.PHONE) & (Q(key=digits) | Q(key__startswith=f"{digits}:"))
        by_phone = by_phone if digits else Q(pk__in=())
        by_key = Q(key__contains=host_key(email_key(search.lower())))
        by_id = Q(kind=Kind.EXTERNAL_ID, value__icontains=search)
        rows = rows.filter(Q(value__contains=search.lower()) | by_key | by_phone | by_id)
    return rows.order_by("-created_at", "-pk")


def entries_naming(contact: Contact) -> QuerySet[DoNotContact]:
    """Return active entries for the person: the record, or a current or former key.

    Entries of a former company that was deleted are included.
    """
    named = RawSQL(
        "SELECT entry_id FROM leads_entries_of_people(%s, ARRAY[%s])",
        [contact.workspace_id, contact.pk],
    )
    return active_entries(contact.workspace).filter(pk__in=named)


def personal_entries(contact: Contact) -> QuerySet[DoNotContact]:
    """Return active entries for the person alone."""
    return entries_naming(contact).exclude(kind__in=_OF_COMPANIES)


def domain_entries(contact: Contact) -> QuerySet[DoNotContact]:
    """Return active entries of the person's company, or of the domain of the email or company."""
    domains = {*parent_domains(domain_of(contact.email or ""))}
    former = entries_naming(contact).filter(kind__in=_OF_COMPANIES)
    found = Q(kind=Kind.DOMAIN, key__in=domains) | Q(pk__in=former.values("pk"))
    if contact.company:
        found |= company_condition(contact.company)
    return active_entries(contact.workspace).filter(found)


def company_condition(company: Company) -> Q:
    """Match the entries of a company: the record, or a key."""
    named = RawSQL(
        "SELECT d.id FROM leads_company o CROSS JOIN LATERAL leads_keys_of_company(o) AS k"
        " JOIN leads_donotcontact d ON d.workspace_id = o.workspace_id AND d.lifted_at IS NULL"
        " AND d.kind = k.kind AND d.key = k.key WHERE o.id = %s",
        [company.pk],
    )
    return Q(pk__in=named)


def companies_with_entry(companies: QuerySet[Company]) -> QuerySet[Company]:
    """Return the companies that have an entry by ID."""
    key = Cast(OuterRef("pk"), CharField())
    own = DoNotContact.objects.filter(
        workspace=OuterRef("workspace"), lifted_at=None, kind=Kind.COMPANY, key=key
    )
    return companies.filter(Exists(own))


def company_entries(company: Company) -> QuerySet[DoNotContact]:
    """Return active entries for a company, as those that they derive from."""
    found = active_entries(company.workspace).filter(company_condition(company))
    root = Coalesce("derived_from", "pk", output_field=BigIntegerField())
    return active_entries(company.workspace).filter(pk__in=found.values(root=root))


def contacts_of_entries(entry_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """Return the IDs of the contacts that each entry covers, lifted or not, by entry ID."""
    found: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry.id, covered FROM leads_donotcontact AS entry CROSS JOIN LATERAL"
            " leads_covered_contacts(entry.workspace_id, entry.kind, ARRAY[entry.key]) AS covered"
            " WHERE entry.id = ANY(%s) ORDER BY 1, 2",
            [list(entry_ids)],
        )
        for entry_id, contact_id in cursor.fetchall():
            found[entry_id].append(contact_id)
    return found


def covered_contacts(entries: QuerySet[DoNotContact]) -> Sequence[int]:
    """Return the IDs of the contacts that entries cover, lifted or not."""
    keys: dict[tuple[int, str], list[str]] = defaultdict(list)
    for workspace_id, kind, key in entries.values_list("workspace_id", "kind", "key"):
        keys[workspace_id, kind].append(key)
    found: set[int] = set()
    with connection.cursor() as cursor:
        for (workspace_id, kind), group in keys.items():
            cursor.execute(
                "SELECT leads_covered_contacts(%s, %s, %s::text[])", [workspace_id, kind, group]
            )
            found.update(pk for (pk,) in cursor.fetchall())
    return sorted(found)


# Keys that entries of a company keep, so that company and people match if they are added again.

"""Kind, value and key of an entry."""


def derive(pairs: Iterable[tuple[DoNotContact, Key]]) -> None:
    """Add derived entries for further keys; existing ones stay unchanged."""
    rows = [
        DoNotContact(
            workspace_id=entry.workspace_id,
            kind=kind,
            value=value if kind == Kind.EXTERNAL_ID else Lower(Value(value)),
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
    named = {int(row.key): row for row in rows if row.kind == Kind.COMPANY}
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
    own = (one for one in entries if one.kind == Kind.COMPANY)
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
        named = {"kind": Kind.COMPANY, "key": str(company_id), "lifted_at": None}
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
        keys.append((Kind.DOMAIN, host, host))
    if external_id:
        keys.append((Kind.EXTERNAL_ID, external_id, f"company:{external_id}"))
    if url:
        keys.append((Kind.LINKEDIN, url, url))
    if is_gone and "name" in fields and not (domain or external_id or url):
        keys.append((Kind.NAME, fields["name"], f"{fields['name_key']}\n"))
    return keys
