"""The rows of a workspace as the grading rules read them: their fields as folded text."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.relevance.grading_rules import Facts
from classifiers.core.text import fold
from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact

_MIDDLES = {"1": 1, "2-10": 6, "11-50": 30, "51-200": 125, "201-500": 350, "501-1000": 750}
"""Size in the companies' own bands → number of employees that stands for it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record: its key in the database, its key in the files of grades, and its fields."""

    pk: int
    key: str
    facts: Facts


def rows_of(workspace: Workspace, records: str) -> Iterator[Row]:
    """Give every row of a workspace; `records` is `people` or `companies`."""
    return _people(workspace) if records == "people" else _companies(workspace)


def _companies(workspace: Workspace) -> Iterator[Row]:
    for company in Company.objects.filter(workspace=workspace).iterator():
        yield Row(company.pk, company.domain or company.name, _company_facts(company))


def _company_facts(company: Company) -> dict[str, str]:
    more = (company.industry, *company.categories, *company.specialties)
    place = (company.city, company.state, company.country, company.headquarters)
    employees = company.employees or _MIDDLES.get(company.size)
    return {
        "name": fold(company.name),
        "domain": company.domain or "",
        "about": fold(f"{company.name}. {company.overview} {'. '.join(company.specialties)}"),
        "text": fold(f"{company.name}. {company.overview} {'. '.join(more)}"),
        "industry": fold(company.industry),
        "place": fold(", ".join(place)),
        "employees": str(employees or ""),
    }


def _people(workspace: Workspace) -> Iterator[Row]:
    companies = {
        company.pk: _company_facts(company)
        for company in Company.objects.filter(workspace=workspace).iterator()
    }
    nothing = _company_facts(Company())
    for person in Contact.objects.filter(workspace=workspace).iterator():
        company = companies.get(person.company_id or 0, nothing)
        facts = {
            "first": fold(person.first_name),
            "last": fold(person.last_name),
            "email": person.email or "",
            "phone": "".join(sign for sign in person.phone if sign.isdigit()),
            "title": fold(person.title),
            "place": fold(", ".join((person.city, person.state, person.country))),
            "company": company["name"],
            "company_text": company["text"],
            "domain": company["domain"],
            "industry": company["industry"],
            "employees": company["employees"],
        }
        yield Row(person.pk, person.email or "", facts)
