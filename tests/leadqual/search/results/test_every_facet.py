"""Each row of the table of facets: what it finds, and what it counts."""

from collections.abc import Iterable, Mapping, Sequence

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact
from leadqual.search.facet_types import Facet, Kind, Source, from_source
from leadqual.search.facets import COMPANY_FACETS, FACETS
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.result_pages import result_queryset
from tests.leadqual.leads.facet_index.test_holding import alike, companies_alike
from tests.leadqual.leads.people import make_people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def filled(workspace: Workspace, manager: User, viewer: User) -> Workspace:
    """A workspace with values in every column that is a facet."""
    make_people(workspace, 5, n=24)
    _fill(Contact.objects.filter(workspace=workspace), from_source(FACETS, Source.CONTACT))
    of_companies = {
        facet.column: facet for facet in (*from_source(FACETS, Source.COMPANY), *COMPANY_FACETS)
    }
    _fill(Company.objects.filter(workspace=workspace), of_companies.values())
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
def test_every_facet_of_people_finds_and_counts_those_who_have_its_values(
    filled: Workspace,
) -> None:
    counts = counts_of(filled, ContactQuery())
    for facet in FACETS:
        values = sorted(counts.by_facet[facet.param])[:2]
        assert len(values) > 1 or len(facet.choices) == 1, f"{facet.param} has nothing to tick"
        for value in values:
            n = counts.of(facet.param, value)
            ticked = ContactQuery(**{facet.param: (value,)})
            alike(filled, ticked)
            found = list(result_queryset(filled, ticked))
            assert len(found) == n
            if facet.source in (Source.CONTACT, Source.COMPANY):
                assert all(_has(row, facet, value) for row in found)
            if facet.can_exclude and value == values[0]:
                alike(filled, ContactQuery(exclude=(f"{facet.param}:{value}",)))


def _has(row: Contact | Company, facet: Facet, value: str) -> bool:
    """Return whether a record has a value of a facet, read from its own column or its company's."""
    owner = row.company if isinstance(row, Contact) and facet.source is Source.COMPANY else row
    held = getattr(owner, facet.column)
    if facet.kind is Kind.TEXTS:
        return value in held
    if facet.kind is Kind.FLAG:
        return bool(held) == (value == "yes")
    return str(held or facet.absent) == value


@pytest.mark.costs("asks every value of every facet")
def test_every_facet_of_companies_finds_and_counts_those_that_have_its_values(
    filled: Workspace,
) -> None:
    counts = counts_of(filled, CompanyQuery())
    for facet in COMPANY_FACETS:
        values = sorted(counts.by_facet[facet.param])[:2]
        assert len(values) > 1, f"{facet.param} has nothing to tick"
        for value in values:
            ticked = CompanyQuery(**{facet.param: (value,)})
            companies_alike(filled, ticked)
            found = list(result_queryset(filled, ticked))
            assert len(found) == counts.of(facet.param, value)
            assert all(_has(row, facet, value) for row in found)
        companies_alike(filled, CompanyQuery(exclude=(f"{facet.param}:{values[0]}",)))
