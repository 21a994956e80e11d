"""Reads of lists; every one is bound to a workspace, by itself or by its list."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Lower

from leadqual.accounts.models import User, Workspace
from leadqual.leads.do_not_contact.selectors import blocked_in
from leadqual.leads.models import Company, CompanyListEntry, Contact, ContactList
from leadqual.leads.record_ids import ResolvedIds, resolve_ids
from leadqual.leads.records.record_values import with_no_owner
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.selectors import PEOPLE, companies_of, contacts_of, found_rows, kind_of

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
        living="records = %(records)s AND deleted_at IS NULL",
    ),
    "campaign": _NEWEST.format(
        name="name", table="campaigns_campaign", living="archived_at IS NULL"
    ),
    "import": _NEWEST.format(
        name="file_name",
        table="imports_importbatch",
        living="finished_at IS NOT NULL AND status <> 'undone'",
    ),
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


def read_names(
    workspace: Workspace,
    records: str,
    further: Mapping[str, str] = MappingProxyType({}),
    **values: Any,
) -> dict[str, Any]:
    """Return `list`, `campaign`, `import` and `owner` → key → name, the newest; one query.

    Companies are in no campaigns.

    Args:
        workspace: whose.
        records: `people` or `companies`.
        further: name → SQL of what is read in the same query.
        values: parameters of it.
    """
    parts = {**_NAMES, **further}
    if records != PEOPLE.records:
        del parts["campaign"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(parts.values())}",
            {"workspace": workspace.pk, "records": records, "most": MAX_GATHERED, **values},
        )
        found = dict(zip(parts, cursor.fetchone() or (), strict=True))
    names = {param: found[param] or {} for param in _NAMES if param in found}
    return {**found, **names, "owner": with_no_owner(names["owner"])}


def gathered_names(
    workspace: Workspace,
    query: ContactQuery | CompanyQuery,
    newest: Mapping[str, dict[str, str]] | None = None,
) -> dict[str, dict[str, str]]:
    """Return the names of `read_names`, and behind them all that a search names, if older.

    Args:
        workspace: whose.
        query: the search.
        newest: what was read already.
    """
    records = kind_of(query).records
    names = dict(newest or read_names(workspace, records))
    rows: dict[str, QuerySet[Any]] = {
        "list": all_lists(workspace).filter(records=records),
        "campaign": workspace.campaigns.all(),
        "import": workspace.import_batches.annotate(name=F("file_name")),
    }
    for param in rows.keys() & names.keys():
        named = (*query.ticked(param), *query.refused(param))
        if missing := [key for key in named if key not in names[param]]:
            older = rows[param].filter(pk__in=missing).order_by("pk").values_list("pk", "name")
            names[param] = {**names[param], **{str(key): name for key, name in older}}
    return names


def added_keys(contact_list: ContactList, request_id: UUID) -> list[int]:
    """Return the keys of the people or companies that came by one adding; one query."""
    entries = contact_list.own_entries.filter(request_id=request_id).order_by("pk")
    return list(entries.values_list(f"{contact_list.kind}_id", flat=True))


# Decision makers of companies: who would be added to a list, before anything is written.

MAX_COMPANIES = 500
MAX_EACH = 50
USUAL_EACH = 3
USUAL_LEVELS = ("owner", "c_level", "vp", "director")
_LAST_RANK = 1_000  # Behind every level: people without one.


@dataclass(frozen=True, slots=True)
class DecisionMakerChoice:
    """The decision makers of some companies.

    Args:
        contact_ids: in the order of the companies, in each the most senior first.
        n_companies: companies that were asked for and are there.
        n_with_people: companies with at least one of the people.
        n_left_out: people who were passed over, because they must not be contacted.
    """

    contact_ids: Sequence[int]
    n_companies: int
    n_with_people: int
    n_left_out: int
    resolved: ResolvedIds


def choose(
    workspace: Workspace, *, company_ids: Collection[int], query: ContactQuery, most: int
) -> DecisionMakerChoice:
    """Choose at most so many people of each company, the most senior first; two queries.

    Reads the labels that titles carry now, so a correction counts at once.

    Args:
        workspace: companies of others are as if they did not exist.
        company_ids: in the order that the people shall have.
        query: functions, departments and levels that count; no selects of one facet mean all.
        most: people of one company, at least 1.
    """
    resolved = resolve_ids(workspace, "company", company_ids)
    at_them = query.changed(company=tuple(map(str, resolved.ids)))
    fitting = found_rows(workspace, at_them) if resolved.ids else Contact.objects.none()
    # How many may be contacted up to each person: it places them, and says of those who must not
    # be contacted whether a place was still free when their turn came.
    position = Window(
        Sum(Case(When(is_stopped=False, then=1), default=0, output_field=IntegerField())),
        partition_by=F("company"),
        order_by=[
            Coalesce(F("job_title__level__rank"), _LAST_RANK).asc(),
            Coalesce(F("job_title__level_score"), 0.0).desc(),
            Lower("last_name"),
            Lower("first_name"),
            F("pk").asc(),
        ],
    )
    is_stopped = ExpressionWrapper(blocked_in(workspace, fitting), output_field=BooleanField())
    rows = fitting.order_by().annotate(is_stopped=is_stopped, position=position)
    chosen: dict[int, list[tuple[int, int]]] = {}
    n_left_out = 0
    found = rows.filter(position__lte=most).values_list(
        "pk", "company_id", "is_stopped", "position"
    )
    for pk, company_id, is_stopped, at in found:
        if is_stopped:
            n_left_out += at < most
        else:
            chosen.setdefault(company_id, []).append((at, pk))
    return DecisionMakerChoice(
        contact_ids=[pk for key in resolved.ids for _, pk in sorted(chosen.get(key, ()))],
        n_companies=len(resolved.ids),
        n_with_people=len(chosen),
        n_left_out=n_left_out,
        resolved=resolved,
    )
