"""A stored company as the classifiers read it."""

from classifiers.core.types import CompanyRecord
from leadqual.leads.models import Company


def record_of(company: Company) -> CompanyRecord:
    """Turn a row into what the classifiers read."""
    return CompanyRecord(
        name=company.name,
        domain=company.domain,
        website=company.website or None,
        overview=company.overview or None,
        industry=company.industry or None,
        categories=tuple(company.categories),
        specialties=tuple(company.specialties),
        sic_codes=tuple(company.sic_codes),
        technologies=tuple(company.technologies),
        type=company.type or None,
        ownership_type=company.ownership_type or None,
        size=company.size or None,
        employees=company.employees,
        followers=company.followers,
        founded=company.founded,
        headquarters=company.headquarters or None,
        city=company.city or None,
        state=company.state or None,
        country=company.country or None,
        total_funding=None if company.total_funding is None else float(company.total_funding),
        alexa_rank=company.alexa_rank,
        linkedin_url=company.linkedin_url or None,
        hubs=tuple(company.hubs),
        events=tuple(company.events),
    )
