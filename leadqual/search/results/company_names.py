"""Companies by typed text: a name or a domain."""

from collections.abc import Sequence

from django.db.models import (
    QuerySet,
)

from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Company
from leadqual.leads.websites import read_website

_MIN_PART = 3  # Minimum letters to match anywhere in a name, by trigrams.


def companies_by_name_start(
    companies: QuerySet[Company], text: str, *, most: int
) -> Sequence[Company]:
    """Return the companies whose name begins with these words.

    Ignores case and legal form; names that end with the words come first. Empty if the words cannot
    be part of a name.
    """
    key = name_key(text.strip().replace("\0", ""))
    if not key:
        return []
    companies_found = companies.filter(name_key__startswith=key)
    return list(companies_found.order_by("name_key", "pk")[:most])


def find_companies(companies: QuerySet[Company], text: str, *, most: int) -> Sequence[Company]:
    """Return the companies that match words by domain, beginning of the name, or part of it.

    Args:
        companies: of one workspace.
        text: a domain or URL, the beginning of a name, or at least three letters of it.
        most: maximum number; matching domains first, then names that begin with the words.
    """
    text = text.strip().replace("\0", "")
    companies_found = list(companies_by_name_start(companies, text, most=most))
    site = read_website(text)
    if site and site.domain:
        companies_found = [
            *companies.filter(domain=site.domain).order_by("pk")[:most],
            *companies_found,
        ]
    if len(companies_found) < most and len(text) >= _MIN_PART:
        others = companies.filter(name__icontains=text).exclude(
            pk__in=[company.pk for company in companies_found]
        )
        companies_found += others.order_by("name_key", "pk")[: most - len(companies_found)]
    return list({company.pk: company for company in companies_found}.values())[:most]
