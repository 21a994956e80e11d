"""Reads do-not-contact entries, and finds whom they cover."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce

from leadqual.accounts.models import Workspace
from leadqual.leads.do_not_contact.contact_keys import (
    domain_of,
    email_key,
    parent_domains,
    phone_key,
)
from leadqual.leads.do_not_contact.host_keys import host_key
from leadqual.leads.models import Company, Contact, DoNotContact

Kind = DoNotContact.Kind
_OF_COMPANIES = (Kind.COMPANY, Kind.DOMAIN)

Key = tuple[str, str, str]
"""Kind, value and key of an entry."""


def blocked_among(contacts: Sequence[Contact]) -> set[int]:
    """Return the IDs of those who must not be contacted, by flag or entry, in one query."""
    flagged_ids = {contact.pk for contact in contacts if contact.do_not_contact}
    others = [contact for contact in contacts if contact.pk not in flagged_ids]
    if not others:
        return flagged_ids
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT leads_blocked_contacts(%s, %s)",
            [others[0].workspace_id, [contact.pk for contact in others]],
        )
        return flagged_ids | {pk for (pk,) in cursor.fetchall()}


def has_bounced(contact: Contact) -> bool:
    """Return whether a message to a contact's address has bounced."""
    rows = DoNotContact.objects.filter(workspace=contact.workspace_id, lifted_at=None)
    bounces = rows.filter(value=contact.email, reason="bounced", derived_from=None)
    return bool(contact.email) and bounces.exists()


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
    entry_ids = RawSQL(
        "SELECT entry_id FROM leads_entries_of_people(%s, ARRAY[%s])",
        [contact.workspace_id, contact.pk],
    )
    return active_entries(contact.workspace).filter(pk__in=entry_ids)


def personal_entries(contact: Contact) -> QuerySet[DoNotContact]:
    """Return active entries for the person alone."""
    return entries_naming(contact).exclude(kind__in=_OF_COMPANIES)


def domain_entries(contact: Contact) -> QuerySet[DoNotContact]:
    """Return active entries of the person's company, or of the domain of the email or company."""
    domains = {*parent_domains(domain_of(contact.email or ""))}
    former = entries_naming(contact).filter(kind__in=_OF_COMPANIES)
    condition = Q(kind=Kind.DOMAIN, key__in=domains) | Q(pk__in=former.values("pk"))
    if contact.company:
        condition |= company_condition(contact.company)
    return active_entries(contact.workspace).filter(condition)


def company_condition(company: Company) -> Q:
    """Match the entries of a company: the record, or a key."""
    entry_ids = RawSQL(
        "SELECT d.id FROM leads_company o CROSS JOIN LATERAL leads_keys_of_company(o) AS k"
        " JOIN leads_donotcontact d ON d.workspace_id = o.workspace_id AND d.lifted_at IS NULL"
        " AND d.kind = k.kind AND d.key = k.key WHERE o.id = %s",
        [company.pk],
    )
    return Q(pk__in=entry_ids)


def companies_with_entry(companies: QuerySet[Company]) -> QuerySet[Company]:
    """Return the companies that have an entry by ID."""
    key = Cast(OuterRef("pk"), CharField())
    bounces = DoNotContact.objects.filter(
        workspace=OuterRef("workspace"), lifted_at=None, kind=Kind.COMPANY, key=key
    )
    return companies.filter(Exists(bounces))


def company_entries(company: Company) -> QuerySet[DoNotContact]:
    """Return active entries for a company, as those that they derive from."""
    condition = active_entries(company.workspace).filter(company_condition(company))
    root = Coalesce("derived_from", "pk", output_field=BigIntegerField())
    return active_entries(company.workspace).filter(pk__in=condition.values(root=root))


def contacts_of_entries(entry_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """Return the IDs of the contacts that each entry covers, lifted or not, by entry ID."""
    condition: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry.id, covered FROM leads_donotcontact AS entry CROSS JOIN LATERAL"
            " leads_covered_contacts(entry.workspace_id, entry.kind, ARRAY[entry.key]) AS covered"
            " WHERE entry.id = ANY(%s) ORDER BY 1, 2",
            [list(entry_ids)],
        )
        for entry_id, contact_id in cursor.fetchall():
            condition[entry_id].append(contact_id)
    return condition


def covered_contacts(entries: QuerySet[DoNotContact]) -> Sequence[int]:
    """Return the IDs of the contacts that entries cover, lifted or not."""
    keys: dict[tuple[int, str], list[str]] = defaultdict(list)
    for workspace_id, kind, key in entries.values_list("workspace_id", "kind", "key"):
        keys[workspace_id, kind].append(key)
    condition: set[int] = set()
    with connection.cursor() as cursor:
        for (workspace_id, kind), group in keys.items():
            cursor.execute(
                "SELECT leads_covered_contacts(%s, %s, %s::text[])", [workspace_id, kind, group]
            )
            condition.update(pk for (pk,) in cursor.fetchall())
    return sorted(condition)
