"""Companies whose business model changed are read anew by each ranking."""

from collections.abc import Collection

from leadqual.companies.models import CompanyReading
from leadqual.companies.vectors import next_revision


def refresh_readings(company_ids: Collection[int]) -> None:
    """Give what was read of companies a new revision, so that every process reads it again.

    Call it in the transaction in which their business models change.
    """
    readings = CompanyReading.objects.filter(company__in=company_ids)
    if company_ids and readings.exists():
        readings.update(revision=next_revision())
