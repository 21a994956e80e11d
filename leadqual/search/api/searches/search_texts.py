"""Searches that a body names by their query string."""

from collections.abc import Iterable

from rest_framework.exceptions import ErrorDetail

from leadqual.accounts.models import Workspace
from leadqual.core.api.field_errors import ChoiceDetail, error_with_choices
from leadqual.search.api.searches.unclear_searches import details_of
from leadqual.search.query.query import CompanyQuery, ContactQuery, params_of
from leadqual.search.query.query_parsing import Notes, read_company_query, read_contact_query
from leadqual.search.results.selectors import vocabulary
from leadqual.search.results.value_lookup import WorkspaceValues


def contact_query_of(workspace: Workspace, text: str) -> ContactQuery:
    """Read the query string of a search for people.

    Raises:
        ValidationError: with a sentence for each part that is unknown: left out, it would widen.
    """
    params = params_of(text)
    query, notes = read_contact_query(params, vocabulary(workspace))
    _refuse(set(params) - query.names(), notes, known=query.names())
    return query


def company_query_of(workspace: Workspace, text: str) -> CompanyQuery:
    """Read the query string of a search for companies.

    Raises:
        ValidationError: with a sentence for each part that is unknown: left out, it would widen.
    """
    params = params_of(text)
    query, notes = read_company_query(params, WorkspaceValues(workspace, of_companies=True))
    _refuse(set(params) - query.names(), notes, known=query.names())
    return query


def _refuse(strangers: Iterable[str], notes: Notes, *, known: Iterable[str]) -> None:
    said: list[ErrorDetail] = [
        ChoiceDetail(f"Unknown parameter “{name[:60]}”.", "invalid", sent=name, allowed=known)
        for name in sorted(strangers)
    ]
    if said := [*said, *details_of(notes)]:
        raise error_with_choices({"query": said})
