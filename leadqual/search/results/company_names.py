"""Companies by typed text: a name or a domain."""

from collections.abc import Sequence

from django.db.models import (
    QuerySet,
)

from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Company
from leadqual.leads.websites import read_website

_MIN_PART = 3  # Minimum letters to match anywhere in a name, by trigrams.


def companies_named(companies: QuerySet[Company], words: str, *, most: int) -> Sequence[Company]:
    """Return the companies whose name begins with these words.

    Ignores case and legal form; names that end with the words come first. Empty if the words cannot
    be part of a name.
    """
    key = name_key(words.strip().replace("\0", ""))
    if not key:
        return []
    found = companies.filter(name_key__startswith=key)
    return list(found.order_by("name_key", "pk")[:most])


def companies_found_by(companies: QuerySet[Company], words: str, *, most: int) -> Sequence[Company]:
    """Return the companies that match words by domain, beginning of the name, or part of it.

    Args:
        companies: of one workspace.
        words: a domain or URL, the beginning of a name, or at least three letters of it.
        most: maximum number; matching domains first, then names that begin with the words.
    """
    words = words.strip().replace("\0", "")
    found = list(companies_named(companies, words, most=most))
    site = read_website(words)
    if site and site.domain:
        found = [*companies.filter(domain=site.domain).order_by("pk")[:most], *found]
    if len(found) < most and len(words) >= _MIN_PART:
        others = companies.filter(name__icontains=words).exclude(pk__in=[one.pk for one in found])
        found += others.order_by("name_key", "pk")[: most - len(found)]
    return list({one.pk: one for one in found}.values())[:most]
