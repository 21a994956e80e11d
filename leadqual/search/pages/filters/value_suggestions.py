"""Values of long filters, offered while somebody types."""

from collections.abc import Mapping

from django.http import Http404, JsonResponse

from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.search.facets.facet_table import COMPANY_TYPED, TYPED
from leadqual.search.pages import search_data
from leadqual.search.pages.filters.value_matching import matching_values
from leadqual.search.query.query_parsing import read_company_query, read_contact_query
from leadqual.search.results.result_counts import company_values, contact_values


@route("people/values/", name="people_values")
def of_people(request: WorkspaceRequest) -> JsonResponse:
    """Say which values of `facet` are meant by what is `typed`, beside the search for people."""
    facet, typed = _asked(request, TYPED)
    vocabulary = search_data.read_taxonomy().vocabulary()
    query, _ = read_contact_query(dict(request.GET.lists()), vocabulary)
    return _answer(contact_values(request.workspace, query, facet), typed)


@route("companies/values/", name="company_values")
def of_companies(request: WorkspaceRequest) -> JsonResponse:
    """Say the same beside the search for companies."""
    facet, typed = _asked(request, COMPANY_TYPED)
    query, _ = read_company_query(dict(request.GET.lists()))
    return _answer(company_values(request.workspace, query, facet), typed)


def _asked(request: WorkspaceRequest, facets: frozenset[str]) -> tuple[str, str]:
    facet = request.GET.get("facet", "")
    if facet not in facets:
        raise Http404
    return facet, request.GET.get("typed", "")


def _answer(values: Mapping[str, int], typed: str) -> JsonResponse:
    found = [{"value": value, "n": n} for value, n in matching_values(typed, values)]
    return JsonResponse({"values": found})
