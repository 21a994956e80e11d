"""The companies that a search finds, given its URL."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from django.db.models import QuerySet

from leadqual.accounts.models import Workspace
from leadqual.campaigns.errors import (
    SearchUrlError,
)
from leadqual.core.errors import WrongValue
from leadqual.leads.models import Company
from leadqual.search.query.query_parsing import read_company_query, read_contact_query
from leadqual.search.results.record_rows import has_key_in
from leadqual.search.results.result_pages import result_company_keys, result_queryset
from leadqual.search.results.taxonomy import read_taxonomy
from leadqual.search.results.value_lookup import shared_lists

_MAX_PARAMETERS = 2_000
_FIELD = WrongValue("search")
_NO_SEARCH = (
    "This is not the URL of a search with a filter. Search for your customers under "
    "Companies and copy the URL from the browser."
)


def companies_by_url(workspace: Workspace, address: str) -> QuerySet[Company]:
    """Return the companies that a search finds.

    Args:
        workspace: whose companies.
        address: URL of a search for companies or people, or its query string.

    Raises:
        SearchUrlError: it is not the URL of a search, or has no filter or an unknown one.
    """
    try:
        parts = urlsplit(address.strip())
        query = parts.query if parts.query or "=" not in parts.path else parts.path
        params = parse_qs(query, max_num_fields=_MAX_PARAMETERS)
    except ValueError as error:
        raise SearchUrlError(_NO_SEARCH, _FIELD) from error
    page = parts.path.rstrip("/").rpartition("/")[2] if parts.query else ""
    if page == "people":
        return _companies_of_people(workspace, params)
    if page not in ("", "companies", "like") or not params:
        raise SearchUrlError(_NO_SEARCH, _FIELD)
    return companies_by_params(workspace, params)


def companies_by_params(
    workspace: Workspace, params: Mapping[str, Sequence[str]]
) -> QuerySet[Company]:
    """Return the companies that the parameters of a search find; `company=1` selects single ones.

    Raises:
        SearchUrlError: there is no filter, or an unknown one.
    """
    query, notes = read_company_query(params, shared_lists(workspace, of_companies=True))
    _check_notes(notes)
    if not any(name not in ("sort", "after", "before") for name, _ in query.pairs()):
        raise SearchUrlError(_NO_SEARCH, _FIELD)
    return result_queryset(workspace, query)


def _companies_of_people(
    workspace: Workspace, params: Mapping[str, Sequence[str]]
) -> QuerySet[Company]:
    query, notes = read_contact_query(
        params, read_taxonomy().vocabulary(shared_lists(workspace, of_companies=False))
    )
    _check_notes(notes)
    if not any(name not in ("sort", "after", "before", "confidence") for name, _ in query.pairs()):
        raise SearchUrlError(_NO_SEARCH, _FIELD)
    found = result_company_keys(workspace, query)
    return Company.objects.filter(has_key_in(found), workspace=workspace)


def _check_notes(notes: Mapping[str, str]) -> None:
    if notes:
        raise SearchUrlError(" ".join(notes.values()) + " Nothing was saved.", _FIELD)
