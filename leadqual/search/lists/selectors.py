"""Read lists; every read is limited to a workspace, directly or through its list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import (
    Count,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, CompanyListEntry, Contact, ContactList
from leadqual.leads.records.owners import with_no_owner_first
from leadqual.search.named_records import visible_to
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.kinds import PEOPLE, kind_of
from leadqual.search.results.record_rows import companies_of, contacts_of

MAX_MEMBERSHIPS = 12
"""Maximum lists, campaigns, and imports next to the search."""

COUNTED_MEMBERSHIPS = ("list", "campaign")
"""Memberships counted next to each search; not imports, which may have millions of rows."""

_NEWEST = """
    (SELECT json_object_agg(id, name ORDER BY created_at DESC, id DESC)
       FROM (SELECT id, {name} AS name, created_at FROM {table}
              WHERE workspace_id = %(workspace)s AND {living}
              ORDER BY created_at DESC, id DESC LIMIT %(most)s) AS newest)
"""
_NAMES = {
    "list": _NEWEST.format(
        name="name",
        table="leads_contactlist",
        living="records = %(records)s AND deleted_at IS NULL"
        " AND (NOT is_private OR author_id = %(user)s)",
    ),
    "campaign": _NEWEST.format(
        name="name", table="campaigns_campaign", living="archived_at IS NULL"
    ),
    "import": _NEWEST.format(
        name="file_name",
        table="imports_importbatch",
        living="finished_at IS NOT NULL AND status <> 'undone'",
    ),
    "status": """
        (SELECT json_object_agg(code, label ORDER BY position, id)
           FROM leads_salesstatus WHERE workspace_id = %(workspace)s)
    """,
    "owner": """
        (SELECT json_object_agg(id, COALESCE(
                    NULLIF(trim(concat(first_name, ' ', last_name)), ''), email))
           FROM accounts_user AS u
          WHERE EXISTS (SELECT FROM accounts_member
                         WHERE workspace_id = %(workspace)s AND user_id = u.id)
             OR EXISTS (SELECT FROM leads_contact
                         WHERE workspace_id = %(workspace)s AND owner_id = u.id)
             OR EXISTS (SELECT FROM leads_company
                         WHERE workspace_id = %(workspace)s AND owner_id = u.id))
    """,
}


@dataclass(frozen=True, slots=True)
class ListAddition:
    """People or companies that were added to a list together.

    Args:
        n_records: number of them still in the list.
    """

    request_id: UUID
    n_records: int
    author: User
    added_at: datetime


def lists_of(workspace: Workspace, user: User | None = None) -> QuerySet[ContactList]:
    """Return every list of people with its author, like `all_lists`."""
    return all_lists(workspace, user).filter(records=ContactList.Records.PEOPLE)


def company_lists_of(workspace: Workspace, user: User | None = None) -> QuerySet[ContactList]:
    """Return every list of companies, like `lists_of`."""
    return all_lists(workspace, user).filter(records=ContactList.Records.COMPANIES)


def all_lists(workspace: Workspace, user: User | None = None) -> QuerySet[ContactList]:
    """Return the lists of people and of companies, newest first, without deleted ones.

    Args:
        workspace: whose.
        user: who sees them; None for the shared ones alone.
    """
    return (
        ContactList.objects.filter(visible_to(user), workspace=workspace, deleted_at=None)
        .select_related("author", "workspace")
        .order_by("-created_at", "-pk")
    )


def counted_lists(workspace: Workspace, user: User | None = None) -> QuerySet[ContactList]:
    """Return every list of `all_lists` with `n_people`, `n_stopped`, `n_companies` and `added_at`.

    `n_stopped` counts the people who must not be contacted.
    """
    stopped = Q(entries__contact__do_not_contact=True)
    companies = CompanyListEntry.objects.filter(contact_list=OuterRef("pk")).order_by()
    counts = companies.values("contact_list")
    return all_lists(workspace, user).annotate(
        n_people=Count("entries"),
        n_stopped=Count("entries", filter=stopped),
        n_companies=Coalesce(Subquery(counts.annotate(n=Count("pk")).values("n")), 0),
        added_at=Coalesce(
            Max("entries__created_at"), Subquery(counts.annotate(at=Max("created_at")).values("at"))
        ),
    )


def deleted_lists(workspace: Workspace, user: User) -> QuerySet[ContactList]:
    """Return the deleted lists that a person may see, for undo."""
    rows = ContactList.objects.filter(visible_to(user), workspace=workspace)
    return rows.filter(deleted_at__isnull=False)


def people_in(contact_list: ContactList) -> QuerySet[Contact]:
    """Return the people of a list with the data of a row, including do-not-contact ones."""
    return contacts_of(contact_list.workspace).filter(list_entries__contact_list=contact_list)


def companies_in(contact_list: ContactList) -> QuerySet[Company]:
    """Return the companies of a list with the data of a row."""
    row = companies_of(contact_list.workspace)
    return row.filter(company_list_entries__contact_list=contact_list)


def lists_with(record: Contact | Company, user: User) -> QuerySet[ContactList]:
    """Return the lists that contain a person or a company and that a person may see; one query."""
    workspace = Workspace(pk=record.workspace_id)  # For its lists alone: nothing is read.
    if isinstance(record, Contact):
        return lists_of(workspace, user).filter(entries__contact=record)
    return company_lists_of(workspace, user).filter(company_entries__company=record)


def last_addition(contact_list: ContactList) -> ListAddition | None:
    """Return the latest addition with records still in the list; two queries."""
    entries = contact_list.own_entries
    last = entries.select_related("added_by").order_by("-created_at", "-pk").first()
    if last is None:
        return None
    n_records = entries.filter(request_id=last.request_id).count()
    return ListAddition(last.request_id, n_records, last.added_by, last.created_at)


def read_names(
    workspace: Workspace,
    records: str,
    further: Mapping[str, str] = MappingProxyType({}),
    user: User | None = None,
    **values: Any,
) -> dict[str, Any]:
    """Return `list`, `campaign`, `import`, `status` and `owner` → key → name; one query.

    Only the newest lists, campaigns and imports; without campaigns for companies.

    Args:
        workspace: whose.
        records: `people` or `companies`.
        further: name → SQL to read in the same query.
        user: whose private lists are among them.
        values: parameters of this SQL.
    """
    parts = {**_NAMES, **further}
    if records != PEOPLE.records:
        del parts["campaign"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(parts.values())}",
            {
                "workspace": workspace.pk,
                "records": records,
                "most": MAX_MEMBERSHIPS,
                "user": user.pk if user else None,
                **values,
            },
        )
        row = dict(zip(parts, cursor.fetchone() or (), strict=True))
    names = {param: row[param] or {} for param in _NAMES if param in row}
    return {**row, **names, "owner": with_no_owner_first(names["owner"])}


def membership_names(
    workspace: Workspace,
    query: ContactQuery | CompanyQuery,
    newest: Mapping[str, dict[str, str]] | None = None,
    user: User | None = None,
) -> dict[str, dict[str, str]]:
    """Return the names of `read_names`, followed by older ones that a search refers to.

    Args:
        workspace: whose.
        query: the search.
        newest: result of `read_names`.
        user: who sees the names of private lists.
    """
    records = kind_of(query).records
    names = dict(newest or read_names(workspace, records, user=user))
    rows: dict[str, QuerySet[Any]] = {
        "list": all_lists(workspace, user).filter(records=records),
        "campaign": workspace.campaigns.all(),
        "import": workspace.import_batches.annotate(name=F("file_name")),
    }
    for param in rows.keys() & names.keys():
        keys_in_query = (*query.ticked(param), *query.refused(param))
        if missing_keys := [key for key in keys_in_query if key not in names[param]]:
            older_rows = (
                rows[param].filter(pk__in=missing_keys).order_by("pk").values_list("pk", "name")
            )
            names[param] = {**names[param], **{str(key): name for key, name in older_rows}}
    return names


def added_keys(contact_list: ContactList, request_id: UUID) -> list[int]:
    """Return the keys of the people or companies of one addition; one query."""
    entries = contact_list.own_entries.filter(request_id=request_id).order_by("pk")
    return list(entries.values_list(f"{contact_list.kind}_id", flat=True))
