"""What a row of companies shows, by the columns that a person chose; see `table_rows`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from leadqual.core.templatetags.formats import band, probability, thousands
from leadqual.core.texts.counts import counted
from leadqual.leads.models import Company, CustomField
from leadqual.search.pages.table.column_choice import COMPANY_COLUMNS
from leadqual.search.pages.table.custom_cells import custom_cells
from leadqual.search.pages.table.table_cells import TableCell, day_of
from leadqual.search.query.query import CompanyQuery

LONGEST_OVERVIEW = 120


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """One company.

    Args:
        domain: empty where it has a column of its own.
        url: the search with this company open, or its page.
        part_url: where the part for the side comes from; empty where `url` is the page.
    """

    pk: int
    name: str
    domain: str
    url: str
    part_url: str
    cells: Sequence[TableCell]


def company_rows_of(
    companies: Iterable[Company],
    columns: Sequence[str],
    fields: Iterable[CustomField] = (),
    *,
    query: CompanyQuery | None = None,
    kept: Sequence[tuple[str, str]] = (),
) -> list[CompanyRow]:
    """Return the rows of a page, in the order of the companies.

    Args:
        companies: with `n_contacts`, and their owners.
        columns: codes of `COMPANY_COLUMNS` and of custom fields, in order.
        fields: the custom fields.
        query: the search beside which companies open; None where rows lead to their pages.
        kept: parameters that the ways to a company carry on, too.
    """
    asked = "" if query is None else query.to_query(kept)
    search = (
        f"{reverse('search:companies')}?{asked}&" if asked else f"{reverse('search:companies')}?"
    )
    every: Mapping[str, Callable[[Any], TableCell]] = {**_CELLS, **custom_cells(fields)}
    makers = [every[column] for column in columns]
    return [
        CompanyRow(
            pk=company.pk,
            name=company.name,
            domain="" if "domain" in columns else company.domain or "",
            url=reverse("search:company", args=[company.pk])
            if query is None
            else f"{search}open={company.pk}#company",
            part_url=""
            if query is None
            else f"{reverse('search:company_preview', args=[company.pk])}?{asked}",
            cells=[make(company) for make in makers],
        )
        for company in companies
    ]


def _overview(company: Company) -> TableCell:
    text = company.overview
    if len(text) > LONGEST_OVERVIEW:
        text = f"{text[: LONGEST_OVERVIEW - 1].rstrip()}…"
    return TableCell("overview", text=text, sub=company.industry)


def _place(company: Company) -> TableCell:
    words = ", ".join(part for part in (company.city, company.country) if part)
    return TableCell("place", text=words or company.headquarters, sub=_size(company))


def _size(company: Company) -> str:
    if company.employees is not None:
        return counted(company.employees, "employee")
    return f"{band(company.size)} employees" if company.size else ""


def _business_model(company: Company) -> TableCell:
    sure = company.business_model_probability
    return TableCell(
        "business_model",
        text=company.business_model_words,
        sub="" if sure is None else probability(sure),
        heading=COMPANY_COLUMNS["business_model"],
    )


def _contacts(company: Company) -> TableCell:
    n: int = company.n_contacts  # type: ignore[attr-defined]  # the page of results counts them
    if not n:
        return TableCell("contacts", text="none")
    words = counted(n, "contact")
    return TableCell("contacts", text=words, url=f"{reverse('search:people')}?company={company.pk}")


def _plain(column: str, text_of: Callable[[Company], str]) -> Callable[[Company], TableCell]:
    heading = COMPANY_COLUMNS[column]
    return lambda company: TableCell(column, text=text_of(company), heading=heading)


def _dollars(company: Company) -> str:
    return "" if company.total_funding is None else f"${thousands(int(company.total_funding))}"


def _joined(texts: Sequence[str], most: int = 5) -> str:
    rest = len(texts) - most
    words = ", ".join(texts[:most])
    return f"{words} and {rest} more" if rest > 0 else words


_CELLS: Mapping[str, Callable[[Company], TableCell]] = {
    "overview": _overview,
    "place": _place,
    "business_model": _business_model,
    "contacts": _contacts,
    "domain": _plain("domain", lambda company: company.domain or ""),
    "industry": lambda company: TableCell(
        "industry",
        text=company.standard_industry or company.industry,
        sub=company.industry if company.standard_industry not in ("", company.industry) else "",
        heading=COMPANY_COLUMNS["industry"],
    ),
    "sector": _plain("sector", lambda company: company.sector),
    "size": _plain("size", _size),
    "founded": _plain("founded", lambda company: str(company.founded or "")),
    "total_funding": _plain("total_funding", _dollars),
    "country": _plain("country", lambda company: company.country),
    "regions": _plain("regions", lambda company: _joined(company.regions)),
    "city": _plain("city", lambda company: company.city),
    "technologies": _plain("technologies", lambda company: _joined(company.technologies)),
    "owner": _plain("owner", lambda company: str(company.owner or "")),
    "status": _plain("status", lambda company: company.get_status_display()),
    "tags": _plain("tags", lambda company: ", ".join(company.tags)),
    "last_activity": _plain("last_activity", day_of),
}
