"""People and companies: all that searches, tables, lists and exports need to handle either."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, CompanyColumns, Contact, PeopleColumns
from leadqual.search.columns.orders import Order, by_custom_field
from leadqual.search.columns.table_columns import (
    COMPANY_COLUMNS,
    PEOPLE_COLUMNS,
    Column,
)
from leadqual.search.cursors import SortKey
from leadqual.search.facet_types import Facet
from leadqual.search.facets import (
    COMPANY_FACETS,
    COMPANY_MEMBERSHIPS,
    COMPANY_SCOPES,
    COMPANY_TYPED,
    FACETS,
    MEMBERSHIPS,
    TYPED,
)
from leadqual.search.query.known_values import no_lookup
from leadqual.search.query.query import RELEVANCE, CompanyQuery, ContactQuery, CustomOrder, Search
from leadqual.search.query.query_parsing import (
    Notes,
    read_company_query,
    read_contact_query,
    reject_unclear,
)
from leadqual.search.results.record_rows import (
    companies_by_key,
    companies_of,
    contacts_by_key,
    contacts_of,
    table_contacts,
)
from leadqual.search.results.taxonomy import vocabulary
from leadqual.search.results.value_lookup import WorkspaceValues

M = TypeVar("M", bound=Model)
S = TypeVar("S", ContactQuery, CompanyQuery)
NAME = "name"
"""Code of the first column of a table, which is always shown, and of the order by it."""


@dataclass(frozen=True, slots=True)
class RecordKind(Generic[S, M]):
    """People or companies.

    Args:
        code: `contact` or `company`: in IDs, custom fields and deleted records; also the search
            parameter for single records.
        noun: `person` or `company`: in texts; also the id of the element that shows one.
        records: `people` or `companies`: in lists, saved searches and exports; also the name of
            the page.
        preview: URL name of the part that shows one record next to the search.
        open_param: parameter of the search that names the record shown next to it.
        rows: every record of a workspace with the data of a row.
        read_rows: records by key, in any order.
        read_table_rows: the same with only the data of a table.
        reader: URL parameters, the workspace and a person → the search and notes on it.
        name_keys: order by name.
        name_head: head of the column of names.
        columns: of the table, in order.
        card_columns: codes of those that a card of the board shows.
        chosen: stored choices of members.
        facets: filters with counts, in order.
        scopes: filters without counts.
        memberships: filters by list, campaign and import.
        typed: parameters of filters whose values can be typed.
    """

    code: str
    noun: str
    records: str
    preview: str
    open_param: str
    model: type[M]
    rows: Callable[[Workspace], QuerySet[M]]
    read_rows: Callable[[Workspace, list[int]], list[M]]
    read_table_rows: Callable[[Workspace, list[int]], list[M]]
    reader: Callable[[Mapping[str, Sequence[str]], Workspace | None, User | None], tuple[S, Notes]]
    name_keys: Sequence[SortKey]
    name_head: str
    columns: Sequence[Column]
    card_columns: Sequence[str]
    chosen: type[PeopleColumns] | type[CompanyColumns]
    facets: Sequence[Facet]
    scopes: Sequence[Facet]
    memberships: Sequence[Facet]
    typed: frozenset[str]

    @property
    def default_columns(self) -> tuple[str, ...]:
        """Return the codes of the columns of a member who has not chosen any."""
        return tuple(column.code for column in self.columns if column.is_default)

    @property
    def page(self) -> str:
        """Return the URL name of the search."""
        return f"search:{self.records}"

    def address(self, key: int) -> str:
        """Return the URL of a record: next to the search for people, or its own page."""
        if self.code == "contact":
            return f"{reverse(self.page)}?{self.open_param}={key}#{self.noun}"
        return reverse("search:company", args=[key])

    def table_keys(self, sort: str) -> Sequence[SortKey]:
        """Return the sort keys of an order that the index does not have; none if it has it."""
        if custom := CustomOrder.read(sort):
            return by_custom_field(custom.code, is_descending=custom.is_descending)
        order = self._order(sort)
        return order.keys if order else ()

    def index_types(self, sort: str) -> list[type]:
        """Return the types of the sort keys of an order that the index has."""
        names: list[type] = [key.kind for key in self.name_keys]
        order = self._order(sort)
        return names if order is None else [order.index_type, *names]

    def _order(self, sort: str) -> Order | None:
        """Return an order before the name; None for the order by name alone."""
        if sort == RELEVANCE:
            return Order(RELEVANCE, index_type=int)
        for column in self.columns:
            if column.order is not None and column.order.code == sort:
                return column.order
        return None

    def read(
        self,
        params: Mapping[str, Sequence[str]],
        workspace: Workspace | None = None,
        user: User | None = None,
    ) -> tuple[S, Notes]:
        """Read a search, with notes on what was not understood; never fails.

        Without a workspace every text counts as a value of filters with looked-up values. Without a
        person no private list is known.
        """
        return self.reader(params, workspace, user)

    def read_strictly(
        self,
        params: Mapping[str, Sequence[str]],
        workspace: Workspace | None = None,
        user: User | None = None,
    ) -> S:
        """Read a search for an action on all its results.

        Raises:
            UnclearSearchError: part of it is unknown; without it, more would be found.
        """
        query, notes = self.read(params, workspace, user)
        reject_unclear(params, query, notes, self.records)
        return query


PEOPLE = RecordKind(
    code="contact",
    noun="person",
    records="people",
    preview="search:person",
    open_param="person",
    model=Contact,
    rows=contacts_of,
    read_rows=contacts_by_key,
    read_table_rows=table_contacts,
    reader=lambda params, workspace, user: read_contact_query(params, vocabulary(workspace, user)),
    name_keys=(SortKey(Lower("last_name")), SortKey(Lower("first_name"))),
    name_head="Person",
    columns=PEOPLE_COLUMNS,
    card_columns=("company", "functions", "owner", "lead_score"),
    chosen=PeopleColumns,
    facets=FACETS,
    scopes=(),
    memberships=MEMBERSHIPS,
    typed=TYPED,
)
COMPANIES = RecordKind(
    code="company",
    noun="company",
    records="companies",
    preview="search:company_preview",
    open_param="open",  # `company` is a filter.
    model=Company,
    rows=companies_of,
    read_rows=companies_by_key,
    read_table_rows=companies_by_key,
    reader=lambda params, workspace, user: read_company_query(
        params,
        WorkspaceValues(workspace, of_companies=True, user=user) if workspace else no_lookup,
    ),
    name_keys=(SortKey(Lower("name")),),
    name_head="Company",
    columns=COMPANY_COLUMNS,
    card_columns=("industry", "place", "owner"),
    chosen=CompanyColumns,
    facets=COMPANY_FACETS,
    scopes=COMPANY_SCOPES,
    memberships=COMPANY_MEMBERSHIPS,
    typed=COMPANY_TYPED,
)
Kind = RecordKind[Any, Any]
KINDS: Mapping[str, Kind] = {kind.records: kind for kind in (PEOPLE, COMPANIES)}
"""`people` and `companies` → their kind."""


def kind_of(query: Search) -> Kind:
    return COMPANIES if isinstance(query, CompanyQuery) else PEOPLE


def kind_of_record(record: Contact | Company) -> Kind:
    return PEOPLE if isinstance(record, Contact) else COMPANIES


class KindConverter:
    """`<kind:kind>` in a URL: `people` or `companies`, as the kind of records."""

    regex = "people|companies"

    def to_python(self, value: str) -> Kind:
        return KINDS[value]

    def to_url(self, value: Kind | str) -> str:
        return value if isinstance(value, str) else value.records
