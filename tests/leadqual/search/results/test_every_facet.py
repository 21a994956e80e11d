"""Each row of the table of facets, asked both ways: by the index and by SQL."""

from collections.abc import Iterable, Mapping, Sequence

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact
from leadqual.search.facets.facet_table import (
    COMPANY_FACETS,
    FACETS,
    Facet,
    Kind,
    Source,
    from_source,
)
from leadqual.search.index.index_build import build_files
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.result_counts import (
    company_counts_of_tables,
    contact_counts,
    contact_counts_of_tables,
)
from leadqual.search.results.selectors import found_contacts
from tests.leadqual.leads.facet_index.test_holding import companies_alike
from tests.leadqual.leads.people import make_people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def filled(workspace: Workspace, manager: User, viewer: User) -> Workspace:
    """A workspace with values in every column that is a facet, and with its index."""
    make_people(workspace, 5)
    _fill(Contact.objects.filter(workspace=workspace), from_source(FACETS, Source.CONTACT))
    of_companies = {
        facet.column: facet for facet in (*from_source(FACETS, Source.COMPANY), *COMPANY_FACETS)
    }
    _fill(Company.objects.filter(workspace=workspace), of_companies.values())
    build_files(workspace.pk)
    return workspace


_SOURCES: Mapping[str, tuple[str, Sequence[object]]] = {
    "standard_industry": ("industry", ("", "Logiciel", "Banken", "Zorbing")),
    "sector": ("industry", ("", "Logiciel", "Banken", "Zorbing")),
    "size_band": ("size", ("", "1-10", "11-50", "51-200")),
    "founded_band": ("founded", (None, 1948, 1999, 2021)),
    "funding_band": ("total_funding", (None, 10, 20_000_000, 900_000_000)),
    "country": ("country", ("", "Germany", "Norway", "Brazil")),
    "regions": ("country", ("", "Germany", "Norway", "Brazil")),
}
"""Column that the database derives, or derives from → the source of it, and values there."""


def _fill(rows: Iterable[Contact | Company], facets: Iterable[Facet]) -> None:
    owners = [*User.objects.order_by("pk"), None]
    for place, row in enumerate(rows):
        row.owner = owners[place % len(owners)]
        for facet in facets:
            if facet.column in _SOURCES:
                column, values = _SOURCES[facet.column]
                setattr(row, column, values[place % len(values)])
            elif facet.kind is not Kind.FLAG and not facet.is_named:
                setattr(row, facet.column, _value(facet, place))
        row.save()


def _value(facet: Facet, place: int) -> object:
    values = [*facet.choices] or ["", "1-10", "11-50", "51-200"]
    value = values[place % min(len(values), 4)]
    return [value, values[0]] if facet.kind is Kind.TEXTS else value


@pytest.mark.costs("asks every value of every facet")
def test_index_and_tables_agree_on_every_value_of_every_facet_of_people(
    filled: Workspace,
) -> None:
    found = contact_counts_of_tables(filled, ContactQuery()).by_facet
    for facet in FACETS:
        values = sorted(found[facet.param])[:2]
        assert len(values) > 1 or len(facet.choices) == 1, f"{facet.param} has nothing to tick"
        for value in values:
            _alike(filled, ContactQuery(**{facet.param: (value,)}))
            if facet.can_exclude:
                _alike(filled, ContactQuery(exclude=(f"{facet.param}:{value}",)))


def _alike(workspace: Workspace, query: ContactQuery) -> None:
    with index_of(workspace.pk) as index:
        assert index is not None
    counted, told = contact_counts(workspace, query), contact_counts_of_tables(workspace, query)
    assert counted.total == told.total == found_contacts(workspace, query).count()
    assert {param: values for param, values in counted.by_facet.items() if values} == told.by_facet


@pytest.mark.costs("asks every value of every facet")
def test_index_and_tables_agree_on_every_value_of_every_facet_of_companies(
    filled: Workspace,
) -> None:
    found = company_counts_of_tables(filled, CompanyQuery()).by_facet
    for facet in COMPANY_FACETS:
        values = sorted(found[facet.param])[:2]
        assert len(values) > 1, f"{facet.param} has nothing to tick"
        for value in values:
            companies_alike(filled, CompanyQuery(**{facet.param: (value,)}))
            companies_alike(filled, CompanyQuery(exclude=(f"{facet.param}:{value}",)))
