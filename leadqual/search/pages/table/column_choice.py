"""Which columns the tables of people and of companies have, remembered for each member."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from leadqual.accounts.models import Member, Workspace
from leadqual.accounts.routing import WorkspaceRequest
from leadqual.core.pages.navigation import safe_next
from leadqual.leads.models import CompanyColumns, CustomField, PeopleColumns
from leadqual.leads.records.custom_fields import fields_of
from leadqual.search.exports.export_columns import CUSTOM_PREFIX
from leadqual.search.pages.record_routes import Kind, record_routes

COLUMNS = {
    "company": "Company",
    "functions": "Functions",
    "level": "Level",
    "lead_score": "Lead score",
    "place": "Location",
    "industry": "Title industry",
    "size": "Company size",
    "company_industry": "Company industry",
    "business_model": "Business model",
    "mail": "Email",
    "phone": "Phone",
    "owner": "Owner",
    "status": "Status",
    "tags": "Tags",
    "activity": "Last activity",
    "added": "Added",
}
"""Code of each column of people → its head; custom fields are columns, too."""

USUAL = ("company", "functions", "level")
"""Of who chose none; without a column for the place, it stands below the level."""

MAX_COLUMNS = 6

COMPANY_COLUMNS = {
    "overview": "Description",
    "place": "Location",
    "business_model": "Business model",
    "contacts": "Contacts",
    "domain": "Domain",
    "industry": "Industry",
    "sector": "Sector",
    "size": "Size",
    "founded": "Founded",
    "total_funding": "Funding",
    "country": "Country",
    "regions": "Region",
    "city": "City",
    "technologies": "Technologies",
    "owner": "Owner",
    "status": "Status",
    "tags": "Tags",
    "last_activity": "Last activity",
}
"""Code of each column of companies → its head, as `COLUMNS`."""

USUAL_OF_COMPANIES = ("overview", "place", "business_model", "contacts")


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """A table whose columns are chosen.

    Args:
        record: of custom fields: `contact` or `company`.
        usual: columns of who chose none.
        chosen: the rows that remember what members chose.
    """

    record: str
    heads: Mapping[str, str]
    usual: tuple[str, ...]
    chosen: type[PeopleColumns] | type[CompanyColumns]

    def all_heads(self, fields: Iterable[CustomField]) -> dict[str, str]:
        """Return code → head of every column, those of custom fields among them."""
        custom = {f"{CUSTOM_PREFIX}{field.code}": field.label for field in fields}
        return {**self.heads, **custom}

    def heads_in(self, workspace: Workspace) -> dict[str, str]:
        """Return what `all_heads` does; one query."""
        return self.all_heads(fields_of(workspace, self.record))


PEOPLE = ColumnTable("contact", COLUMNS, USUAL, PeopleColumns)
COMPANIES = ColumnTable("company", COMPANY_COLUMNS, USUAL_OF_COMPANIES, CompanyColumns)
TABLES = {table.record: table for table in (PEOPLE, COMPANIES)}


def columns_of(
    member: Member, table: ColumnTable = PEOPLE, heads: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Return the columns that a member sees, in order; one query, two without `heads`."""
    return chosen_columns(member, table, heads) or table.usual


def chosen_columns(
    member: Member, table: ColumnTable, heads: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Return the columns that a member chose, as far as they are there; empty for none."""
    row: Any = table.chosen._default_manager.filter(member=member).first()
    if row is None:
        return ()
    known = table.heads_in(member.workspace) if heads is None else heads
    return tuple(column for column in row.columns if column in known)


def choose_columns(
    *, member: Member, columns: Iterable[str], table: ColumnTable = PEOPLE
) -> tuple[str, ...]:
    """Remember the columns of a member, each once and as many as there is room for.

    Unknown ones are passed over; none at all brings the usual ones back.

    Returns:
        What the member sees from now on.
    """
    heads = table.heads_in(member.workspace)
    known = tuple(dict.fromkeys(one for one in columns if one in heads))[:MAX_COLUMNS]
    rows = table.chosen._default_manager
    if not known:
        rows.filter(member=member).delete()
        return table.usual
    rows.update_or_create(member=member, defaults={"columns": list(known)})
    return known


@record_routes("columns/", name="columns company_columns", methods="POST")
def choose(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Remember the columns that are sent as `column`, in their order; `usual=1` forgets them."""
    columns = [] if "usual" in request.POST else request.POST.getlist("column")
    choose_columns(member=request.member, columns=columns, table=TABLES[kind.code])
    return redirect(safe_next(request, reverse(kind.page)))
