"""Searches that a body names by their query string."""

from collections.abc import Iterable

from rest_framework.exceptions import ValidationError

from leadqual.accounts.models import Workspace
from leadqual.search.query.query import CompanyQuery, ContactQuery, params_of
from leadqual.search.query.query_parsing import read_company_query, read_contact_query
from leadqual.search.results.selectors import vocabulary
from leadqual.search.results.value_lookup import CompanyValues


def contact_query_of(workspace: Workspace, text: str) -> ContactQuery:
    """Read the query string of a search for people.

    Raises:
        ValidationError: with a sentence for each part that is unknown: left out, it would widen.
    """
    params = params_of(text)
    query, notes = read_contact_query(params, vocabulary(workspace))
    _refuse(set(params) - set(query.names()), notes.values())
    return query


def company_query_of(workspace: Workspace, text: str) -> CompanyQuery:
    """Read the query string of a search for companies.

    Raises:
        ValidationError: with a sentence for each part that is unknown: left out, it would widen.
    """
    params = params_of(text)
    query, notes = read_company_query(params, CompanyValues(workspace))
    _refuse(set(params) - set(query.names()), notes.values())
    return query


def _refuse(strangers: set[str], notes: Iterable[str]) -> None:
    said = [f"Unknown parameter “{name[:60]}”." for name in sorted(strangers)] + list(notes)
    if said:
        raise ValidationError({"query": said})
