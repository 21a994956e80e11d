"""Reads of lists; every one is bound to a workspace, by itself or by its list."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, CompanyListEntry, Contact, ContactList
from leadqual.leads.records.owners import possible_owners, with_no_owner
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search
from leadqual.search.results.selectors import companies_of, contacts_of, kind_of

MAX_GATHERED = 12
"""Lists, campaigns, and imports, next to the search."""

COUNTED = ("list", "campaign")
"""What is gathered and counted beside each search; files of imports may have millions of rows."""


@dataclass(frozen=True, slots=True)
class ListAddition:
    """Some people or companies that came into a list together.

    Args:
        n_records: those of them that are still in the list.
    """

    request_id: UUID
    n_records: int
    author: User
    added_at: datetime


def lists_of(workspace: Workspace) -> QuerySet[ContactList]:
    """Return every list of people with its author, the newest first; not the deleted ones."""
    return all_lists(workspace).filter(records=ContactList.Records.PEOPLE)


def company_lists_of(workspace: Workspace) -> QuerySet[ContactList]:
    """Return every list of companies, as `lists_of` does those of people."""
    return all_lists(workspace).filter(records=ContactList.Records.COMPANIES)


def all_lists(workspace: Workspace) -> QuerySet[ContactList]:
    """Return the lists of people and those of companies, the newest first."""
    return (
        ContactList.objects.filter(workspace=workspace, deleted_at=None)
        .select_related("author", "workspace")
        .order_by("-created_at", "-pk")
    )


def counted_lists(workspace: Workspace) -> QuerySet[ContactList]:
    """Return every list with `n_people`, `n_stopped`, `n_companies` and `added_at`.

    `n_stopped` counts the people who must not be contacted.
    """
    stopped = Q(entries__contact__do_not_contact=True)
    companies = CompanyListEntry.objects.filter(contact_list=OuterRef("pk")).order_by()
    own = companies.values("contact_list")
    return all_lists(workspace).annotate(
        n_people=Count("entries"),
        n_stopped=Count("entries", filter=stopped),
        n_companies=Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0),
        added_at=Coalesce(
            Max("entries__created_at"), Subquery(own.annotate(at=Max("created_at")).values("at"))
        ),
    )


def deleted_lists(workspace: Workspace) -> QuerySet[ContactList]:
    """Return the lists that were deleted, for the undo."""
    return ContactList.objects.filter(workspace=workspace, deleted_at__isnull=False)


def people_in(contact_list: ContactList) -> QuerySet[Contact]:
    """Return the people of a list with what a row shows, those not to be contacted too."""
    return contacts_of(contact_list.workspace).filter(list_entries__contact_list=contact_list)


def companies_in(contact_list: ContactList) -> QuerySet[Company]:
    """Return the companies of a list with what a row shows."""
    found = companies_of(contact_list.workspace)
    return found.filter(company_list_entries__contact_list=contact_list)


def lists_with(company: Company) -> QuerySet[ContactList]:
    """Return the lists that hold a company, the newest first."""
    return company_lists_of(company.workspace).filter(company_entries__company=company)


def last_adding(contact_list: ContactList) -> ListAddition | None:
    """Return the adding whose records came last, as far as they are still there; two queries."""
    entries = contact_list.own_entries
    last = entries.select_related("added_by").order_by("-created_at", "-pk").first()
    if last is None:
        return None
    n_records = entries.filter(request_id=last.request_id).count()
    return ListAddition(last.request_id, n_records, last.added_by, last.created_at)


def gathered_names(
    workspace: Workspace, query: ContactQuery | CompanyQuery
) -> dict[str, dict[str, str]]:
    """Return `list`, `campaign` and `import` → key → name: the newest, and all that are named.

    Of people `owner` → key → name is among them; companies are in no campaigns.
    """
    lists = all_lists(workspace).filter(records=kind_of(query).records)
    shown: dict[str, tuple[QuerySet[Any], QuerySet[Any]]] = {"list": (lists, lists)}
    if isinstance(query, CompanyQuery):
        return _names({**shown, "import": _imports(workspace)}, query)
    campaigns = workspace.campaigns.all()
    shown["campaign"] = (campaigns.filter(archived_at=None), campaigns)
    name = Trim(Concat("first_name", Value(" "), "last_name"))
    people = possible_owners(workspace).annotate(
        name=Coalesce(NullIf(name, Value("")), "email", output_field=TextField())
    )
    shown["import"] = _imports(workspace)
    names = _names(shown, query, people.values_list(Value("owner"), "pk", "name"))
    return {**names, "owner": with_no_owner(names["owner"])}


def _imports(workspace: Workspace) -> "tuple[QuerySet[Any], QuerySet[Any]]":
    imports = workspace.import_batches.annotate(name=F("file_name"))
    return imports.filter(finished_at__isnull=False).exclude(status="undone"), imports


def _names(
    shown: "Mapping[str, tuple[QuerySet[Any], QuerySet[Any]]]",
    query: Search,
    *besides: "QuerySet[Any]",
) -> dict[str, dict[str, str]]:
    """Return the last ones of each kind, one query; those that are named come after, if older.

    Args:
        shown: kind → those that are living, and all.
        query: names some of them.
        besides: kind, key and name of what is asked in the same query.
    """
    first, *others = (_newest(param, living) for param, (living, _) in shown.items())
    names: dict[str, dict[str, str]] = defaultdict(dict, {param: {} for param in shown})
    for param, key, name in first.union(*others, *besides, all=True):
        names[param][str(key)] = name
    for param, (_, every) in shown.items():
        named = (*query.ticked(param), *query.refused(param))
        if missing := [key for key in named if key not in names[param]]:
            older = every.filter(pk__in=missing).order_by("pk").values_list("pk", "name")
            names[param] |= {str(key): name for key, name in older}
    return dict(names)


def _newest(param: str, living: "QuerySet[Any]") -> "QuerySet[Any]":
    ordered = living.order_by("-created_at", "-pk").annotate(param=Value(param))
    newest: QuerySet[Any] = ordered.values_list("param", "pk", "name")[:MAX_GATHERED]
    return newest


def added_keys(contact_list: ContactList, request_id: UUID) -> list[int]:
    """Return the keys of the people or companies that came by one adding; one query."""
    entries = contact_list.own_entries.filter(request_id=request_id).order_by("pk")
    return list(entries.values_list(f"{contact_list.kind}_id", flat=True))
